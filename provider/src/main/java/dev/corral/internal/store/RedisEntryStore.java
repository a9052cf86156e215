package dev.corral.internal.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.corral.NotReplicatedException;
import dev.corral.internal.redis.Command;
import dev.corral.internal.redis.RedisLink;
import dev.corral.internal.redis.Reply;
import dev.corral.internal.redis.ReplyLostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;

/** The entries of one cache in Redis; one Lua script per shape of change. */
public final class RedisEntryStore implements EntryStore {
  /** The most keys in one command: what a server does in well under a millisecond. */
  private static final int BATCH = 200;

  private final RedisLink link;
  private final Keyspace keyspace;
  private final Settings settings;
  private final Nonces nonces;
  private final EntryCommands commandOf;
  private final LostReplies lostReplies;

  /**
   * What a store does beside what each call asks for.
   *
   * @param cacheName for messages
   * @param graceMillis how long an expired record stays readable
   * @param claimsExpired whether expired records that a change meets are claimed
   * @param tellsAll whether events are told to the listeners on all nodes
   * @param replication by how many replicas a change is to be acknowledged; null: by none
   */
  public record Settings(
      String cacheName,
      LongSupplier graceMillis,
      BooleanSupplier claimsExpired,
      boolean tellsAll,
      Command.@Nullable Replication replication) {}

  RedisEntryStore(RedisLink link, Keyspace keyspace, Settings settings, Nonces nonces) {
    this.link = link;
    this.keyspace = keyspace;
    this.settings = settings;
    this.nonces = nonces;
    this.commandOf = new EntryCommands(keyspace, settings, nonces);
    this.lostReplies = new LostReplies(link, keyspace, settings.cacheName(), commandOf);
  }

  /** The same store over another link. */
  public RedisEntryStore over(RedisLink other) {
    return new RedisEntryStore(other, keyspace, settings, nonces);
  }

  @Override
  public CompletionStage<ReadResult> read(EntryKey key) {
    int shard = keyspace.shardOf(key);
    return link.send(commandOf.read(shard, List.of(key)))
        .thenCompose(
            reply -> {
              ReadResult[] result = {Replies.read(key, reply, 0)};
              TagChecks checks = new TagChecks(keyspace, result);
              checks.add(shard, 0, Replies.bytes(reply.asList().get(1)));
              return checks.verified(link).thenApply(verified -> verified[0]);
            });
  }

  @Override
  public CompletionStage<List<ReadResult>> readAll(List<EntryKey> keys) {
    List<Batch> batches = batches(keys);
    List<Command> commands =
        batches.stream().map(batch -> commandOf.read(batch.shard, pick(keys, batch))).toList();
    return link.sendAll(commands)
        .thenCompose(
            replies -> {
              ReadResult[] results = new ReadResult[keys.size()];
              TagChecks checks = new TagChecks(keyspace, results);
              for (int b = 0; b < batches.size(); b++) {
                List<Integer> indexes = batches.get(b).indexes;
                List<@Nullable Object> values = replies.get(b).asList();
                for (int i = 0; i < indexes.size(); i++) {
                  int index = indexes.get(i);
                  results[index] = Replies.read(keys.get(index), replies.get(b), i);
                  checks.add(batches.get(b).shard, index, Replies.bytes(values.get(i + 1)));
                }
              }
              return checks.verified(link).thenApply(Arrays::asList);
            });
  }

  /** Which shard a key belongs to. */
  public int shardOf(EntryKey key) {
    return keyspace.shardOf(key);
  }

  /** A number that no other change has as its nonce. */
  public long nextNonce() {
    long nonce = nonces.next();
    return nonce == Mutation.ANY_NONCE ? nonces.next() : nonce;
  }

  /** Whether a message tells of a change by this node. */
  public boolean isOwn(EntryMessage message) {
    return message.origin() == nonces.origin();
  }

  /** How shards are now; null for those that can't be read. */
  public CompletionStage<List<@Nullable ShardView>> views(List<Integer> shards) {
    return link.sendAll(
            shards.stream()
                .map(
                    shard ->
                        Command.repeatable(
                            keyspace.slot(shard), Protocol.Command.GET, keyspace.metadata(shard)))
                .toList())
        .thenApply(
            replies -> {
              List<@Nullable ShardView> views = new ArrayList<>();
              for (Reply reply : replies) {
                views.add(
                    reply.failure() != null
                        ? null
                        : ShardView.of(
                            reply.server(), ShardStamp.parse(Replies.bytes(reply.value()))));
              }
              return views;
            });
  }

