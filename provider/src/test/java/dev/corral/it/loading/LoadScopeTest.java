package dev.corral.it.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralCache;
import dev.corral.LoadScope;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CompletionListenerFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Among whom callers share one load, and how bulk loads share. */
@WithRedis
class LoadScopeTest {
  private static final int CALLERS = 4;
  private Nodes nodes;

  @BeforeEach
  void open(RedisServer redis) {
    nodes = new Nodes(redis);
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  @ParameterizedTest
  @CsvSource({"OFF,8", "JVM,2", "CLUSTER,1"})
  void scope_saysHowManyLoadsThereAre(LoadScope scope, int expectedLoads) {
    Gate gate = new Gate();
    TestLoader loader = TestLoader.answering(gate::pass);
    List<CorralCache<String, String>> caches =
        List.of(
            nodes.open(loader, o -> o.loadScope(scope)),
            nodes.open(loader, o -> o.loadScope(scope)));
    List<CompletableFuture<String>> callers = new ArrayList<>();
    for (CorralCache<String, String> cache : caches) {
      for (int i = 0; i < CALLERS; i++) {
        callers.add(Nodes.inThread(() -> cache.get("a")));
      }
    }
    await().until(() -> loader.count() == expectedLoads);
    await()
        .until(
            () ->
                caches.stream().mapToLong(cache -> cache.loadStatistics().coalescedInJvm()).sum()
                    == (scope == LoadScope.OFF ? 0 : 2 * (CALLERS - 1)));
    gate.open();

    assertThat(callers).allSatisfy(one -> assertThat(Nodes.result(one)).isEqualTo("a"));
    assertThat(loader.count()).isEqualTo(expectedLoads);
    assertThat(caches.get(0).get("a")).isEqualTo("a");
    assertThat(loader.count()).isEqualTo(expectedLoads);
    assertThat(
            caches.stream().mapToLong(cache -> cache.loadStatistics().coalescedAcrossNodes()).sum())
        .isEqualTo(scope == LoadScope.CLUSTER ? 1 : 0);
    nodes.areAtRest();
  }

  @Test
  void getAll_loadsWhatIsMissing_inOneCall() {
    TestLoader loader = TestLoader.answering(key -> "loaded " + key);
    CorralCache<String, String> cache = nodes.open(loader);
    cache.put("a", "there");

    assertThat(cache.getAll(Set.of("a", "b", "c")))
        .isEqualTo(Map.of("a", "there", "b", "loaded b", "c", "loaded c"));
    assertThat(loader.calls())
        .singleElement()
        .satisfies(keys -> assertThat(keys).containsExactlyInAnyOrder("b", "c"));
    nodes.areAtRest();
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void getAll_leavesOut_whatIsInFlight(boolean sameNode) {
    Gate gate = new Gate();
    TestLoader first = TestLoader.answering(gate::pass);
    TestLoader second = TestLoader.answering(key -> "second " + key);
    CorralCache<String, String> here = nodes.open(first);
    CorralCache<String, String> there = sameNode ? here : nodes.open(second);
    CompletableFuture<String> leader = Nodes.inThread(() -> here.get("b"));
    gate.awaitArrival();
    first.now(key -> "second " + key);
    CompletableFuture<Map<String, String>> all =
        Nodes.inThread(() -> there.getAll(Set.of("a", "b", "c")));
    TestLoader bulk = sameNode ? first : second;
    await().until(() -> bulk.calls().stream().anyMatch(keys -> keys.size() == 2));
    assertThat(all).isNotDone();
    gate.open();

    assertThat(Nodes.result(all)).isEqualTo(Map.of("a", "second a", "b", "b", "c", "second c"));
    assertThat(Nodes.result(leader)).isEqualTo("b");
    assertThat(first.count() + second.count()).isEqualTo(2);
    nodes.areAtRest();
  }

  @Test
  void getAll_ofTwoThatOverlap_inOppositeOrders_doesNotDeadlock() {
    TestLoader loader = TestLoader.answering(key -> key);
    CorralCache<String, String> here = nodes.open(loader);
    CorralCache<String, String> there = nodes.open(loader);
    for (int round = 0; round < 20; round++) {
      here.clear();
      CompletableFuture<Map<String, String>> one =
          Nodes.inThread(() -> here.getAll(new LinkedHashSet<>(List.of("a", "b", "c"))));
      CompletableFuture<Map<String, String>> two =
          Nodes.inThread(() -> there.getAll(new LinkedHashSet<>(List.of("c", "b", "a"))));
      CompletableFuture<Map<String, String>> three =
          Nodes.inThread(() -> here.getAll(new LinkedHashSet<>(List.of("c", "a", "d"))));
      assertThat(Nodes.result(one)).hasSize(3);
      assertThat(Nodes.result(two)).hasSize(3);
      assertThat(Nodes.result(three)).hasSize(3);
    }
    nodes.areAtRest();
  }

  @Test
  void getAll_ofWhichTheLoaderFindsAPart_hasThatPart() {
    TestLoader loader = TestLoader.answering(key -> key.equals("b") ? null : key);
    CorralCache<String, String> cache = nodes.open(loader);

    assertThat(cache.getAll(Set.of("a", "b", "c"))).isEqualTo(Map.of("a", "a", "c", "c"));
    assertThat(cache.containsKey("b")).isFalse();
    nodes.areAtRest();
  }

  @Test
  void getAll_whoseLoaderFails_fails_andLeavesNothing() {
    TestLoader loader =
        TestLoader.answering(
            key -> {
              throw new IllegalStateException("down");
            });
    CorralCache<String, String> cache = nodes.open(loader);

    assertThat(Nodes.failure(Nodes.inThread(() -> cache.getAll(Set.of("a", "b")))))
        .isInstanceOf(CacheLoaderException.class)
        .hasRootCauseMessage("down");
    nodes.areAtRest();
    loader.now(key -> key);
    assertThat(cache.getAll(Set.of("a", "b"))).hasSize(2);
  }

  @Test
  void follower_ofAFlightWithinABulkLoad_getsItsValue() {
    Gate gate = new Gate();
    TestLoader loader = TestLoader.answering(gate::pass);
    CorralCache<String, String> cache = nodes.open(loader);
    CompletableFuture<Map<String, String>> bulk =
        Nodes.inThread(() -> cache.getAll(Set.of("a", "b")));
    gate.awaitArrival();
    CompletableFuture<String> single = Nodes.inThread(() -> cache.get("a"));
    Nodes.awaitFollowers(cache, 1);
    gate.open();

    assertThat(Nodes.result(single)).isEqualTo("a");
    assertThat(Nodes.result(bulk)).hasSize(2);
    assertThat(loader.count()).isEqualTo(1);
    nodes.areAtRest();
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void replacingLoadAll_winsOverALoadThatBeganBefore(boolean sameNode) throws Exception {
    Gate gate = new Gate();
    TestLoader loader = TestLoader.answering(key -> gate.pass("old"));
    CorralCache<String, String> here = nodes.open(loader);
    CorralCache<String, String> there = sameNode ? here : nodes.open(loader);
    CompletableFuture<String> loading = Nodes.inThread(() -> here.get("a"));
    gate.awaitArrival();
    loader.now(key -> "newer");
    CompletionListenerFuture done = new CompletionListenerFuture();
    there.loadAll(Set.of("a"), true, done);
    done.get();
    assertThat(here.get("a")).isEqualTo("newer");
    gate.open();

    assertThat(Nodes.result(loading)).isEqualTo("old");
    assertThat(here.get("a")).isEqualTo("newer");
    assertThat(here.loadStatistics().fillsRefused()).isEqualTo(1);
    nodes.areAtRest();
  }
}
