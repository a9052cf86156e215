package dev.corral.it.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralCache;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Loads that find nothing, forgotten or remembered. */
@WithRedis
class NullResultsTest {
  private Nodes nodes;
  private final TestLoader loader = TestLoader.answering(key -> null);

  @BeforeEach
  void open(RedisServer redis) {
    nodes = new Nodes(redis);
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void nothingFound_isNotRemembered_byDefault() {
    CorralCache<String, String> cache = nodes.open(loader);

    assertThat(cache.get("a")).isNull();
    assertThat(cache.get("a")).isNull();
    assertThat(loader.count()).isEqualTo(2);
    assertThat(nodes.records("a")).isEmpty();
    nodes.areAtRest();
  }

  @Test
  void nothingFound_isToldToAllWhoWait_whereItIsNotRemembered() {
    Gate gate = new Gate();
    loader.now(
        key -> {
          gate.pass();
          return null;
        });
    CorralCache<String, String> cache = nodes.open(loader);
    CompletableFuture<String> leader = Nodes.inThread(() -> cache.get("a"));
    gate.awaitArrival();
    CompletableFuture<String> follower = Nodes.inThread(() -> cache.get("a"));
    Nodes.awaitFollowers(cache, 1);
    gate.open();

    assertThat(Nodes.result(leader)).isNull();
    assertThat(Nodes.result(follower)).isNull();
    assertThat(loader.count()).isEqualTo(1);
    nodes.areAtRest();
  }

  @Test
  void rememberedNull_isNoEntry_andNeedsNoLoad_onAnyNode() {
    CorralCache<String, String> cache = remembering(Duration.ofMinutes(1));
    CorralCache<String, String> other = remembering(Duration.ofMinutes(1));
    assertThat(cache.get("a")).isNull();

    assertThat(cache.get("a")).isNull();
    assertThat(other.get("a")).isNull();
    assertThat(other.getAll(Set.of("a"))).isEmpty();
    assertThat(cache.getAsync("a").toCompletableFuture().join()).isNull();
    assertThat(cache.get("a", key -> "other source")).isNull();
    assertThat(cache.containsKey("a")).isFalse();
    assertThat(cache.iterator()).isExhausted();
    assertThat(cache.replace("a", "1")).isFalse();
    assertThat(cache.replace("a", "0", "1")).isFalse();
    assertThat(cache.remove("a", "0")).isFalse();
    assertThat(cache.getAndReplace("a", "1")).isNull();
    assertThat(cache.get("a")).isNull();
    assertThat(loader.count()).isEqualTo(1);
    assertThat(nodes.remaining("a")).isBetween(1L, 60_000L);
    nodes.areAtRest();
  }

  @Test
  void rememberedNull_givesWay_toPutIfAbsent() {
    CorralCache<String, String> cache = remembering(Duration.ofMinutes(1));
    assertThat(cache.get("a")).isNull();

    assertThat(cache.putIfAbsent("a", "1")).isTrue();
    assertThat(cache.get("a")).isEqualTo("1");
    assertThat(loader.count()).isEqualTo(1);
  }

  @Test
  void rememberedNull_isForgotten_byRemoveAndByClear() {
    CorralCache<String, String> cache = remembering(Duration.ofMinutes(1));
    assertThat(cache.get("a")).isNull();
    loader.now(key -> "found");

    assertThat(cache.remove("a")).isFalse();
    assertThat(cache.get("a")).isEqualTo("found");

    loader.now(key -> null);
    assertThat(cache.get("b")).isNull();
    cache.clear();
    loader.now(key -> "found");
    assertThat(cache.get("b")).isEqualTo("found");
  }

  @Test
  void rememberedNull_isNoOldValue_ofGetAndPut() {
    CorralCache<String, String> cache = remembering(Duration.ofMinutes(1));
    assertThat(cache.get("a")).isNull();

    assertThat(cache.getAndPut("a", "1")).isNull();
    assertThat(cache.getAndRemove("a")).isEqualTo("1");
  }

  @Test
  void putOverARememberedNull_isACreation_andOnlyThat() {
    EventLog events = new EventLog();
    CorralCache<String, String> cache = remembering(Duration.ofMinutes(1));
    cache.registerCacheEntryListener(
        new MutableCacheEntryListenerConfiguration<>(() -> events, null, true, true));
    assertThat(cache.get("a")).isNull();
    assertThat(events.all()).isEmpty();

    cache.put("a", "1");
    assertThat(events.all()).containsExactly("CREATED a null -> 1");
  }

  @Test
  void rememberedNull_isSeenByProcessors_asAbsent() {
    CorralCache<String, String> cache = remembering(Duration.ofMinutes(1));
    assertThat(cache.get("a")).isNull();

    boolean existed = cache.invoke("a", (entry, arguments) -> entry.exists());
    assertThat(existed).isFalse();
  }

  @Test
  void nullsAmongMany_areRemembered() {
    loader.now(key -> key.equals("a") ? "1" : null);
    CorralCache<String, String> cache = remembering(Duration.ofMinutes(1));

    assertThat(cache.getAll(Set.of("a", "b"))).isEqualTo(Map.of("a", "1"));
    assertThat(cache.getAll(Set.of("a", "b"))).isEqualTo(Map.of("a", "1"));
    assertThat(loader.count()).isEqualTo(1);
  }

  @Test
  void rememberedNull_isForgotten_afterItsLifetime() {
    CorralCache<String, String> cache = remembering(Duration.ofMillis(50));
    assertThat(cache.get("a")).isNull();
    loader.now(key -> "found");

    await().untilAsserted(() -> assertThat(cache.get("a")).isEqualTo("found"));
  }

  private CorralCache<String, String> remembering(Duration lifetime) {
    return nodes.open(loader, options -> options.nullLifetime(lifetime));
  }
}