  /** Where shards stand, said by their owners; null for those that do not say. */
  public CompletionStage<List<@Nullable ShardSample>> samples(List<Integer> shards) {
    return link.sendAll(shards.stream().map(commandOf::sample).toList())
        .thenApply(
            replies -> {
              List<@Nullable ShardSample> samples = new ArrayList<>();
              replies.forEach(reply -> samples.add(Replies.sample(reply)));
              return samples;
            });
  }

  @Override
  public CompletionStage<MutationResult> mutate(Change change, Mutation mutation) {
    return mutateAll(change, List.of(mutation)).thenApply(results -> results.get(0));
  }

  @Override
  public CompletionStage<List<MutationResult>> mutateAll(Change change, List<Mutation> mutations) {
    List<EntryKey> keys = mutations.stream().map(Mutation::key).toList();
    List<Batch> batches = batches(keys);
    List<List<byte[]>> nonceLists = new ArrayList<>();
    List<Command> commands = new ArrayList<>();
    for (Batch batch : batches) {
      List<byte[]> batchNonces =
          batch.indexes.stream().map(i -> nonceOf(mutations.get(i))).toList();
      nonceLists.add(batchNonces);
      commands.add(commandOf.mutate(change, batch.shard, pick(mutations, batch), batchNonces));
    }
    return link.sendAll(commands)
        .thenCompose(
            replies -> {
              MutationResult[] results = new MutationResult[mutations.size()];
              List<CompletableFuture<?>> open = new ArrayList<>();
              for (int b = 0; b < batches.size(); b++) {
                List<Integer> indexes = batches.get(b).indexes;
                if (replies.get(b).failure() instanceof ReplyLostException lost) {
                  open.add(
                      lostReplies
                          .resolve(change, pick(mutations, batches.get(b)), nonceLists.get(b), lost)
                          .thenApply(found -> mustBeReplicated(found, lost))
                          .thenAccept(found -> place(found, indexes, results))
                          .toCompletableFuture());
                } else {
                  place(mutationResults(keys, indexes, replies.get(b)), indexes, results);
                }
              }
              return CompletableFuture.allOf(open.toArray(CompletableFuture<?>[]::new))
                  .thenApply(done -> Arrays.asList(results));
            });
  }

  /** That a change was made can be read; whether replicas have it can't. */
  private <T> T mustBeReplicated(T made, ReplyLostException lost) {
    if (settings.replication() != null) {
      throw new NotReplicatedException(
          "A change of cache '"
              + settings.cacheName()
              + "' was made, but whether replicas have it is unknown: "
              + lost.getMessage(),
          lost);
    }
    return made;
  }

  private byte[] nonceOf(Mutation mutation) {
    return Nonces.bytes(mutation.nonce() == Mutation.ANY_NONCE ? nextNonce() : mutation.nonce());
  }

  private static List<MutationResult> mutationResults(
      List<EntryKey> keys, List<Integer> indexes, Reply reply) {
    List<MutationResult> results = new ArrayList<>();
    for (int i = 0; i < indexes.size(); i++) {
      results.add(Replies.mutation(keys.get(indexes.get(i)), reply, i));
    }
    return results;
  }

  private static <T> void place(List<T> from, List<Integer> indexes, T[] to) {
    for (int i = 0; i < indexes.size(); i++) {
      to[indexes.get(i)] = from.get(i);
    }
  }

