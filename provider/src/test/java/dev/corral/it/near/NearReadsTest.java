package dev.corral.it.near;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralCache;
import dev.corral.CorralStatisticsMXBean;
import dev.corral.LifetimeFrom;
import dev.corral.NearStatistics;
import dev.corral.it.faults.TestNode;
import dev.corral.it.management.StatisticsBeans;
import dev.corral.testkit.FaultyProxy;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a near cache answers, and what it leaves to Redis. */
@WithRedis
class NearReadsTest {
  /** So long that no check comes in between, and a near entry goes on being served. */
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final String name = "near-" + UUID.randomUUID();
  private RedisServer redis;
  private FaultyProxy proxy;
  private TestNode here;
  private TestNode there;

  @BeforeEach
  void open(RedisServer server) {
    redis = server;
    proxy = FaultyProxy.to(redis.host(), redis.port());
    here = TestNode.at(proxy.uri(redis.uri()));
    there = TestNode.at(redis.uri());
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
    proxy.close();
  }

  private CorralCache<String, String> near(TestNode node) {
    return node.cache(
        name, b -> b.shards(2).nearMaxEntries(100).stalenessBound(MINUTE).statisticsEnabled(true));
  }

  /** What is asked of Redis about entries; not what keeps connections and clocks in order. */
  private List<String> commands(Runnable action) {
    List<String> all = proxy.recordCommands();
    action.run();
    return List.copyOf(all).stream().filter(c -> c.equals("MGET") || c.startsWith("EVAL")).toList();
  }

  /** A message that comes while its key is being read voids that read. */
  private static void awaitMessages(CorralCache<?, ?> cache, int count) {
    await().until(() -> cache.nearStatistics().messages().received() >= count);
  }

  @Test
  void valueThatWasRead_isAnsweredWithoutRedis() {
    CorralCache<String, String> cache = near(here);
    near(there).put("a", "1");
    awaitMessages(cache, 1);
    assertThat(commands(() -> assertThat(cache.get("a")).isEqualTo("1"))).containsExactly("MGET");
    assertThat(
            commands(
                () -> {
                  assertThat(cache.get("a")).isEqualTo("1");
                  assertThat(cache.containsKey("a")).isTrue();
                  assertThat(cache.getAll(Set.of("a"))).isEqualTo(Map.of("a", "1"));
                  assertThat(cache.get("a", key -> "loaded")).isEqualTo("1");
                  assertThat(cache.getAsync("a").toCompletableFuture().join()).isEqualTo("1");
                }))
        .isEmpty();
    NearStatistics statistics = cache.nearStatistics();
    assertThat(statistics.hits()).isEqualTo(5);
    assertThat(statistics.misses()).isEqualTo(1);
    assertThat(statistics.ageOfHits().count()).isBetween(1L, 5L);
  }

  @Test
  void valueThatThisNodeWrote_isNotReadBack() {
    CorralCache<String, String> cache = near(here);
    cache.put("a", "1");
    cache.putAll(Map.of("b", "2", "c", "3"));
    cache.putAsync("d", "4").toCompletableFuture().join();
    cache.get("e", key -> "5");
    awaitMessages(cache, 5);
    assertThat(
            commands(
                () ->
                    assertThat(cache.getAll(Set.of("a", "b", "c", "d", "e")))
                        .isEqualTo(Map.of("a", "1", "b", "2", "c", "3", "d", "4", "e", "5"))))
        .isEmpty();
    assertThat(cache.nearStatistics().messages().own()).isEqualTo(5);
    assertThat(cache.nearStatistics().messages().sent()).isEqualTo(5);
    assertThat(cache.nearStatistics().messages().lag().count()).isEqualTo(5);
  }

