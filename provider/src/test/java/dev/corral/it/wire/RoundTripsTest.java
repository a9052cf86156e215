package dev.corral.it.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralCache;
import dev.corral.CorralConfiguration;
import dev.corral.CorralConfigurationBuilder;
import dev.corral.it.atomic.OpenCaches;
import dev.corral.testkit.Fault;
import dev.corral.testkit.FaultyProxy;
import dev.corral.testkit.RedisCluster;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.configuration.Factory;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Counts commands on the wire, between client and server. Beside those of an operation the client
 * asks for the server's TIME now and then, in the same write as a command; that is counted apart.
 */
@WithRedis
class RoundTripsTest {
  private static final int TIMES = 20;
  private static final int SHARDS = 8;
  private static final javax.cache.expiry.Duration HOUR =
      new javax.cache.expiry.Duration(TimeUnit.HOURS, 1);

  private RedisServer redis;
  private FaultyProxy proxy;
  private OpenCaches node;

  @BeforeEach
  void open(RedisServer server) {
    redis = server;
    redis.flushAll();
    proxy = FaultyProxy.to(redis.host(), redis.port());
    node = OpenCaches.at(URI.create(proxy.uri(redis.uri()) + "?read-timeout=2s"));
  }

  @AfterEach
  void close() {
    node.close();
    proxy.close();
  }

  private static CorralConfigurationBuilder<Integer, String> configuration() {
    return CorralConfiguration.builder(Integer.class, String.class)
        .shards(SHARDS)
        .sweepInterval(Duration.ZERO);
  }

  private static List<String> times(int times, String command) {
    return Collections.nCopies(times, command);
  }

  /**
   * The commands that an action sends, once it has run and all connections and scripts are known.
   */
  private List<String> sent(Runnable action) {
    action.run();
    List<String> recorded = proxy.recordCommands();
    action.run();
    return recorded.stream().filter(command -> !command.equals("TIME")).toList();
  }

  private List<String> sent(int times, java.util.function.IntConsumer action) {
    return sent(() -> IntStream.range(0, times).forEach(action));
  }