  @Override
  public CompletionStage<List<LeaseResult>> lease(
      LeaseRequest request, List<EntryKey> keys, @Nullable List<Lease> again) {
    List<Batch> batches = batches(keys);
    List<Lease> leases =
        again != null ? again : keys.stream().map(key -> new Lease(nonces.nextToken())).toList();
    List<Command> commands =
        batches.stream()
            .map(
                batch ->
                    commandOf.lease(request, batch.shard, pick(keys, batch), pick(leases, batch)))
            .toList();
    return link.sendAll(commands)
        .thenApply(
            replies -> {
              LeaseResult[] results = new LeaseResult[keys.size()];
              for (int b = 0; b < batches.size(); b++) {
                List<@Nullable Object> values = replies.get(b).asList();
                long now = Replies.number(values.get(0)) / 1000;
                ShardStamp metadata = ShardStamp.parse(Replies.bytes(values.get(1)));
                List<Integer> indexes = batches.get(b).indexes;
                for (int i = 0; i < indexes.size(); i++) {
                  int index = indexes.get(i);
                  List<@Nullable Object> fields = Replies.list(values.get(i + 2));
                  byte[] record = fields.size() > 2 ? Replies.bytes(fields.get(2)) : null;
                  byte[] holder = fields.size() > 3 ? Replies.bytes(fields.get(3)) : null;
                  results[index] =
                      new LeaseResult(
                          Replies.number(fields.get(0)) == 1 ? leases.get(index) : null,
                          Duration.ofMillis(Math.max(0, Replies.number(fields.get(1)))),
                          Replies.read(keys.get(index), replies.get(b), metadata, record, now),
                          holder == null ? null : new Lease(holder));
                }
              }
              return Arrays.asList(results);
            });
  }

  @Override
  public CompletionStage<Boolean> holds(EntryKey key, Lease lease) {
    int shard = keyspace.shardOf(key);
    return link.send(
            Command.repeatable(
                keyspace.slot(shard),
                Protocol.Command.MGET,
                keyspace.metadata(shard),
                keyspace.lease(shard, key)))
        .thenApply(
            reply -> {
              List<@Nullable Object> values = reply.asList();
              byte[] metadata = Replies.bytes(values.get(0));
              ShardStamp stamp = ShardStamp.parse(metadata);
              byte[] bytes = Replies.bytes(values.get(1));
              return metadata != null
                  && stamp != null
                  && bytes != null
                  && lease.is(bytes, stamp.epoch(), ShardStamp.untagged(metadata));
            });
  }

  @Override
  public CompletionStage<Long> clear(long after) {
    List<byte[]> epochs = new ArrayList<>();
    List<Command> commands = new ArrayList<>();
    for (int shard = 0; shard < keyspace.shards(); shard++) {
      byte[] epoch = nonces.nextBytes();
      epochs.add(epoch);
      commands.add(commandOf.clear(shard, epoch, after));
    }
    return link.sendAll(commands)
        .thenCompose(
            replies -> {
              List<CompletionStage<Long>> sequences = new ArrayList<>();
              for (int shard = 0; shard < replies.size(); shard++) {
                if (replies.get(shard).failure() instanceof ReplyLostException lost) {
                  sequences.add(
                      lostReplies
                          .resolveClear(shard, epochs.get(shard), lost)
                          .thenApply(sequence -> mustBeReplicated(sequence, lost)));
                } else {
                  sequences.add(
                      CompletableFuture.completedFuture(
                          Replies.number(replies.get(shard).asList().get(1))));
                }
              }
              return greatest(sequences);
            })
        .thenCompose(greatest -> markForSweep().thenApply(marked -> greatest));
  }

  @Override
  public CompletionStage<Long> invalidateByTag(String tag, long after) {
    byte[] name = Tags.utf8(tag);
    List<Command> commands = new ArrayList<>();
    for (int shard = 0; shard < keyspace.shards(); shard++) {
      commands.add(commandOf.untag(shard, name, after));
    }
    return link.sendAll(commands)
        .thenCompose(
            replies -> {
              long greatest = 0;
              boolean leavesGarbage = false;
              for (Reply reply : replies) {
                List<@Nullable Object> values = reply.asList();
                greatest = Math.max(greatest, Replies.number(values.get(1)));
                leavesGarbage |= Replies.number(values.get(2)) == 1;
              }
              long sequence = greatest;
              return leavesGarbage
                  ? markForSweep().thenApply(marked -> sequence)
                  : CompletableFuture.completedFuture(sequence);
            });
  }

  private static CompletionStage<Long> greatest(List<CompletionStage<Long>> sequences) {
    CompletionStage<Long> greatest = CompletableFuture.completedFuture(0L);
    for (CompletionStage<Long> one : sequences) {
      greatest = greatest.thenCombine(one, Math::max);
    }
    return greatest;
  }

