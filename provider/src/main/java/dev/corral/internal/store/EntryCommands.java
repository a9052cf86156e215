package dev.corral.internal.store;

import static dev.corral.internal.store.RedisEntryStore.ascii;

import dev.corral.codec.Encoded;
import dev.corral.internal.redis.Command;
import dev.corral.internal.store.EntryStore.LeaseRequest;
import dev.corral.internal.store.EntryStore.ScanPosition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Protocol;

/** Builds the commands on entries; each concerns one shard, or one server. */
final class EntryCommands {
  private static final byte[] EMPTY = new byte[0];

  /** No version, and no lease token. */
  private static final byte[] NONE = new byte[Version.BYTES];

  private static final int PLAIN_TERMS = 3 * Long.BYTES + Integer.BYTES;
  private static final byte[] SCAN_COUNT = ascii("500");

  private final Keyspace keyspace;
  private final RedisEntryStore.Settings settings;
  private final Nonces nonces;

  EntryCommands(Keyspace keyspace, RedisEntryStore.Settings settings, Nonces nonces) {
    this.keyspace = keyspace;
    this.settings = settings;
    this.nonces = nonces;
  }

  /** Metadata and records, in one reply. */
  Command read(int shard, List<EntryKey> keys) {
    byte[][] names = new byte[keys.size() + 1][];
    names[0] = keyspace.metadata(shard);
    for (int i = 0; i < keys.size(); i++) {
      names[i + 1] = keyspace.record(shard, keys.get(i));
    }
    return Command.repeatable(keyspace.slot(shard), Protocol.Command.MGET, names);
  }

  /** One change of several entries. */
  Command mutate(Change change, int shard, List<Mutation> mutations, List<byte[]> sentNonces) {
    List<byte[]> arguments = new ArrayList<>(4 + 4 * mutations.size());
    arguments.add(keyspace.metadata(shard));
    for (Mutation mutation : mutations) {
      arguments.add(keyspace.record(shard, mutation.key()));
      arguments.add(keyspace.lease(shard, mutation.key()));
    }
    mutations.stream()
        .flatMap(mutation -> mutation.tags().stream())
        .distinct()
        .forEach(tag -> arguments.add(keyspace.tag(shard, Tags.utf8(tag))));
    int keys = arguments.size();
    arguments.add(head(change));
    arguments.add(keyspace.shardChannel(shard));
    arguments.add(keyspace.wakeChannel(shard));
    for (int i = 0; i < mutations.size(); i++) {
      Mutation mutation = mutations.get(i);
      Encoded value = mutation.value();
      byte[] body = value == null ? EMPTY : RecordFormat.body(value, mutation.costMicros());
      arguments.add(terms(mutation, sentNonces.get(i), body));
      arguments.add(body);
    }
    return Command.script(
            keyspace.slot(shard),
            Scripts.MUTATE,
            change.isRepeatable(),
            keys,
            arguments.toArray(byte[][]::new))
        .replicated(change.isRepeatable() ? null : settings.replication());
  }

  /** What is the same for all keys of a change. */
  private byte[] head(Change change) {
    int wanted =
        (change.wantsOld() ? 1 : 0)
            + (settings.claimsExpired().getAsBoolean() ? 2 : 0)
            + (settings.tellsAll() ? 4 : 0);
    byte[] codes =
        ascii(change.condition().code() + change.kind().code() + change.rule().code() + wanted);
    return ByteBuffer.allocate(codes.length + 4 * Long.BYTES)
        .put(codes)
        .putLong(settings.graceMillis().getAsLong())
        .putLong(change.after() + 1)
        .putLong(nonces.next())
        .putLong(nonces.origin())
        .array();
  }

