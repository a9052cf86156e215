package dev.corral.it.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralCache;
import dev.corral.CorralException;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.integration.CacheLoaderException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a load ends, its callers learn it, and nothing of it is left. */
@WithRedis
class LoadOutcomesTest {
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
  void exception_reachesLeaderAndFollowers_ofThatFlightOnly() {
    Gate gate = new Gate();
    IllegalStateException broken = new IllegalStateException("database down");
    TestLoader loader =
        TestLoader.answering(
            key -> {
              gate.pass();
              throw broken;
            });
    CorralCache<String, String> cache = nodes.open(loader);
    CompletableFuture<String> leader = Nodes.inThread(() -> cache.get("a"));
    gate.awaitArrival();
    List<CompletableFuture<String>> followers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      followers.add(Nodes.inThread(() -> cache.get("a")));
    }
    Nodes.awaitFollowers(cache, 4);
    gate.open();

    assertThat(Nodes.failure(leader)).isInstanceOf(CacheLoaderException.class).hasCause(broken);
    assertThat(followers)
        .allSatisfy(
            follower ->
                assertThat(Nodes.failure(follower))
                    .isInstanceOf(CacheLoaderException.class)
                    .hasRootCause(broken));
    assertThat(loader.count()).isEqualTo(1);
    nodes.areAtRest();
    loader.now(key -> "well");
    assertThat(cache.get("a")).isEqualTo("well");
    assertThat(cache.loadStatistics().failures()).isEqualTo(1);
  }

  @Test
  void error_reachesTheCaller_asItIs() {
    TestLoader loader =
        TestLoader.answering(
            key -> {
              throw new StackOverflowError("deep");
            });
    CorralCache<String, String> cache = nodes.open(loader);

    assertThatThrownBy(() -> cache.get("a")).isInstanceOf(StackOverflowError.class);
    nodes.areAtRest();
    loader.now(key -> "well");
    assertThat(cache.get("a")).isEqualTo("well");
  }

  @Test
  void checkedException_thrownUndeclared_reachesTheCallerWithItsCause() {
    TestLoader loader =
        TestLoader.answering(
            key -> {
              throw LoadOutcomesTest.<RuntimeException>sneaky(new IOException("disk"));
            });
    CorralCache<String, String> cache = nodes.open(loader);

    assertThatThrownBy(() -> cache.get("a"))
        .isInstanceOf(CacheLoaderException.class)
        .hasCauseInstanceOf(IOException.class);
    nodes.areAtRest();
    loader.now(key -> "well");
    assertThat(cache.get("a")).isEqualTo("well");
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E sneaky(Throwable failure) throws E {
    throw (E) failure;
  }

  @Test
  void load_thatTakesTooLong_isInterrupted_andItsCallersAreTold() {
    AtomicBoolean interrupted = new AtomicBoolean();
    Gate never = new Gate();
    TestLoader loader =
        TestLoader.answering(
            key -> {
              try {
                return never.pass("late");
              } finally {
                interrupted.set(Thread.currentThread().isInterrupted());
              }
            });
    CorralCache<String, String> cache =
        nodes.open(loader, options -> options.loadTimeout(Duration.ofMillis(200)));

    assertThatThrownBy(() -> cache.get("a"))
        .isInstanceOf(CacheLoaderException.class)
        .hasMessageContaining("loadTimeout")
        .hasMessageContaining("PT0.2S");
    await().untilTrue(interrupted);
    nodes.areAtRest();
    loader.now(key -> "well");
    assertThat(cache.get("a")).isEqualTo("well");
  }

  @Test
  void caller_interruptedWhileItsOwnLoaderRuns_failsTheFlight_andKeepsItsInterrupt() {
    Gate gate = new Gate();
    TestLoader loader = TestLoader.answering(gate::pass);
    CorralCache<String, String> cache = nodes.open(loader);
    AtomicBoolean stillInterrupted = new AtomicBoolean();
    CompletableFuture<String> result = new CompletableFuture<>();
    Thread caller =
        Nodes.threadFor(
            result,
            () -> {
              try {
                return cache.get("a");
              } finally {
                stillInterrupted.set(Thread.currentThread().isInterrupted());
              }
            });
    caller.start();
    gate.awaitArrival();
    caller.interrupt();

    assertThat(Nodes.failure(result)).isInstanceOf(CacheLoaderException.class);
    assertThat(stillInterrupted).isTrue();
    loader.now(key -> "well");
    assertThat(cache.get("a")).isEqualTo("well");
    nodes.areAtRest();
  }

  @Test
  void caller_interruptedWhileItFollows_leavesTheFlightToOthers() {
    Gate gate = new Gate();
    TestLoader loader = TestLoader.answering(gate::pass);
    CorralCache<String, String> cache = nodes.open(loader);
    CompletableFuture<String> leader = Nodes.inThread(() -> cache.get("a"));
    gate.awaitArrival();
    CompletableFuture<String> given = new CompletableFuture<>();
    Thread follower = Nodes.threadFor(given, () -> cache.get("a"));
    follower.start();
    Nodes.awaitFollowers(cache, 1);
    follower.interrupt();

    assertThat(Nodes.failure(given))
        .isInstanceOf(CorralException.class)
        .hasMessageContaining("nterrupted");
    assertThat(leader).isNotDone();
    gate.open();
    assertThat(Nodes.result(leader)).isEqualTo("a");
    assertThat(loader.count()).isEqualTo(1);
    nodes.areAtRest();
  }

  @Test
  void caller_interruptedWhileItWaitsForAnotherNode_leavesThatLoadAlone() {
    Gate gate = new Gate();
    CorralCache<String, String> there = nodes.open(TestLoader.answering(gate::pass));
    TestLoader own = TestLoader.answering(key -> "own");
    CorralCache<String, String> here = nodes.open(own);
    CompletableFuture<String> leader = Nodes.inThread(() -> there.get("a"));
    gate.awaitArrival();
    CompletableFuture<String> given = new CompletableFuture<>();
    Thread waiter = Nodes.threadFor(given, () -> here.get("a"));
    waiter.start();
    await().until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
    waiter.interrupt();

    assertThat(Nodes.failure(given)).isInstanceOf(CorralException.class);
    assertThat(own.count()).isZero();
    gate.open();
    assertThat(Nodes.result(leader)).isEqualTo("a");
    assertThat(here.get("a")).isEqualTo("a");
    nodes.areAtRest();
  }

  @Test
  void caller_interruptedWhileALimitedLoadRuns_leavesItToOthers() {
    Gate gate = new Gate();
    TestLoader loader = TestLoader.answering(gate::pass);
    CorralCache<String, String> cache =
        nodes.open(loader, options -> options.loadTimeout(Duration.ofMinutes(1)));
    CompletableFuture<String> given = new CompletableFuture<>();
    Thread caller = Nodes.threadFor(given, () -> cache.get("a"));
    caller.start();
    gate.awaitArrival();
    CompletableFuture<String> follower = Nodes.inThread(() -> cache.get("a"));
    Nodes.awaitFollowers(cache, 1);
    caller.interrupt();

    assertThat(Nodes.failure(given)).isInstanceOf(CorralException.class);
    gate.open();
    assertThat(Nodes.result(follower)).isEqualTo("a");
    assertThat(cache.get("a")).isEqualTo("a");
    assertThat(loader.count()).isEqualTo(1);
    nodes.areAtRest();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1m"})
  void loadThatAsksForItsOwnKey_failsAtOnce(String loadTimeout) {
    CompletableFuture<CorralCache<String, String>> self = new CompletableFuture<>();
    TestLoader loader = TestLoader.answering(key -> self.join().get(key));
    CorralCache<String, String> cache =
        nodes.open(loader, options -> options.setting("load-timeout", loadTimeout));
    self.complete(cache);

    assertThatThrownBy(() -> cache.get("a"))
        .isInstanceOf(CacheLoaderException.class)
        .hasStackTraceContaining("very same load");
    nodes.areAtRest();
    loader.now(key -> "well");
    assertThat(cache.get("a")).isEqualTo("well");
  }

  @Test
  void loadThatAsksForAnotherKey_getsIt() {
    CompletableFuture<CorralCache<String, String>> self = new CompletableFuture<>();
    TestLoader loader =
        TestLoader.answering(key -> key.equals("a") ? "a+" + self.join().get("b") : "b");
    CorralCache<String, String> cache = nodes.open(loader);
    self.complete(cache);

    assertThat(cache.get("a")).isEqualTo("a+b");
    assertThat(cache.containsKey("b")).isTrue();
    nodes.areAtRest();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1m"})
  void twoLoadsThatNeedEachOther_inOneJvm_endWithAClearFailure(String loadTimeout) {
    CompletableFuture<CorralCache<String, String>> self = new CompletableFuture<>();
    Gate both = new Gate();
    AtomicInteger arrived = new AtomicInteger();
    TestLoader loader =
        TestLoader.answering(
            key -> {
              if (arrived.incrementAndGet() == 2) {
                both.open();
              }
              both.pass();
              return self.join().get(key.equals("a") ? "b" : "a");
            });
    CorralCache<String, String> cache =
        nodes.open(loader, options -> options.setting("load-timeout", loadTimeout));
    self.complete(cache);
    CompletableFuture<String> a = Nodes.inThread(() -> cache.get("a"));
    CompletableFuture<String> b = Nodes.inThread(() -> cache.get("b"));

    assertThat(Nodes.failure(a)).hasStackTraceContaining("very same load");
    assertThat(Nodes.failure(b)).hasStackTraceContaining("very same load");
    nodes.areAtRest();
    loader.now(key -> "well");
    assertThat(cache.get("a")).isEqualTo("well");
  }

  @Test
  void twoLoadsThatNeedEachOther_onTwoNodes_waitNoLongerThanLoadWait() {
    List<CompletableFuture<CorralCache<String, String>>> caches =
        List.of(new CompletableFuture<>(), new CompletableFuture<>());
    Gate both = new Gate();
    AtomicInteger arrived = new AtomicInteger();
    for (int i = 0; i < 2; i++) {
      CompletableFuture<CorralCache<String, String>> own = caches.get(i);
      AtomicInteger depth = new AtomicInteger();
      TestLoader loader =
          TestLoader.answering(
              key -> {
                if (depth.incrementAndGet() > 1) {
                  return "inner " + key;
                }
                if (arrived.incrementAndGet() == 2) {
                  both.open();
                }
                both.pass();
                return "outer of " + own.join().get(key.equals("a") ? "b" : "a");
              });
      own.complete(nodes.open(loader, options -> options.loadWait(Duration.ofMillis(300))));
    }
    CompletableFuture<String> a = Nodes.inThread(() -> caches.get(0).join().get("a"));
    CompletableFuture<String> b = Nodes.inThread(() -> caches.get(1).join().get("b"));

    assertThat(List.of(Nodes.result(a), Nodes.result(b)))
        .allSatisfy(value -> assertThat(value).startsWith("outer of "));
    nodes.areAtRest();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void callerThatWaitedLongEnough_loadsForItself_andKeepsNothing(boolean sameNode) {
    Gate gate = new Gate();
    TestLoader first = TestLoader.answering(key -> gate.pass("first"));
    CorralCache<String, String> there =
        nodes.open(first, options -> options.loadWait(Duration.ofMillis(100)));
    CorralCache<String, String> here =
        sameNode
            ? there
            : nodes.open(
                TestLoader.answering(key -> "own"),
                options -> options.loadWait(Duration.ofMillis(100)));
    CompletableFuture<String> leader = Nodes.inThread(() -> there.get("a"));
    gate.awaitArrival();
    if (sameNode) {
      first.now(key -> "own");
    }

    assertThat(here.get("a")).isEqualTo("own");
    assertThat(here.containsKey("a")).isFalse();
    gate.open();
    assertThat(Nodes.result(leader)).isEqualTo("first");
    assertThat(here.get("a")).isEqualTo("first");
    nodes.areAtRest();
  }
}