  private CompletionStage<Void> markForSweep() {
    return link.send(
            Command.script(
                keyspace.baseSlot(),
                Scripts.MARK,
                true,
                1,
                keyspace.sweepMark(),
                nonces.nextBytes(),
                ascii("0"),
                ascii("0")))
        .thenAccept(reply -> {});
  }

  @Override
  public CompletionStage<ScanPage> scan(ScanPosition position) {
    return scanKeys(position)
        .thenApply(
            raw ->
                new ScanPage(
                    raw.keys.stream().map(keyspace::textOf).filter(Objects::nonNull).toList(),
                    raw.next));
  }

  @Override
  public CompletionStage<SweepPage> sweep(ScanPosition position, boolean claimsExpired) {
    return scanKeys(position).thenCompose(raw -> sweepKeys(raw, claimsExpired));
  }

  private CompletionStage<SweepPage> sweepKeys(RawPage raw, boolean claimsExpired) {
    Map<Integer, List<byte[]>> byShard = new LinkedHashMap<>();
    for (byte[] key : raw.keys) {
      int shard = keyspace.shardOfRecord(key);
      if (shard >= 0) {
        byShard.computeIfAbsent(shard, s -> new ArrayList<>()).add(key);
      }
    }
    List<Command> commands = new ArrayList<>();
    byShard.forEach(
        (shard, keys) -> {
          commands.add(commandOf.sweep(shard, keys, claimsExpired));
        });
    return link.sendAll(commands)
        .thenApply(
            replies -> {
              int freed = 0;
              List<Expired> expired = new ArrayList<>();
              for (Reply reply : replies) {
                List<@Nullable Object> values = reply.asList();
                freed += (int) Replies.number(values.get(0));
                for (@Nullable Object claim : values.subList(1, values.size())) {
                  List<@Nullable Object> fields = Replies.list(claim);
                  byte[] text = keyspace.textOf(requireBytes(fields.get(0)));
                  if (text != null) {
                    expired.add(new Expired(text, requireBytes(fields.get(1))));
                  }
                }
              }
              return new SweepPage(freed, expired, raw.next);
            });
  }

  private static byte[] requireBytes(@Nullable Object value) {
    return Objects.requireNonNull(Replies.bytes(value), "Redis returned no bytes");
  }

  private record RawPage(List<byte[]> keys, @Nullable ScanPosition next) {}

  private CompletionStage<RawPage> scanKeys(ScanPosition position) {
    List<HostAndPort> servers =
        link.primaries().stream().sorted((a, b) -> a.toString().compareTo(b.toString())).toList();
    if (position.node() >= servers.size()) {
      return CompletableFuture.completedFuture(new RawPage(List.of(), null));
    }
    Command scan = commandOf.scan(position);
    return link.sendTo(servers.get(position.node()), scan)
        .thenApply(
            reply -> {
              List<@Nullable Object> values = reply.asList();
              byte[] cursor = requireBytes(values.get(0));
              boolean last = cursor.length == 1 && cursor[0] == '0';
              ScanPosition next =
                  !last
                      ? new ScanPosition(position.node(), cursor)
                      : position.node() + 1 < servers.size()
                          ? new ScanPosition(position.node() + 1, ScanPosition.START.cursor())
                          : null;
              List<byte[]> keys = new ArrayList<>();
              for (@Nullable Object key : Replies.list(values.get(1))) {
                keys.add(requireBytes(key));
              }
              return new RawPage(keys, next);
            });
  }

  /** Keys of one shard, by their place in the caller's list. */
  private record Batch(int shard, List<Integer> indexes) {}

  private List<Batch> batches(List<EntryKey> keys) {
    Map<Integer, Batch> filling = new LinkedHashMap<>();
    List<Batch> batches = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      int shard = keyspace.shardOf(keys.get(i));
      Batch batch = filling.get(shard);
      if (batch == null || batch.indexes.size() == BATCH) {
        batch = new Batch(shard, new ArrayList<>());
        filling.put(shard, batch);
        batches.add(batch);
      }
      batch.indexes.add(i);
    }
    return batches;
  }

  private static <T> List<T> pick(List<T> all, Batch batch) {
    return batch.indexes.stream().map(all::get).toList();
  }

  static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
