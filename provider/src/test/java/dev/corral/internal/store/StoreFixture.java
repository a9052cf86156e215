package dev.corral.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.codec.Encoded;
import dev.corral.internal.config.ManagerSettings;
import dev.corral.internal.redis.BlockingLink;
import dev.corral.internal.redis.ChannelListener;
import dev.corral.internal.redis.RedisConnector;
import dev.corral.internal.store.Change.Condition;
import dev.corral.internal.store.Change.Kind;
import dev.corral.internal.store.EntryStore.LeaseRequest;
import dev.corral.internal.store.EntryStore.LeaseRequest.When;
import dev.corral.testkit.RedisServer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
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
            .store(new RedisEntryStore.Settings(NAME, () -> grace, () -> claims, false, null));
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

  static Change put(Condition condition) {
    return Change.of(condition, Kind.PUT);
  }

  static Change delete(Condition condition) {
    return Change.of(condition, Kind.DELETE);
  }

  static Change touch() {
    return Change.of(Condition.ANY, Kind.TOUCH);
  }

  static Change keep() {
    return Change.of(Condition.ANY, Kind.KEEP);
  }

  /** A mutation that puts a value for ever. */
  static Mutation putting(EntryKey key, String value) {
    return Mutation.of(key, value(value), Lifetime.of(Lifetime.ETERNAL));
  }

  MutationResult mutate(Change change, EntryKey key) {
    return done(store.mutate(change, Mutation.of(key)));
  }

  MutationResult mutate(Change change, EntryKey key, String value) {
    return done(store.mutate(change, putting(key, value)));
  }

  MutationResult mutate(Change change, EntryKey key, String value, @Nullable Version expected) {
    return done(store.mutate(change, putting(key, value).expecting(expected)));
  }

  MutationResult mutate(Change change, EntryKey key, Lease lease) {
    return done(store.mutate(change, Mutation.of(key).under(lease)));
  }

  MutationResult put(EntryKey key, String value, long created, long updated) {
    Lifetime lifetime = new Lifetime(created, updated);
    return done(store.mutate(put(Condition.ANY), Mutation.of(key, value(value), lifetime)));
  }

  /** Puts a value for ever, under a lease as the rule has it. */
  MutationResult putUnder(Lease.Rule rule, Lease lease, EntryKey key, String value) {
    return done(store.mutate(put(Condition.ANY).under(rule), putting(key, value).under(lease)));
  }

  MutationResult touch(EntryKey key, long lifetime) {
    return done(store.mutate(touch(), Mutation.of(key, Lifetime.of(lifetime))));
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

  LeaseResult lease(Lease.Rule rule, When when, EntryKey key) {
    return lease(request(rule, Duration.ofSeconds(30), when), key, null);
  }

  static LeaseRequest request(Lease.Rule rule, Duration timeToLive, When when) {
    return new LeaseRequest(rule, timeToLive, when, false, false);
  }

  LeaseResult lease(LeaseRequest request, EntryKey key, @Nullable Lease again) {
    return done(store.lease(request, List.of(key), again == null ? null : List.of(again))).get(0);
  }

  Lease granted(Lease.Rule rule, EntryKey key) {
    return Objects.requireNonNull(lease(rule, When.ALWAYS, key).lease());
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

  @Nullable ShardStamp metadata(EntryKey key) {
    return ShardStamp.parse(redis.get(metadataName(key)));
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

  /** Hears a channel of each shard from now on. */
  void listen(IntFunction<byte[]> channelOf, Consumer<byte[]> messages) {
    ChannelListener listener =
        new ChannelListener() {
          @Override
          public void subscribed(HostAndPort server) {}

          @Override
          public void heard(byte[] message) {
            messages.accept(message);
          }

          @Override
          public void broken() {}
        };
    for (int shard = 0; shard < SHARDS; shard++) {
      link.listen(keyspace.slot(shard), channelOf.apply(shard), listener);
      assertThat(link.heard(channelOf.apply(shard)))
          .succeedsWithin(Duration.ofSeconds(20))
          .isEqualTo(true);
    }
  }

  /** Publishes as the scripts do: sharded where the server can. */
  void publish(byte[] channel, String message) {
    redis.eval(
        "redis.call(redis.REDIS_VERSION_NUM and 'SPUBLISH' or 'PUBLISH', KEYS[1], ARGV[1])"
            .getBytes(UTF_8),
        List.of(channel),
        List.of(message.getBytes(UTF_8)));
  }

  @Override
  public void close() {
    link.close();
    redis.close();
  }
}
