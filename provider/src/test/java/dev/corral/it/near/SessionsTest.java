package dev.corral.it.near;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.corral.Consistency;
import dev.corral.CorralCache;
import dev.corral.CorralSession;
import dev.corral.it.faults.TestNode;
import dev.corral.testkit.FaultyProxy;
import dev.corral.testkit.RedisDeployment;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a session has seen is never undone for it, on whichever node it goes on. */
@WithRedis
class SessionsTest {
  private static final long DAY_MICROS = Duration.ofDays(1).toNanos() / 1000;

  private final String name = "sessions-" + UUID.randomUUID();
  private RedisServer redis;
  private FaultyProxy proxy;
  private TestNode here;
  private TestNode there;

  @BeforeEach
  void open(RedisServer server) {
    redis = server;
    proxy = FaultyProxy.to(redis.host(), redis.port());
    here = TestNode.at(redis.uri());
    there = TestNode.at(proxy.uri(redis.uri()));
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
    proxy.close();
  }

  private CorralCache<String, String> causal(TestNode node) {
    return node.cache(
        name,
        b ->
            b.shards(4)
                .consistency(Consistency.CAUSAL)
                .nearMaxEntries(100)
                .statisticsEnabled(true)
                .cacheAside(true)
                .stalenessBound(Duration.ofMinutes(1)));
  }

  private static void join(CompletionStage<?> stage) {
    stage.toCompletableFuture().join();
  }

  @SuppressWarnings("try") // the scope is left, not used
  private static void in(CorralSession session, Runnable work) {
    try (CorralSession.Scope scope = session.enter()) {
      work.run();
    }
  }

  /** Something that shows a session a change. */
  interface Use extends Consumer<CorralCache<String, String>> {}

  static Stream<Arguments> uses() {
    return Stream.<Map.Entry<String, Use>>of(
            Map.entry("put", cache -> cache.put("k", "v")),
            Map.entry("putAll", cache -> cache.putAll(Map.of("k", "v", "l", "v"))),
            Map.entry("putAsync", cache -> join(cache.putAsync("k", "v"))),
            Map.entry("remove", cache -> cache.remove("k")),
            Map.entry("removeAsync", cache -> join(cache.removeAsync("k"))),
            Map.entry("clear", CorralCache::clear),
            Map.entry("invalidate", cache -> cache.invalidate("k")),
            Map.entry("get", cache -> cache.get("there")),
            Map.entry("getAsync", cache -> join(cache.getAsync("there"))),
            Map.entry("getAll", cache -> cache.getAll(Set.of("there", "none"))),
            Map.entry("getAllAsync", cache -> join(cache.getAllAsync(Set.of("there")))),
            Map.entry("containsKey", cache -> cache.containsKey("there")),
            Map.entry("a get of what was removed", cache -> cache.get("gone")),
            Map.entry("a load", cache -> cache.get("k", key -> "loaded")),
            Map.entry("a load, async", cache -> join(cache.getAsync("k", key -> "loaded"))),
            Map.entry("invoke", cache -> cache.invoke("k", (e, a) -> e.exists())))
        .map(use -> Arguments.argumentSet(use.getKey(), use.getValue()));
  }

  @ParameterizedTest
  @MethodSource("uses")
  void session_noticesWhatItSees(Use use) {
    CorralCache<String, String> cache = causal(here);
    cache.put("there", "v");
    cache.put("gone", "v");
    cache.remove("gone");
    cache.remove("k");
    CorralSession session = CorralSession.begin();
    in(session, () -> use.accept(cache));
    assertThat(session.seen()).isPositive();
    assertThat(CorralSession.current()).isNull();
  }

  @Test
  void nearHit_isNoticed_andNotServedToWhoHasSeenMoreThanHasArrived() {
    CorralCache<String, String> cache = causal(here);
    CorralCache<String, String> late = causal(there);
    cache.put("k", "old");
    // A message that comes while its key is being read voids that read.
    await().until(() -> late.nearStatistics().messages().received() > 0);
    assertThat(late.get("k")).isEqualTo("old");
    proxy.delayMessages(Duration.ofSeconds(20));
    CorralSession session = CorralSession.begin();
    in(session, () -> cache.put("k", "new"));
    assertThat(late.get("k")).as("outside the session").isEqualTo("old");
    CorralSession elsewhere = CorralSession.resume(session.token());
    in(elsewhere, () -> assertThat(late.get("k")).isEqualTo("new"));
    in(elsewhere, () -> assertThat(late.getAll(Set.of("k"))).isEqualTo(Map.of("k", "new")));
    in(
        elsewhere,
        () ->
            assertThat(late.getAsync("k").toCompletableFuture())
                .succeedsWithin(Duration.ofSeconds(10))
                .isEqualTo("new"));
  }