  @Test
  void onlyWhatIsNotNear_isReadFromRedis() {
    CorralCache<String, String> cache = near(here);
    CorralCache<String, String> other = near(there);
    other.putAll(Map.of("a", "1", "b", "2"));
    awaitMessages(cache, 2);
    cache.get("a");
    assertThat(
            commands(
                () ->
                    assertThat(cache.getAll(Set.of("a", "b", "none")))
                        .isEqualTo(Map.of("a", "1", "b", "2"))))
        .isNotEmpty();
    assertThat(cache.nearStatistics().hits()).isEqualTo(1);
    assertThat(cache.nearStatistics().misses()).isEqualTo(3);
  }

  @Test
  void ownInvalidationOfATag_isSeenAtOnce_beforeItsMessageComes() {
    CorralCache<String, String> cache = near(here);
    CorralCache<String, String> other = near(there);
    other.put("a", "1", Set.of("red"));
    other.put("b", "1", Set.of("green"));
    cache.get("a");
    cache.get("b");
    await().until(() -> isNearHit(cache, "a") && isNearHit(cache, "b"));
    proxy.delayMessages(Duration.ofSeconds(20));
    cache.invalidateByTag("red");
    assertThat(cache.get("a")).isNull();
    assertThat(isNearHit(cache, "b")).as("the other tag's stays").isTrue();
  }

  private static boolean isNearHit(CorralCache<String, String> cache, String key) {
    long hits = cache.nearStatistics().hits();
    return cache.get(key) != null && cache.nearStatistics().hits() > hits;
  }

  @Test
  void operationThatMeetsANewerValueInRedis_bringsItNear() {
    CorralCache<String, String> cache = near(here);
    CorralCache<String, String> other = near(there);
    cache.put("a", "1");
    awaitMessages(cache, 1);
    proxy.delayMessages(Duration.ofSeconds(20));
    other.put("a", "2");
    assertThat(cache.get("a")).isEqualTo("1");
    assertThat(cache.replace("a", "1", "mine")).isFalse();
    assertThat(cache.get("a")).as("so that the next attempt can succeed").isEqualTo("2");
    assertThat(cache.replace("a", "2", "mine")).isTrue();
  }

  @Test
  void cacheWithAccessExpiry_isReadNearIfItMayIgnoreAccess() {
    CorralCache<String, String> cache =
        here.cache(
            name,
            b ->
                b.lifetime(MINUTE)
                    .lifetimeFrom(LifetimeFrom.TOUCHED)
                    .nearIgnoresAccess(true)
                    .nearMaxEntries(100)
                    .stalenessBound(MINUTE));
    cache.put("a", "1");
    awaitMessages(cache, 1);
    assertThat(commands(() -> assertThat(cache.get("a")).isEqualTo("1"))).isEmpty();
    there.cache(name, b -> b.lifetime(MINUTE).lifetimeFrom(LifetimeFrom.TOUCHED)).put("a", "2");
    await().until(() -> "2".equals(cache.get("a")));
    assertThat(commands(() -> assertThat(cache.get("a")).isEqualTo("2"))).isEmpty();
  }

  @Test
  void changesElsewhere_areSeenSoon() {
    CorralCache<String, String> cache = near(here);
    CorralCache<String, String> other = near(there);
    cache.putAll(Map.of("a", "1", "b", "1", "c", "1"));
    other.put("a", "2");
    await().until(() -> "2".equals(cache.get("a")));
    other.remove("b");
    await().until(() -> cache.get("b") == null);
    other.clear();
    await().until(() -> cache.get("c") == null);
    assertThat(cache.nearStatistics().messages().invalidated()).isPositive();
    assertThat(cache.nearStatistics().repairs().drops().get("cleared")).isPositive();
  }

  @Test
  void removalElsewhere_isSeen_alsoOfWhatRedisHadEvicted() {
    CorralCache<String, String> cache = near(here);
    CorralCache<String, String> other = near(there);
    cache.put("a", "1");
    String record = redis.commandText("KEYS", "corral:{" + name + "#*}rs:a");
    redis.command("DEL", record);
    assertThat(cache.get("a")).as("not overwritten").isEqualTo("1");
    assertThat(other.remove("a")).isFalse();
    await().until(() -> cache.get("a") == null);
    cache.put("b", "1");
    redis.command("DEL", redis.commandText("KEYS", "corral:{" + name + "#*}rs:b"));
    assertThat(cache.remove("b")).isFalse();
    assertThat(cache.get("b")).isNull();
  }