  /** What a change needs of one key beside its value. */
  private static byte[] terms(Mutation mutation, byte[] nonce, byte[] body) {
    byte[] tags = Tags.encode(mutation.tags());
    Version expected = mutation.expected();
    Lease lease = mutation.lease();
    boolean isPlain = expected == null && lease == null && tags.length == 0;
    ByteBuffer terms =
        ByteBuffer.allocate(PLAIN_TERMS + (isPlain ? 0 : 2 * Version.BYTES + tags.length))
            .put(nonce)
            .putInt(body.length == 0 ? 0 : RecordFormat.checksum(mutation.key(), body, tags))
            .putLong(mutation.lifetime().created())
            .putLong(mutation.lifetime().updated());
    if (!isPlain) {
      terms
          .put(expected == null ? NONE : expected.toBytes())
          .put(lease == null ? NONE : lease.token())
          .put(tags);
    }
    return terms.array();
  }

  /** Records, and a lease on each. */
  Command lease(LeaseRequest request, int shard, List<EntryKey> keys, List<Lease> leases) {
    List<byte[]> arguments = new ArrayList<>(6 + 3 * keys.size());
    arguments.add(keyspace.metadata(shard));
    for (EntryKey key : keys) {
      arguments.add(keyspace.record(shard, key));
      arguments.add(keyspace.lease(shard, key));
    }
    arguments.add(ascii(request.rule() == Lease.Rule.LOAD ? "L" : "X"));
    arguments.add(ascii(Long.toString(request.timeToLive().toMillis())));
    arguments.add(ascii(request.when().code()));
    arguments.add(nonces.nextBytes());
    arguments.add(ascii(request.freeing() ? "1" : "0"));
    arguments.add(ascii(request.awaiting() ? "1" : "0"));
    arguments.add(keyspace.wakeChannel(shard));
    leases.forEach(lease -> arguments.add(lease.token()));
    return Command.script(
        keyspace.slot(shard),
        Scripts.LEASE,
        true,
        1 + 2 * keys.size(),
        arguments.toArray(byte[][]::new));
  }

  /** The end of a shard's epoch, with a sequence that exceeds the given one. */
  Command clear(int shard, byte[] newEpoch, long after) {
    return Command.script(
            keyspace.slot(shard),
            Scripts.CLEAR,
            false,
            1,
            keyspace.metadata(shard),
            newEpoch,
            nonces.nextBytes(),
            ascii(Long.toString(after + 1)),
            keyspace.shardChannel(shard),
            Nonces.bytes(nonces.origin()),
            keyspace.wakeChannel(shard))
        .replicated(settings.replication());
  }

  /** The invalidation of a tag in a shard, with a sequence that exceeds the given one. */
  Command untag(int shard, byte[] tag, long after) {
    return Command.script(
            keyspace.slot(shard),
            Scripts.UNTAG,
            true,
            2,
            keyspace.metadata(shard),
            keyspace.tag(shard, tag),
            tag,
            nonces.nextBytes(),
            nonces.nextBytes(),
            ascii(Long.toString(after + 1)),
            keyspace.shardChannel(shard),
            Nonces.bytes(nonces.origin()))
        .replicated(settings.replication());
  }

  /** A sweep over some records of a shard. */
  Command sweep(int shard, List<byte[]> records, boolean claimsExpired) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(keyspace.metadata(shard));
    arguments.addAll(records);
    arguments.add(ascii(claimsExpired ? "1" : "0"));
    arguments.add(settings.tellsAll() ? keyspace.shardChannel(shard) : EMPTY);
    arguments.add(Nonces.bytes(nonces.origin()));
    return Command.script(
        keyspace.slot(shard),
        Scripts.SWEEP,
        true,
        1 + records.size(),
        arguments.toArray(byte[][]::new));
  }

  /** Where a shard stands, by its owner alone. */
  Command sample(int shard) {
    return Command.script(keyspace.slot(shard), Scripts.SAMPLE, true, 1, keyspace.metadata(shard));
  }

  /** Some more names of records on one server. */
  Command scan(ScanPosition position) {
    return Command.repeatable(
        0,
        Protocol.Command.SCAN,
        position.cursor(),
        ascii("MATCH"),
        keyspace.recordPattern(),
        ascii("COUNT"),
        SCAN_COUNT);
  }
}
