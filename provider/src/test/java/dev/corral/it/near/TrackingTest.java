package dev.corral.it.near;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralCache;
import dev.corral.InvalidationSource;
import dev.corral.it.faults.TestNode;
import dev.corral.it.memory.Binaries;
import dev.corral.testkit.Fault;
import dev.corral.testkit.FaultyProxy;
import dev.corral.testkit.RedisCluster;
import dev.corral.testkit.RedisServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;

/** What a near cache hears of changes that no Corral node made. */
@Timeout(120)
class TrackingTest {
  private static final int ROUNDS = 200;
  private static final Duration BOUND = Duration.ofMillis(900);
  private static final List<String> ALLOWED =
      List.of(
          "~corral:*",
          "resetchannels",
          "&corral:*",
          "-@all +get +set +mget +getrange +setrange +unlink +pttl +pexpire +persist +scan",
          "+eval +evalsha +time +ping +client|setname +@pubsub");

  /** Redis as found, and Redis 6.2. */
  private static List<RedisServer> servers = List.of();

  private final String name = "tracked-" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    servers =
        Binaries.all().stream()
            .map(binary -> RedisServer.builder().binary(binary).build())
            .toList();
  }

  @AfterAll
  static void stop() {
    servers.forEach(RedisServer::close);
  }

  static Stream<RedisServer> servers() {
    return servers.stream();
  }

  private static RedisServer server() {
    return servers.get(0);
  }

  private CorralCache<String, String> tracked(TestNode node, InvalidationSource source) {
    return node.cache(
        name,
        b ->
            b.shards(2)
                .nearMaxEntries(100)
                .nearSource(source)
                .stalenessBound(BOUND)
                .statisticsEnabled(true));
  }

  private CorralCache<String, String> tracked(TestNode node) {
    return tracked(node, InvalidationSource.TRACKING);
  }

  /** The Redis keys of a cache, as another program finds them. */
  private byte[] recordOf(RedisServer redis, String key) {
    for (int shard = 0; shard < 2; shard++) {
      String record = "corral:{" + name + "#" + shard + "}rs:" + key;
      if (redis.commandText("EXISTS", record).equals("1")) {
        return record.getBytes(UTF_8);
      }
    }
    throw new AssertionError("No record of " + key);
  }

  private static void awaitNear(CorralCache<String, String> cache, String key) {
    await().until(() -> isNear(cache, key));
  }

  private static boolean isNear(CorralCache<String, String> cache, String key) {
    long before = cache.nearStatistics().hits();
    return cache.get(key) != null && cache.nearStatistics().hits() > before;
  }

  private static long drops(CorralCache<String, String> cache, String reason) {
    return cache.nearStatistics().repairs().drops().getOrDefault(reason, 0L);
  }

  private static void otherProgram(RedisServer redis, Consumer<Jedis> action) {
    try (Jedis jedis = new Jedis(redis.host(), redis.port())) {
      action.accept(jedis);
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("servers")
  void whatOtherProgramsRemoveOrOverwrite_isGoneHereToo(RedisServer redis) {
    try (TestNode node = TestNode.at(redis.uri())) {
      CorralCache<String, String> cache = tracked(node);
      cache.put("a", "1");
      cache.put("b", "1");
      awaitNear(cache, "a");
      awaitNear(cache, "b");
      otherProgram(redis, jedis -> jedis.del(recordOf(redis, "a")));
      await().until(() -> cache.get("a") == null);
      otherProgram(redis, jedis -> jedis.set(recordOf(redis, "b"), "no record".getBytes(UTF_8)));
      await().until(() -> cache.get("b") == null);
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("servers")
  void everything_isGone_whenTheServerIsEmptied(RedisServer redis) {
    try (TestNode node = TestNode.at(redis.uri())) {
      CorralCache<String, String> cache = tracked(node);
      List<String> keys = List.of("a", "b", "c", "d", "e");
      keys.forEach(key -> cache.put(key, "1"));
      keys.forEach(key -> awaitNear(cache, key));
      redis.command("FLUSHALL");
      await().until(() -> keys.stream().noneMatch(cache::containsKey));
      assertThat(drops(cache, "emptied")).isPositive();
    }
  }

  @Test
  void removalByAnotherProgram_isNotSeen_withMessagesAlone() {
    try (TestNode node = TestNode.at(server().uri());
        TestNode other = TestNode.at(server().uri())) {
      CorralCache<String, String> cache = tracked(node, InvalidationSource.MESSAGES);
      cache.put("a", "1");
      awaitNear(cache, "a");
      otherProgram(server(), jedis -> jedis.del(recordOf(server(), "a")));
      long heard = cache.nearStatistics().messages().received();
      tracked(other, InvalidationSource.MESSAGES).put("b", "1");
      await().until(() -> cache.nearStatistics().messages().received() > heard);
      assertThat(isNear(cache, "a")).isTrue();
    }
  }

  @Test
  void cacheThatOpensLater_isTrackedToo_andAgainAfterItWasClosed() {
    try (TestNode node = TestNode.at(server().uri())) {
      node.cache("first-" + name, b -> b.nearMaxEntries(9).nearSource(InvalidationSource.TRACKING));
      for (int i = 0; i < 2; i++) {
        CorralCache<String, String> cache = tracked(node);
        cache.put("a", "1");
        awaitNear(cache, "a");
        otherProgram(server(), jedis -> jedis.del(recordOf(server(), "a")));
        await().until(() -> cache.get("a") == null);
        cache.close();
      }
    }
  }

  @Test
  void readUnderWay_doesNotBringBackWhatAnotherProgramRemoved() {
    try (TestNode node = TestNode.at(server().uri());
        Jedis jedis = new Jedis(server().host(), server().port())) {
      CorralCache<String, String> cache = tracked(node);
      cache.put("a", "1");
      awaitNear(cache, "a");
      byte[] record = recordOf(server(), "a");
      byte[] bytes = jedis.get(record);
      for (int i = 0; i < ROUNDS; i++) {
        jedis.set(record, bytes);
        CompletableFuture<String> read =
            CompletableFuture.supplyAsync(() -> cache.get("a"), task -> new Thread(task).start());
        cache.get("a");
        jedis.del(record);
        read.join();
        await().pollInterval(Duration.ofMillis(1)).until(() -> cache.get("a") == null);
      }
    }
  }

  @Test
  void killedConnection_dropsWhatItKept_andComesBack() {
    try (TestNode node = TestNode.at(server().uri())) {
      CorralCache<String, String> cache = tracked(node);
      cache.put("a", "1");
      awaitNear(cache, "a");
      server().command("CLIENT", "KILL", "TYPE", "pubsub");
      await().until(() -> drops(cache, "broken") > 0);
      awaitNear(cache, "a");
      otherProgram(server(), jedis -> jedis.del(recordOf(server(), "a")));
      await().until(() -> cache.get("a") == null);
    }
  }

  /** The server goes on answering reads and checks; only the subscription has fallen silent. */
  @Test
  void silentSubscription_stopsServing_althoughReadsAreAnswered() {
    try (FaultyProxy proxy = FaultyProxy.to(server().host(), server().port());
        TestNode node = TestNode.at(URI.create(proxy.uri(server().uri()) + "?read-timeout=30s"))) {
      CorralCache<String, String> cache = tracked(node);
      cache.put("a", "1");
      cache.put("b", "1");
      awaitNear(cache, "a");
      proxy.onCommand("PING", Fault.SWALLOW_REPLY);
      await().until(() -> cache.get("c") == null && proxy.faultsInjected() > 0);
      otherProgram(server(), jedis -> jedis.del(recordOf(server(), "a")));
      // Answers to other reads of both shards do not stand in for the subscription.
      List<String> others = List.of("c", "d", "e", "f", "g");
      await().until(() -> others.stream().noneMatch(cache::containsKey) && cache.get("a") == null);
      assertThat(drops(cache, "broken")).isZero();
    }
  }

  @Test
  void userWhoMayNotTrack_hasNothingNear_untilHeMay() {
    try (RedisServer strict =
            RedisServer.builder()
                .aclUser("shop", "secret", ALLOWED.toArray(String[]::new))
                .build();
        TestNode node = TestNode.at(strict.uriOf("shop"))) {
      CorralCache<String, String> cache = tracked(node);
      cache.put("a", "1");
      await().until(() -> strict.commandText("ACL", "LOG").contains("client"));
      long checks = cache.nearStatistics().repairs().checks();
      await().until(() -> cache.nearStatistics().repairs().checks() > checks + 8);
      assertThat(isNear(cache, "a")).isFalse();
      strict.command("ACL", "SETUSER", "shop", "+client|tracking");
      awaitNear(cache, "a");
      otherProgram(strict, jedis -> jedis.del(recordOf(strict, "a")));
      await().until(() -> cache.get("a") == null);
    }
  }

  @Test
  void onACluster_eachShardHearsOfItsOwnServer() {
    try (RedisCluster cluster = RedisCluster.start();
        TestNode node = TestNode.at(cluster.uri())) {
      CorralCache<String, String> cache =
          node.cache(
              name,
              b ->
                  b.shards(8)
                      .nearMaxEntries(100)
                      .statisticsEnabled(true)
                      .nearSource(InvalidationSource.TRACKING)
                      .stalenessBound(BOUND));
      List<String> keys = List.of("a", "b", "c", "d", "e", "f", "g", "h");
      keys.forEach(key -> cache.put(key, "1"));
      keys.forEach(key -> awaitNear(cache, key));
      for (RedisServer primary : cluster.primaries()) {
        otherProgram(
            primary,
            jedis -> jedis.keys("corral:*}rs:*".getBytes(UTF_8)).forEach(k -> jedis.del(k)));
      }
      await().until(() -> keys.stream().noneMatch(cache::containsKey));
    }
  }
}
