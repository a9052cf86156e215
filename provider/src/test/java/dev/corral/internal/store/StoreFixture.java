package dev.corral.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.corral.codec.Encoded;
import dev.corral.internal.config.ManagerSettings;
import dev.corral.internal.redis.BlockingLink;
import dev.corral.internal.redis.RedisConnector;
import dev.corral.internal.store.Change.Condition;
import dev.corral.internal.store.Change.Kind;
import dev.corral.internal.store.EntryStore.LeaseRequest;
import dev.corral.internal.store.RecordFormat.Metadata;
import dev.corral.testkit.RedisServer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;

/** The store of a cache {@code books} on a real server, and a look behind it. */
final class StoreFixture implements AutoCloseable {
  static final String PREFIX = "corral:";
  static final String NAME = "books";
  static final int SHARDS = 4;

  final Jedis redis;
  final BlockingLink link;
  final Keyspace keyspace = new Keyspace(PREFIX, NAME, SHARDS);
  final RedisEntryStore store;
  long grace;
  boolean claims;

  StoreFixture(RedisServer server) {
    server.flushAll();
    redis = new Jedis(server.host(), server.port());
    link = link(server.uri());
    store =
        CacheInRedis.open(link, PREFIX, NAME, SHARDS, "kryo")
            .store(new RedisEntryStore.Settings(NAME, () -> grace, () -> claims, false));
  }

  static BlockingLink link(URI uri) {
    ClassLoader loader = Objects.requireNonNull(StoreFixture.class.getClassLoader());
    return RedisConnector.connect(
        ManagerSettings.resolve(uri, loader, new Properties()).connection());
  }

  static EntryKey key(String text) {
    return new EntryKey(text, ("s:" + text).getBytes(UTF_8));
  }

  static Encoded value(String text) {
    return new Encoded(42, text.getBytes(UTF_8));
  }

  static <T> T done(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  static Change change(Condition condition, Kind kind, long created, long updated) {
    return new Change(condition, kind, created, updated, false, null);
  }

  static Change put(Condition condition) {
    return change(condition, Kind.PUT, Change.ETERNAL, Change.ETERNAL);
  }

  static Change put(long created, long updated) {
    return change(Condition.ANY, Kind.PUT, created, updated);
  }

  static Change delete(Condition condition) {
    return change(condition, Kind.DELETE, 0, 0);
  }

  static Change touch(long lifetime) {
    return change(Condition.ANY, Kind.TOUCH, lifetime, lifetime);
  }

  static Change keep() {
    return change(Condition.ANY, Kind.KEEP, 0, 0);
  }

  MutationResult mutate(Change change, EntryKey key) {
    return done(store.mutate(change, Mutation.of(key)));
  }

  MutationResult mutate(Change change, EntryKey key, String value) {
    return done(store.mutate(change, Mutation.of(key, value(value))));
  }

  MutationResult mutate(Change change, EntryKey key, String value, @Nullable Version expected) {
    return done(store.mutate(change, Mutation.of(key, value(value)).expecting(expected)));
  }

  MutationResult put(EntryKey key, String value) {
    return mutate(put(Condition.ANY), key, value);
  }

  ReadResult read(EntryKey key) {
    return done(store.read(key));
  }

  @Nullable String valueOf(EntryKey key) {
    ReadResult read = read(key);
    return read.isLive() ? new String(read.live().value().toBytes(), UTF_8) : null;
  }

  Version versionOf(EntryKey key) {
    return Objects.requireNonNull(read(key).version());
  }

  LeaseResult lease(Lease.Rule rule, boolean onlyIfMissing, EntryKey key) {
    return lease(new LeaseRequest(rule, Duration.ofSeconds(30), onlyIfMissing, false), key, null);
  }

  LeaseResult lease(LeaseRequest request, EntryKey key, @Nullable Lease again) {
    return done(store.lease(request, List.of(key), again == null ? null : List.of(again))).get(0);
  }

  Lease granted(Lease.Rule rule, EntryKey key) {
    return Objects.requireNonNull(lease(rule, false, key).lease());
  }

  int shard(EntryKey key) {
    return keyspace.shardOf(key);
  }

  /** Another key of the same shard. */
  EntryKey neighbour(EntryKey key) {
    for (int i = 0; ; i++) {
      EntryKey other = key("neighbour-" + i);
      if (shard(other) == shard(key)) {
        return other;
      }
    }
  }

  byte[] recordName(EntryKey key) {
    return keyspace.record(shard(key), key);
  }

  byte[] leaseName(EntryKey key) {
    return keyspace.lease(shard(key), key);
  }

  byte[] metadataName(EntryKey key) {
    return keyspace.metadata(shard(key));
  }

  @Nullable Metadata metadata(EntryKey key) {
    return Metadata.parse(redis.get(metadataName(key)));
  }

  void writeMetadata(EntryKey key, long epoch, long sequence) {
    redis.set(
        metadataName(key),
        ByteBuffer.allocate(24).putLong(epoch).putLong(sequence).putLong(1).array());
  }

  boolean isLeased(EntryKey key) {
    return redis.exists(leaseName(key));
  }

  long remaining(EntryKey key) {
    return redis.pttl(recordName(key));
  }

  /** Puts a value of another application under a name. */
  void foreign(String type, byte[] name) {
    redis.del(name);
    byte[] any = "any".getBytes(UTF_8);
    switch (type) {
      case "list" -> redis.lpush(name, any, any);
      case "hash" -> redis.hset(name, any, any);
      case "set" -> redis.sadd(name, any);
      case "text" -> redis.set(name, any);
      case "empty" -> redis.set(name, new byte[0]);
      case "long" -> redis.set(name, "x".repeat(200).getBytes(UTF_8));
      default -> throw new IllegalArgumentException(type);
    }
  }

  @Override
  public void close() {
    link.close();
    redis.close();
  }
}