  @Test
  void followerOfALoad_hasSeenWhatItBrought() {
    CorralCache<String, String> cache = causal(here);
    LoadUnderWay leader = new LoadUnderWay(cache, "k", "v");
    CorralSession session = CorralSession.begin();
    CompletableFuture<String> follower =
        CompletableFuture.supplyAsync(
            () -> {
              String[] value = {""};
              in(session, () -> value[0] = cache.get("k", key -> "another"));
              return value[0];
            },
            task -> new Thread(task).start());
    await().until(() -> cache.loadStatistics().coalescedInJvm() > 0);
    long before = session.seen();
    leader.end();
    assertThat(follower.join()).isEqualTo("v");
    assertThat(leader.result()).isEqualTo("v");
    assertThat(session.seen()).isGreaterThan(before);
  }

  @Test
  void session_hasNearHits_onceItsTimeIsClosed() {
    CorralCache<String, String> cache = causal(here);
    CorralSession session = CorralSession.begin();
    in(session, () -> cache.put("k", "v"));
    await()
        .until(
            () -> {
              long before = cache.nearStatistics().hits();
              in(session, () -> cache.get("k"));
              return cache.nearStatistics().hits() > before;
            });
  }

  @ParameterizedTest
  @EnumSource(
      value = RedisDeployment.class,
      names = {"STANDALONE", "CLUSTER"})
  void changeOfASession_comesAfterWhatItHasSeen_inAnyShard(RedisDeployment deployment) {
    try (TestNode node = TestNode.at(deployment.shared().uri())) {
      CorralCache<String, String> cache = causal(node);
      cache.put("k", "v");
      CorralSession now = CorralSession.begin();
      in(now, () -> cache.get("k"));
      long ahead = now.seen() + DAY_MICROS / 2;
      CorralSession session = CorralSession.resume(Long.toString(ahead, 36));
      for (String key : Set.of("a", "b", "c", "d", "e")) {
        long before = session.seen();
        in(session, () -> cache.put(key, "v"));
        assertThat(session.seen()).isGreaterThan(before);
      }
      in(session, cache::clear);
      assertThat(session.seen()).isGreaterThan(ahead + 5);
    }
  }

  @Test
  void madeUpToken_movesNoShard() {
    CorralCache<String, String> cache = causal(here);
    cache.put("k", "v");
    CorralSession forged = CorralSession.resume(Long.toString((1L << 53) - 1, 36));
    in(
        forged,
        () -> {
          cache.put("a", "v");
          cache.putAll(Map.of("b", "v", "c", "v", "d", "v", "e", "v"));
          assertThat(cache.get("k")).isEqualTo("v");
        });
    CorralSession honest = CorralSession.begin();
    in(honest, () -> cache.put("a", "v"));
    in(honest, cache::clear);
    in(forged, cache::clear);
    long serverMicros =
        Long.parseLong(redis.commandText("TIME").lines().findFirst().orElseThrow()) * 1_000_000;
    assertThat(honest.seen()).isLessThan(serverMicros + DAY_MICROS / 2);
    CorralSession after = CorralSession.begin();
    in(after, () -> cache.put("a", "v"));
    assertThat(after.seen()).isLessThan(serverMicros + DAY_MICROS / 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "!", "zzzzzzzzzzzzzzzz", "1 "})
  void textThatIsNoToken_isRefused(String text) {
    assertThatThrownBy(() -> CorralSession.resume(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not the token of a Corral session");
  }

  @Test
  void missingToken_beginsASession() {
    assertThat(CorralSession.resume(null).seen()).isZero();
    assertThat(CorralSession.resume("").token()).isEqualTo("0");
  }

  @Test
  void scopes_nest_andBelongToTheirThread() {
    CorralSession outer = CorralSession.begin();
    CorralSession inner = CorralSession.begin();
    in(
        outer,
        () -> {
          in(inner, () -> assertThat(CorralSession.current()).isSameAs(inner));
          assertThat(CorralSession.current()).isSameAs(outer);
          assertThat(CompletableFuture.supplyAsync(() -> CorralSession.current() == null).join())
              .isTrue();
        });
    assertThat(CorralSession.current()).isNull();
  }
}
