package dev.corral.it.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.corral.CorralCache;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The asynchronous reads: the same outcomes, and never a loader on the caller's thread. */
@WithRedis
class AsyncLoadsTest {
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

  /** A way to read key "a" without waiting. */
  interface Read extends BiFunction<CorralCache<String, String>, TestLoader, CompletionStage<?>> {}

  static Stream<Arguments> reads() {
    Read one = (cache, loader) -> cache.getAsync("a");
    Read aside = (cache, loader) -> cache.getAsync("a", loader::load);
    Read all =
        (cache, loader) -> cache.getAllAsync(Set.of("a")).thenApply(values -> values.get("a"));
    return Stream.of(
        Arguments.argumentSet("getAsync", one),
        Arguments.argumentSet("getAsync with a loader", aside),
        Arguments.argumentSet("getAllAsync", all));
  }

  @ParameterizedTest
  @MethodSource("reads")
  void value_isLoadedElsewhere_once(Read read) {
    Gate gate = new Gate();
    loader.now(gate::pass);
    CorralCache<String, String> cache = nodes.open(loader);
    List<CompletionStage<?>> callers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      callers.add(read.apply(cache, loader));
    }
    gate.awaitArrival();
    Nodes.awaitFollowers(cache, 9);
    assertThat(callers).noneMatch(caller -> caller.toCompletableFuture().isDone());
    gate.open();