  static Stream<Factory<? extends ExpiryPolicy>> policies() {
    return Stream.of(
        EternalExpiryPolicy.factoryOf(),
        CreatedExpiryPolicy.factoryOf(HOUR),
        ModifiedExpiryPolicy.factoryOf(HOUR),
        AccessedExpiryPolicy.factoryOf(HOUR),
        TouchedExpiryPolicy.factoryOf(HOUR));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void eachSimpleOperation_isOneRoundTrip(Factory<? extends ExpiryPolicy> policy) {
    ExpiryPolicy asked = policy.create();
    boolean touches = asked.getExpiryForAccess() != null;
    Cache<Integer, String> cache =
        node.open(
            "trips-" + asked.getClass().getSimpleName(),
            configuration().expiryPolicyFactory(policy).build());
    List<String> one = times(TIMES, "EVALSHA");
    assertThat(sent(TIMES, i -> cache.put(i, "a"))).as("put").isEqualTo(one);
    assertThat(sent(TIMES, i -> cache.get(i)))
        .as("get, there")
        .isEqualTo(touches ? one : times(TIMES, "MGET"));
    assertThat(sent(TIMES, i -> cache.get(-1 - i)))
        .as("get, not there")
        .isEqualTo(touches ? one : times(TIMES, "MGET"));
    assertThat(sent(TIMES, cache::containsKey)).as("containsKey").isEqualTo(times(TIMES, "MGET"));
    assertThat(sent(TIMES, i -> cache.putIfAbsent(i, "b"))).as("putIfAbsent").isEqualTo(one);
    assertThat(sent(TIMES, i -> cache.putIfAbsent(100 + i, "b"))).isEqualTo(one);
    assertThat(sent(TIMES, i -> cache.getAndPut(i, "c"))).as("getAndPut").isEqualTo(one);
    assertThat(sent(TIMES, i -> cache.replace(i, "d"))).as("replace").isEqualTo(one);
    assertThat(sent(TIMES, i -> cache.getAndReplace(i, "e"))).as("getAndReplace").isEqualTo(one);
    assertThat(sent(TIMES, cache::getAndRemove)).as("getAndRemove").isEqualTo(one);
    assertThat(sent(TIMES, i -> cache.remove(100 + i))).as("remove").isEqualTo(one);
  }

  @Test
  void theServerCountsTheSame() {
    Cache<Integer, String> cache = node.open("counted", configuration().build());
    cache.put(1, "a");
    cache.get(1);
    redis.resetCommandStats();
    for (int i = 0; i < TIMES; i++) {
      cache.put(i, "b");
      cache.get(i);
    }
    Map<String, Long> calls = redis.commandStats();
    assertThat(calls).containsEntry("evalsha", (long) TIMES);
    assertThat(calls)
        .as("one of each get, one within each script")
        .containsEntry("mget", 2L * TIMES);
    assertThat(calls).doesNotContainKeys("eval", "script|load", "multi", "watch");
    assertThat(calls.getOrDefault("publish", 0L) + calls.getOrDefault("spublish", 0L))
        .as("each change tells of itself, within its script")
        .isEqualTo(TIMES);
    assertThat(calls.getOrDefault("time", 0L) - TIMES)
        .as("apart from one within each script, the time is asked for now and then")
        .isBetween(0L, 2L);
  }

  @Test
  void comparingOperations_areTwoRoundTrips() {
    Cache<Integer, String> cache = node.open("compared", configuration().build());
    cache.put(1, "a");
    assertThat(sent(() -> cache.replace(1, "a", "a"))).containsExactly("MGET", "EVALSHA");
    assertThat(sent(() -> cache.replace(1, "other", "b"))).containsExactly("MGET");
    assertThat(sent(() -> cache.remove(1, "other"))).containsExactly("MGET");
    assertThat(
            sent(
                () ->
                    cache.invoke(
                        1,
                        (entry, arguments) -> {
                          entry.setValue(entry.getValue() + "!");
                          return null;
                        })))
        .as("lease with the read, commit with the release")
        .containsExactly("EVALSHA", "EVALSHA");
  }

  private static Map<Integer, String> many() {
    return IntStream.range(0, 500).boxed().collect(Collectors.toMap(i -> i, i -> "v" + i));
  }

  @Test
  void bulks_areOneCommandPerShard() {
    Cache<Integer, String> cache = node.open("bulks", configuration().build());
    Set<Integer> keys = many().keySet();
    assertThat(sent(() -> cache.putAll(many()))).isEqualTo(times(SHARDS, "EVALSHA"));
    assertThat(sent(() -> cache.getAll(keys))).isEqualTo(times(SHARDS, "MGET"));
    assertThat(sent(() -> cache.removeAll(keys))).isEqualTo(times(SHARDS, "EVALSHA"));
    assertThat(sent(cache::clear)).isEqualTo(times(SHARDS + 1, "EVALSHA"));
  }

  @Test
  @SuppressWarnings("unchecked")
  void manyTags_areReadInCommandsOfBoundedSize() {
    CorralCache<Integer, String> cache =
        node.open("many-tags", configuration().shards(1).build()).unwrap(CorralCache.class);
    Set<Integer> keys = IntStream.range(0, 100).boxed().collect(Collectors.toSet());
    for (int key : keys) {
      cache.put(
          key,
          "a",
          IntStream.range(0, 25).mapToObj(i -> key + "-" + i).collect(Collectors.toSet()));
    }
    assertThat(cache.getAll(keys)).hasSize(100);
    assertThat(sent(() -> cache.getAll(keys)))
        .as("of records once, of 2,500 tags three times")
        .isEqualTo(times(4, "MGET"));
    cache.invalidateByTag("77-24");
    assertThat(cache.getAll(keys)).hasSize(99).doesNotContainKey(77);
  }

  @Test
  @SuppressWarnings("unchecked")
  void tags_costASecondReadPerShard_whereThereAreAny() {
    CorralCache<Integer, String> cache =
        node.open("tagged", configuration().build()).unwrap(CorralCache.class);
    assertThat(sent(() -> cache.put(1, "a", Set.of("red", "blue")))).containsExactly("EVALSHA");
    assertThat(sent(() -> cache.put(2, "a"))).containsExactly("EVALSHA");
    assertThat(sent(() -> cache.get(1))).containsExactly("MGET", "MGET");
    assertThat(sent(() -> cache.get(2))).containsExactly("MGET");
    Set<Integer> keys = many().keySet();
    keys.forEach(key -> cache.put(key, "b", Set.of("red")));
    assertThat(sent(() -> cache.getAll(keys))).isEqualTo(times(2 * SHARDS, "MGET"));
    assertThat(sent(() -> cache.invalidateByTag("unknown"))).isEqualTo(times(SHARDS, "EVALSHA"));
    assertThat(sent(() -> cache.invalidateByTag("red")))
        .as("and the mark for the sweep, as the entries are eternal")
        .isEqualTo(times(SHARDS + 1, "EVALSHA"));
  }

  @Test
  void putAll_isSentToAServerAtOnce_beforeTheFirstReply() {
    Cache<Integer, String> cache = node.open("at-once", configuration().build());
    cache.putAll(many());
    redis.resetCommandStats();
    proxy.swallowReplies(true);
    List<String> recorded = proxy.recordCommands();
    CompletableFuture<Void> putting = CompletableFuture.runAsync(() -> cache.putAll(many()));
    await().until(() -> Collections.frequency(recorded, "EVALSHA") == SHARDS);
    await().until(() -> redis.commandStats().getOrDefault("evalsha", 0L) == SHARDS);
    assertThat(putting).isNotDone();
    proxy.heal();
    proxy.cutAll();
    assertThat(putting)
        .as("what was sent is found to have taken effect")
        .succeedsWithin(Duration.ofSeconds(20));
    assertThat(cache.getAll(many().keySet())).isEqualTo(many());
  }

  @Test
  void theServersTime_isAskedForInTheSameWriteAsACommand() {
    Cache<Integer, String> cache = node.open("timed", configuration().build());
    cache.put(1, "a");
    proxy.cutAll();
    List<String> recorded = proxy.recordCommands();
    proxy.onCommand("TIME", Fault.SWALLOW_REPLY);
    CompletableFuture<String> getting = CompletableFuture.supplyAsync(() -> cache.get(1));
    await()
        .untilAsserted(
            () -> assertThat(String.join(" ", recorded)).as("sent").contains("TIME MGET"));
    assertThat(getting).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("a");
  }

  @Test
  void bulksOnACluster_areOneCommandPerShardInAll(RedisCluster cluster) {
    try (OpenCaches there = OpenCaches.at(cluster.uri())) {
      Cache<Integer, String> cache = there.open("bulks", configuration().build());
      cache.putAll(many());
      cache.getAll(many().keySet());
      // Scripts read by MGET themselves, so puts and reads are counted one after the other.
      assertThat(callsOf(cluster, "evalsha", () -> cache.putAll(many()))).isEqualTo(SHARDS);
      assertThat(callsOf(cluster, "mget", () -> cache.getAll(many().keySet()))).isEqualTo(SHARDS);
    }
  }

  private static long callsOf(RedisCluster cluster, String command, Runnable bulk) {
    cluster.primaries().forEach(RedisServer::resetCommandStats);
    bulk.run();
    List<Long> calls =
        cluster.primaries().stream()
            .map(primary -> primary.commandStats().getOrDefault(command, 0L))
            .toList();
    assertThat(calls).as("the cache is spread over all servers").allMatch(n -> n > 0);
    return calls.stream().mapToLong(Long::longValue).sum();
  }
}