  @Test
  void entry_isNotServedBeyondItsExpiry_norBeyondTheNearLifetime() {
    CorralCache<String, String> brief =
        here.cache(name, b -> b.lifetime(Duration.ofMillis(300)).nearMaxEntries(100));
    brief.put("a", "1");
    await().until(() -> brief.get("a") == null);
    CorralCache<String, String> passing =
        here.cache(
            name + "-passing", b -> b.nearLifetime(Duration.ofMillis(200)).nearMaxEntries(100));
    passing.put("a", "1");
    await().until(() -> commands(() -> passing.get("a")).contains("MGET"));
  }

  @Test
  void nearCache_isBounded_byEntriesOrByWeight() {
    CorralCache<String, String> few =
        here.cache(name, b -> b.nearMaxEntries(10).statisticsEnabled(true));
    CorralCache<String, String> light =
        here.cache(name + "-light", b -> b.nearMaxWeight(10 * 1_024).statisticsEnabled(true));
    for (int i = 0; i < 200; i++) {
      few.put("key-" + i, "v");
      light.put("key-" + i, "v".repeat(1_000));
    }
    for (CorralCache<String, String> cache : List.of(few, light)) {
      await()
          .untilAsserted(
              () -> {
                long before = cache.nearStatistics().hits();
                for (int i = 0; i < 200; i++) {
                  cache.get("key-" + i);
                }
                assertThat(cache.nearStatistics().hits() - before).isBetween(1L, 20L);
              });
    }
  }

  @Test
  void hits_countAsHits_andAreInTheBean() throws Exception {
    CorralCache<String, String> cache =
        here.cache(name, b -> b.nearMaxEntries(10).statisticsEnabled(true));
    cache.put("a", "1");
    cache.get("a");
    cache.get("a");
    CorralStatisticsMXBean bean = StatisticsBeans.of(name);
    assertThat(bean.getCacheHits()).isEqualTo(2L);
    assertThat(bean.getNearHits()).isEqualTo(2L);
    assertThat(bean.getInvalidationsSent()).isEqualTo(1L);
    bean.clear();
    assertThat(bean.getNearHits()).isEqualTo(0L);
  }

  @Test
  void hitsAndMisses_areCounted_whileStatisticsAreEnabled() {
    CorralCache<String, String> cache = here.cache(name, b -> b.nearMaxEntries(10));
    cache.put("a", "1");
    cache.get("a");
    cache.getAll(Set.of("a", "b"));
    assertThat(cache.nearStatistics().hits()).isZero();
    assertThat(cache.nearStatistics().misses()).isZero();
    here.manager().enableStatistics(name, true);
    cache.get("a");
    cache.getAll(Set.of("a", "b"));
    assertThat(cache.nearStatistics().hits()).isEqualTo(2);
    assertThat(cache.nearStatistics().misses()).isEqualTo(1);
  }

  @Test
  void entryThatIsAboutToExpire_isRefreshed_thoughOnlyReadNear() {
    CorralCache<String, String> cache =
        here.cache(
            name,
            b ->
                b.lifetime(Duration.ofSeconds(20))
                    .earlyExpiryBeta(100)
                    .cacheAside(true)
                    .statisticsEnabled(true)
                    .nearMaxEntries(10));
    cache.get(
        "a",
        key -> {
          // A cost that makes an early refresh likely from the first second on.
          long until = System.nanoTime() + 300_000_000L;
          while (System.nanoTime() < until) {
            Thread.onSpinWait();
          }
          return "first";
        });
    await().until(() -> "second".equals(cache.get("a", key -> "second")));
    assertThat(cache.loadStatistics().earlyRefreshes()).isPositive();
    assertThat(cache.nearStatistics().hits()).isPositive();
  }
}