    assertThat(callers).allSatisfy(caller -> assertThat(value(caller)).isEqualTo("a"));
    assertThat(loader.threads()).hasSize(1).doesNotContain(Thread.currentThread());
    assertThat(cache.get("a")).isEqualTo("a");
    nodes.areAtRest();
  }

  @ParameterizedTest
  @MethodSource("reads")
  void failure_failsTheStage_andLeavesNothing(Read read) {
    loader.now(
        key -> {
          throw new IllegalStateException("down");
        });
    CorralCache<String, String> cache = nodes.open(loader);

    assertThatThrownBy(() -> value(read.apply(cache, loader)))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(CacheLoaderException.class)
        .hasRootCauseMessage("down");
    nodes.areAtRest();
    loader.now(key -> "well");
    assertThat(value(read.apply(cache, loader))).isEqualTo("well");
    assertThat(loader.threads()).doesNotContain(Thread.currentThread());
  }

  @ParameterizedTest
  @MethodSource("reads")
  void nothingFound_isNull_andNotRemembered(Read read) {
    loader.now(key -> null);
    CorralCache<String, String> cache = nodes.open(loader);

    assertThat(value(read.apply(cache, loader))).isNull();
    assertThat(value(read.apply(cache, loader))).isNull();
    assertThat(loader.count()).isEqualTo(2);
    nodes.areAtRest();
  }

  @ParameterizedTest
  @MethodSource("reads")
  void load_thatTakesTooLong_failsTheStage(Read read) {
    Gate never = new Gate();
    loader.now(never::pass);
    CorralCache<String, String> cache =
        nodes.open(loader, options -> options.loadTimeout(Duration.ofMillis(100)));

    assertThatThrownBy(() -> value(read.apply(cache, loader)))
        .hasCauseInstanceOf(CacheLoaderException.class)
        .hasMessageContaining("loadTimeout");
    nodes.areAtRest();
  }

  @ParameterizedTest
  @MethodSource("reads")
  void caller_waitsForAnotherNode_withoutAThread(Read read) {
    Gate gate = new Gate();
    CorralCache<String, String> there = nodes.open(TestLoader.answering(gate::pass));
    CorralCache<String, String> here = nodes.open(loader);
    CompletableFuture<String> leader = Nodes.inThread(() -> there.get("a"));
    gate.awaitArrival();
    List<CompletionStage<?>> callers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      callers.add(read.apply(here, loader));
    }
    gate.open();

    assertThat(callers).allSatisfy(caller -> assertThat(value(caller)).isEqualTo("a"));
    assertThat(Nodes.result(leader)).isEqualTo("a");
    assertThat(loader.count()).isZero();
    nodes.areAtRest();
  }

  @Test
  void composedLoad_isShared_andNoThreadWaitsForIt() {
    CorralCache<String, String> cache = nodes.open(loader);
    CompletableFuture<String> source = new CompletableFuture<>();
    AtomicInteger calls = new AtomicInteger();
    List<CompletionStage<?>> callers = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      callers.add(
          cache.getComposedAsync(
              "key " + i % 250,
              key -> {
                calls.incrementAndGet();
                return source;
              }));
    }
    Nodes.awaitFollowers(cache, 250);
    await().untilAtomic(calls, equalTo(250));
    await().until(() -> workingThreads() == 0);
    assertThat(callers).noneMatch(caller -> caller.toCompletableFuture().isDone());
    source.complete("value");

    assertThat(callers).allSatisfy(caller -> assertThat(value(caller)).isEqualTo("value"));
    assertThat(calls).hasValue(250);
    assertThat(cache.get("key 7")).isEqualTo("value");
    nodes.areAtRest();
  }

  @Test
  void dependantsThatWaitForOtherReads_keepNoReadFromEnding() {
    CorralCache<String, String> cache = nodes.open(loader);
    cache.put("a", "first");
    cache.put("b", "second");
    List<CompletionStage<String>> reads = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      reads.add(
          cache
              .getAsync("a")
              .thenApply(first -> first + value(cache.getAsync("b")) + cache.get("b")));
    }
    assertThat(reads).allSatisfy(read -> assertThat(value(read)).isEqualTo("firstsecondsecond"));
  }

  @Test
  void whatFollowsAReply_runsOnThreadsThatAreFew_orOnTheCallers() {
    CorralCache<String, String> cache = nodes.open(loader);
    cache.put("a", "value");
    Set<String> threads = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      threads.add(
          cache
              .getAsync("a")
              .thenApply(read -> Thread.currentThread().getName().replaceAll("-[0-9]+$", ""))
              .toCompletableFuture()
              .join());
    }
    assertThat(threads)
        .contains("corral-replies")
        .isSubsetOf("corral-replies", Thread.currentThread().getName());
  }

  /** How many of the manager's threads run or wait for something else than work. */
  private static long workingThreads() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().matches("corral-(async|replies).*"))
        .filter(
            thread ->
                Stream.of(thread.getValue())
                    .noneMatch(frame -> frame.getMethodName().equals("getTask")))
        .count();
  }

  @Test
  void composedLoad_thatFails_failsTheStage_andLeavesNothing() {
    CorralCache<String, String> cache = nodes.open(loader);

    CompletionStage<String> read =
        cache.getComposedAsync(
            "a", key -> CompletableFuture.failedFuture(new IllegalStateException("down")));

    assertThatThrownBy(() -> value(read))
        .hasCauseInstanceOf(CacheLoaderException.class)
        .hasRootCauseMessage("down");
    nodes.areAtRest();
    assertThat(value(cache.getComposedAsync("a", key -> null))).isNull();
    nodes.areAtRest();
  }

  @Test
  void composedLoad_thatTakesTooLong_isCancelled() {
    CorralCache<String, String> cache =
        nodes.open(loader, options -> options.loadTimeout(Duration.ofMillis(100)));
    CompletableFuture<String> never = new CompletableFuture<>();

    assertThatThrownBy(() -> value(cache.getComposedAsync("a", key -> never)))
        .hasCauseInstanceOf(CacheLoaderException.class)
        .hasMessageContaining("loadTimeout");
    nodes.areAtRest();
  }

  @Test
  void clearAsync_endsAllEntries() {
    CorralCache<String, String> cache = nodes.open(loader);
    cache.put("a", "there");
    cache.clearAsync().toCompletableFuture().join();

    assertThat(cache.containsKey("a")).isFalse();
  }

  @Test
  void blockingCallers_shareTheFlightOfAnAsynchronousOne_andTheReverse() {
    Gate gate = new Gate();
    loader.now(gate::pass);
    CorralCache<String, String> cache = nodes.open(loader);
    CompletionStage<?> first = cache.getAsync("a");
    gate.awaitArrival();
    CompletableFuture<String> second = Nodes.inThread(() -> cache.get("a"));
    Nodes.awaitFollowers(cache, 1);
    gate.open();

    assertThat(value(first)).isEqualTo("a");
    assertThat(Nodes.result(second)).isEqualTo("a");
    assertThat(loader.count()).isEqualTo(1);
    nodes.areAtRest();
  }

  @Test
  void removal_isNotOvertaken_byAnAsynchronousLoad() {
    Gate gate = new Gate();
    loader.now(key -> gate.pass("old"));
    CorralCache<String, String> cache = nodes.open(loader);
    CompletionStage<?> loading = cache.getAsync("a");
    gate.awaitArrival();
    cache.removeAsync("a").toCompletableFuture().join();
    loader.now(key -> "new");

    assertThat(value(cache.getAsync("a"))).isEqualTo("new");
    gate.open();
    assertThat(value(loading)).isEqualTo("old");
    assertThat(value(cache.getAsync("a"))).isEqualTo("new");
    assertThat(cache.loadStatistics().fillsRefused()).isEqualTo(1);
    nodes.areAtRest();
  }

  @Test
  void getAllAsync_loadsWhatIsMissing_inOneCall() {
    CorralCache<String, String> cache = nodes.open(loader);
    cache.put("a", "there");

    assertThat(cache.getAllAsync(Set.of("a", "b", "c")).toCompletableFuture().join())
        .isEqualTo(Map.of("a", "there", "b", "value of b", "c", "value of c"));
    assertThat(loader.count()).isEqualTo(1);
    nodes.areAtRest();
  }

  @Test
  void loadThatAsksForItsOwnKey_asynchronously_loadsForItself_afterLoadWait() {
    CompletableFuture<CorralCache<String, String>> self = new CompletableFuture<>();
    AtomicInteger depth = new AtomicInteger();
    loader.now(
        key ->
            depth.incrementAndGet() == 1
                ? self.join().getAsync(key).toCompletableFuture().join()
                : "alone");
    CorralCache<String, String> cache =
        nodes.open(loader, options -> options.loadWait(Duration.ofMillis(300)));
    self.complete(cache);

    assertThat(cache.get("a")).isEqualTo("alone");
    nodes.areAtRest();
  }

  private static @Nullable Object value(CompletionStage<?> stage) {
    return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
