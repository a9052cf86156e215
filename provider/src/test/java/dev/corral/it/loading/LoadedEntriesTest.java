package dev.corral.it.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralCache;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.integration.CompletionListenerFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a load leaves in the cache: lifetimes, events, and what happens to what was there. */
@WithRedis
class LoadedEntriesTest {
  private final TestLoader loader = TestLoader.answering(key -> "value of " + key);
  private Nodes nodes;

  @BeforeEach
  void open(RedisServer redis) {
    nodes = new Nodes(redis);
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void jitter_shortensLifetimes_withinItsBounds_differently() {
    CorralCache<String, String> cache =
        nodes.open(loader, o -> o.lifetime(Duration.ofHours(1)).jitter(0.5));
    Set<String> keys = new LinkedHashSet<>();
    for (int i = 0; i < 40; i++) {
      keys.add("k" + i);
    }
    cache.getAll(keys);
    cache.put("put", "1");

    Set<Long> minutes = new LinkedHashSet<>();
    for (String key : keys) {
      long remaining = nodes.remaining(key);
      // Not below half; the minute is for what has passed since.
      assertThat(remaining).isBetween(29 * 60_000L, 60 * 60_000L);
      minutes.add(remaining / 60_000);
    }
    assertThat(minutes).hasSizeGreaterThan(5);
    assertThat(nodes.remaining("put")).isBetween(29 * 60_000L, 60 * 60_000L);
  }

  @Test
  void entryLifetime_decidesByKeyAndValue_onPut_load_bulkLoad_andRefresh() throws Exception {
    CorralCache<String, String> cache =
        nodes.open(
            loader,
            o ->
                o.entryLifetimeFactory(
                    () ->
                        (key, value) ->
                            value.startsWith("hot") ? Duration.ofMinutes(1) : hours(key)));
    cache.put("1", "put");
    cache.put("2", "hot");
    cache.get("3");
    cache.getAll(Set.of("4", "5"));

    assertHours("1", 1);
    assertThat(nodes.remaining("2")).isBetween(1L, 60_000L);
    assertHours("3", 3);
    assertHours("4", 4);
    assertHours("5", 5);

    loader.now(key -> "hot " + key);
    CompletionListenerFuture done = new CompletionListenerFuture();
    cache.loadAll(Set.of("3", "4"), true, done);
    done.get();
    assertThat(nodes.remaining("3")).isBetween(1L, 60_000L);
    assertThat(nodes.remaining("4")).isBetween(1L, 60_000L);
    assertHours("5", 5);
  }

  private static Duration hours(String key) {
    return Duration.ofHours(Long.parseLong(key));
  }

  private void assertHours(String key, int hours) {
    assertThat(nodes.remaining(key)).isBetween(hours * 3_600_000L - 600_000, hours * 3_600_000L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1"})
  void loadedValue_withoutLifetime_isReturned_andNotKept(String seconds) {
    CorralCache<String, String> cache =
        nodes.open(
            loader,
            o ->
                o.entryLifetimeFactory(
                    () -> (key, value) -> Duration.ofSeconds(Long.parseLong(seconds))));

    assertThat(cache.get("a")).isEqualTo("value of a");
    assertThat(nodes.records("a")).isEmpty();
    nodes.areAtRest();
  }

  @Test
  void loads_areToldToListeners_asCreations_andRefreshesAsUpdates() throws Exception {
    EventLog events = new EventLog();
    CorralCache<String, String> cache = nodes.open(loader);
    cache.registerCacheEntryListener(
        new MutableCacheEntryListenerConfiguration<>(() -> events, null, true, true));
    cache.get("a");
    cache.get("a");
    assertThat(events.all()).containsExactly("CREATED a null -> value of a");

    loader.now(key -> "new");
    CompletionListenerFuture done = new CompletionListenerFuture();
    cache.loadAll(Set.of("a"), true, done);
    done.get();
    assertThat(events.all())
        .containsExactly("CREATED a null -> value of a", "UPDATED a value of a -> new");
  }

  @Test
  void refusedFill_isNoEvent() {
    EventLog events = new EventLog();
    Gate gate = new Gate();
    loader.now(key -> gate.pass("old"));
    CorralCache<String, String> cache = nodes.open(loader);
    cache.registerCacheEntryListener(
        new MutableCacheEntryListenerConfiguration<>(() -> events, null, true, true));
    CompletableFuture<String> loading = Nodes.inThread(() -> cache.get("a"));
    gate.awaitArrival();
    cache.put("a", "newer");
    gate.open();

    assertThat(Nodes.result(loading)).isEqualTo("old");
    assertThat(events.all()).containsExactly("CREATED a null -> newer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "flipped"})
  void damagedRecord_isLoadedAnew_andReplaced(String damage, RedisServer redis) {
    CorralCache<String, String> cache = nodes.open(loader);
    cache.put("a", "a text that will be damaged");
    String record = nodes.records("a").get(0);
    if (damage.equals("garbage")) {
      redis.command("SET", record, "garbage");
    } else {
      redis.command("SETRANGE", record, "60", "#");
    }

    assertThat(cache.get("a")).isEqualTo("value of a");
    assertThat(loader.count()).isEqualTo(1);
    assertThat(cache.get("a")).isEqualTo("value of a");
    assertThat(loader.count()).isEqualTo(1);
    nodes.areAtRest();
  }

  @Test
  void fullRedis_letsLoadsThrough_andKeepsNothing() {
    try (RedisServer full =
        RedisServer.builder()
            .option("maxmemory-policy", "noeviction")
            .option("maxmemory", "100mb")
            .build()) {
      try (Nodes own = new Nodes(full)) {
        CorralCache<String, String> cache = own.open(loader);
        cache.put("there", "1");
        full.command("CONFIG", "SET", "maxmemory", "1");

        assertThat(cache.get("a")).isEqualTo("value of a");
        assertThat(cache.getAll(Set.of("b", "c"))).hasSize(2);
        assertThat(cache.getAsync("a").toCompletableFuture().join()).isEqualTo("value of a");
        assertThat(cache.get("there")).isEqualTo("1");
        assertThat(own.records("a")).isEmpty();

        full.command("CONFIG", "SET", "maxmemory", "100mb");
        assertThat(cache.get("a")).isEqualTo("value of a");
        assertThat(own.records("a")).hasSize(1);
        own.areAtRest();
      }
    }
  }

  @Test
  void redisFullMidLoad_losesTheFill_notTheValue() {
    try (RedisServer full =
        RedisServer.builder().option("maxmemory-policy", "noeviction").build()) {
      try (Nodes own = new Nodes(full)) {
        Gate gate = new Gate();
        loader.now(gate::pass);
        CorralCache<String, String> cache = own.open(loader);
        CompletableFuture<String> loading = Nodes.inThread(() -> cache.get("a"));
        gate.awaitArrival();
        full.command("CONFIG", "SET", "maxmemory", "1");
        gate.open();

        assertThat(Nodes.result(loading)).isEqualTo("a");
        assertThat(own.records("a")).isEmpty();
      }
    }
  }

  @Test
  void redisRestartedMidLoad_losesTheFill_notTheValue() {
    try (RedisServer mortal = RedisServer.start()) {
      try (Nodes own = new Nodes(mortal)) {
        Gate gate = new Gate();
        loader.now(key -> gate.pass("old"));
        CorralCache<String, String> cache = own.open(loader);
        CompletableFuture<String> loading = Nodes.inThread(() -> cache.get("a"));
        gate.awaitArrival();
        mortal.restart();
        gate.open();

        assertThat(Nodes.result(loading)).isEqualTo("old");
        loader.now(key -> "new");
        await().untilAsserted(() -> assertThat(cache.get("a")).isEqualTo("new"));
        own.areAtRest();
      }
    }
  }
}
