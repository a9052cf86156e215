package dev.corral.it.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralCache;
import dev.corral.CorralConfigurationBuilder;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import javax.cache.integration.CacheLoaderException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Expired values that are served on purpose, within their windows. */
@WithRedis
class StaleServingTest {
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofMinutes(1);
  private Nodes nodes;
  private final TestLoader loader = TestLoader.answering(key -> "old");

  @BeforeEach
  void open(RedisServer redis) {
    nodes = new Nodes(redis);
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void whileRevalidate_servesAtOnce_andRefreshesOnce_overTwoNodes() {
    TestLoader second = TestLoader.answering(key -> "unused");
    UnaryOperator<CorralConfigurationBuilder<String, String>> options =
        o -> o.lifetime(SHORT).staleWhileRevalidate(LONG);
    CorralCache<String, String> here = nodes.open(loader, options);
    CorralCache<String, String> there = nodes.open(second, options);
    Gate gate = new Gate();
    expired(here);
    loader.now(key -> gate.pass("new"));

    assertThat(here.get("a")).isEqualTo("old");
    gate.awaitArrival();
    for (int i = 0; i < 20; i++) {
      assertThat(here.get("a")).isEqualTo("old");
      assertThat(there.get("a")).isEqualTo("old");
    }
    assertThat(loader.count()).isEqualTo(2);
    assertThat(second.count()).isZero();
    assertThat(loader.threads().get(1)).isNotEqualTo(Thread.currentThread());
    assertThat(here.loadStatistics().staleServed()).isGreaterThanOrEqualTo(21);

    loader.now(key -> "newer");
    second.now(key -> "newer");
    gate.open();
    await().untilAsserted(() -> assertThat(there.get("a")).startsWith("new"));
    nodes.areAtRest();
  }

  @Test
  void whileRevalidate_servesInBulk_too() {
    CorralCache<String, String> cache =
        nodes.open(loader, o -> o.lifetime(SHORT).staleWhileRevalidate(LONG));
    Gate gate = new Gate();
    expired(cache);
    loader.now(key -> key.equals("a") ? gate.pass("new") : "other");

    assertThat(cache.getAll(Set.of("a", "b"))).isEqualTo(Map.of("a", "old", "b", "other"));
    gate.awaitArrival();
    gate.open();
    await().untilAsserted(() -> assertThat(cache.get("a")).isEqualTo("new"));
  }

  @Test
  void staleValue_isNoEntry_forWhatDoesNotLoad() {
    CorralCache<String, String> cache =
        nodes.open(loader, o -> o.lifetime(SHORT).staleWhileRevalidate(LONG).staleIfError(LONG));
    expired(cache);

    assertThat(cache.containsKey("a")).isFalse();
    assertThat(cache.iterator()).isExhausted();
    assertThat(cache.replace("a", "1")).isFalse();
    assertThat(cache.remove("a")).isFalse();
    assertThat(cache.putIfAbsent("a", "1")).isTrue();
  }

  @Test
  void removal_endsStaleServing() {
    CorralCache<String, String> cache =
        nodes.open(loader, o -> o.lifetime(SHORT).staleWhileRevalidate(LONG).staleIfError(LONG));
    expired(cache);
    loader.now(key -> "new");

    cache.remove("a");
    assertThat(cache.get("a")).isEqualTo("new");

    expired(cache);
    loader.now(key -> "newer");
    cache.clear();
    assertThat(cache.get("a")).isEqualTo("newer");
  }

  @Test
  void whileRevalidate_endsWithItsWindow() {
    CorralCache<String, String> cache =
        nodes.open(loader, o -> o.lifetime(SHORT).staleWhileRevalidate(SHORT));
    expired(cache);
    await().until(() -> nodes.records("a").isEmpty());
    loader.now(key -> "new");

    assertThat(cache.get("a")).isEqualTo("new");
  }

  @Test
  void failedRefresh_isTriedAgain_onlyAfterStaleRetry() {
    CorralCache<String, String> cache =
        nodes.open(
            loader,
            o -> o.lifetime(SHORT).staleWhileRevalidate(LONG).staleRetry(Duration.ofMinutes(1)));
    expired(cache);
    fail("down");

    assertThat(cache.get("a")).isEqualTo("old");
    await().until(() -> cache.loadStatistics().failures() == 1);
    nodes.areAtRest();
    for (int i = 0; i < 20; i++) {
      assertThat(cache.get("a")).isEqualTo("old");
    }
    assertThat(loader.count()).isEqualTo(2);
  }

  @Test
  void ifError_servesTheStaleValue_andLoadsAgainOnlyAfterStaleRetry() {
    CorralCache<String, String> cache =
        nodes.open(
            loader, o -> o.lifetime(SHORT).staleIfError(LONG).staleRetry(Duration.ofMillis(300)));
    expired(cache);
    fail("down");

    for (int i = 0; i < 10; i++) {
      assertThat(cache.get("a")).isEqualTo("old");
    }
    assertThat(loader.count()).isLessThan(10);
    loader.now(key -> "new");
    await().untilAsserted(() -> assertThat(cache.get("a")).isEqualTo("new"));
    nodes.areAtRest();
  }

  @Test
  void ifError_withLongRetry_loadsOnce() {
    CorralCache<String, String> cache =
        nodes.open(loader, o -> o.lifetime(SHORT).staleIfError(LONG).staleRetry(LONG));
    expired(cache);
    fail("down");

    for (int i = 0; i < 10; i++) {
      assertThat(cache.get("a")).isEqualTo("old");
    }
    assertThat(cache.getAll(Set.of("a"))).isEqualTo(Map.of("a", "old"));
    assertThat(loader.count()).isEqualTo(2);
    assertThat(cache.loadStatistics().staleServed()).isEqualTo(11);
  }

  @Test
  void ifError_withNoRetryTime_triesEachTime() {
    CorralCache<String, String> cache =
        nodes.open(loader, o -> o.lifetime(SHORT).staleIfError(LONG).staleRetry(Duration.ZERO));
    expired(cache);
    fail("down");

    for (int i = 0; i < 3; i++) {
      assertThat(cache.get("a")).isEqualTo("old");
    }
    assertThat(loader.count()).isEqualTo(4);
  }

  @Test
  void ifError_servesFollowersToo() {
    CorralCache<String, String> cache =
        nodes.open(loader, o -> o.lifetime(SHORT).staleIfError(LONG));
    expired(cache);
    Gate gate = new Gate();
    loader.now(
        key -> {
          gate.pass();
          throw new IllegalStateException("down");
        });
    CompletableFuture<String> leader = Nodes.inThread(() -> cache.get("a"));
    gate.awaitArrival();
    CompletableFuture<String> follower = Nodes.inThread(() -> cache.get("a"));
    Nodes.awaitFollowers(cache, 1);
    gate.open();

    assertThat(Nodes.result(leader)).isEqualTo("old");
    assertThat(Nodes.result(follower)).isEqualTo("old");
    assertThat(loader.count()).isEqualTo(2);
  }

  @Test
  void ifError_waitsForALoadThatSucceeds() {
    CorralCache<String, String> cache =
        nodes.open(loader, o -> o.lifetime(SHORT).staleIfError(LONG));
    expired(cache);
    loader.now(key -> "new");

    assertThat(cache.get("a")).isEqualTo("new");
  }

  @Test
  void ifError_takesALoadThatFindsNothing_atItsWord() {
    CorralCache<String, String> cache =
        nodes.open(loader, o -> o.lifetime(SHORT).staleIfError(LONG));
    expired(cache);
    loader.now(key -> null);

    assertThat(cache.get("a")).isNull();
  }

  @Test
  void ifError_endsWithItsWindow() {
    CorralCache<String, String> cache =
        nodes.open(loader, o -> o.lifetime(SHORT).staleIfError(SHORT).staleRetry(LONG));
    expired(cache);
    await().until(() -> nodes.records("a").isEmpty());
    fail("down");

    assertThatThrownBy(() -> cache.get("a")).isInstanceOf(CacheLoaderException.class);
  }

  @Test
  void ifError_coversALoadThatTakesTooLong() {
    CorralCache<String, String> cache =
        nodes.open(
            loader, o -> o.lifetime(SHORT).staleIfError(LONG).loadTimeout(Duration.ofMillis(200)));
    expired(cache);
    Gate never = new Gate();
    loader.now(key -> never.pass("late"));

    assertThat(cache.get("a")).isEqualTo("old");
    nodes.areAtRest();
  }

  @Test
  void softTimeout_servesTheStaleValue_whileTheLoadGoesOn() {
    CorralCache<String, String> cache =
        nodes.open(
            loader,
            o -> o.lifetime(SHORT).staleIfError(LONG).softLoadTimeout(Duration.ofMillis(50)));
    expired(cache);
    Gate gate = new Gate();
    loader.now(key -> gate.pass("new"));

    assertThat(cache.get("a")).isEqualTo("old");
    assertThat(cache.getAsync("a").toCompletableFuture().join()).isEqualTo("old");
    assertThat(loader.count()).isEqualTo(2);
    assertThat(nodes.leases()).hasSize(1);
    assertThat(cache.loadStatistics().staleServed()).isEqualTo(2);
    loader.now(key -> "newer");
    gate.open();
    nodes.areAtRest();
    assertThat(cache.get("a")).startsWith("new");
  }

  @Test
  void softTimeout_doesNotApply_whereThereIsNothingStale() {
    CorralCache<String, String> cache =
        nodes.open(
            loader,
            o -> o.lifetime(SHORT).staleIfError(LONG).softLoadTimeout(Duration.ofMillis(20)));
    Gate gate = new Gate();
    loader.now(key -> gate.pass("new"));
    CompletableFuture<String> caller = Nodes.inThread(() -> cache.get("a"));
    gate.awaitArrival();
    CompletableFuture<String> second = Nodes.inThread(() -> cache.get("a"));
    Nodes.awaitFollowers(cache, 1);
    gate.open();

    assertThat(Nodes.result(caller)).isEqualTo("new");
    assertThat(Nodes.result(second)).isEqualTo("new");
  }

  @Test
  void windows_holdForAsynchronousReads_too() {
    CorralCache<String, String> cache =
        nodes.open(loader, o -> o.lifetime(SHORT).staleIfError(LONG).staleRetry(LONG));
    expired(cache);
    fail("down");

    assertThat(cache.getAsync("a").toCompletableFuture().join()).isEqualTo("old");
    cache.remove("a");
    assertThatThrownBy(() -> cache.getAsync("a").toCompletableFuture().join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(CacheLoaderException.class);
  }

  private void fail(String message) {
    loader.now(
        key -> {
          throw new IllegalStateException(message);
        });
  }

  /** Loads the entry and lets it expire. */
  private static void expired(CorralCache<String, String> cache) {
    cache.get("a");
    await().until(() -> !cache.containsKey("a"));
  }
}
