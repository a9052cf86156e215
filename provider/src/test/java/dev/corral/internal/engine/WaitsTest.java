package dev.corral.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WaitsTest {
  private static final ExecutorService EXECUTOR = Executors.newCachedThreadPool();
  private static final Duration LONG = Duration.ofMinutes(1);

  static Stream<Waits> both() {
    return Stream.of(Waits.blocking(EXECUTOR), Waits.async(EXECUTOR));
  }

  @AfterAll
  static void shutDown() {
    EXECUTOR.shutdownNow();
  }

  @ParameterizedTest
  @MethodSource("both")
  void wait_tellsWhetherTheFutureCompleted_howeverItDid(Waits waits) {
    CompletableFuture<String> never = new CompletableFuture<>();
    CompletableFuture<String> failed = CompletableFuture.failedFuture(new RuntimeException("no"));
    CompletableFuture<String> done = CompletableFuture.completedFuture("yes");

    assertThat(completes(waits, never, Duration.ofMillis(10))).isFalse();
    assertThat(never).isNotDone();
    assertThat(completes(waits, failed, LONG)).isTrue();
    assertThat(completes(waits, done, LONG)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("both")
  void wait_endsWhenTheFutureFailsMeanwhile(Waits waits) {
    CompletableFuture<String> future = new CompletableFuture<>();
    CompletableFuture<Boolean> waiting =
        CompletableFuture.supplyAsync(() -> completes(waits, future, LONG), EXECUTOR);
    future.completeExceptionally(new RuntimeException("no"));
    assertThat(waiting.join()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("both")
  void userCode_thatTakesTooLong_isInterrupted(Waits waits) {
    AtomicBoolean interrupted = new AtomicBoolean();
    CountDownLatch never = new CountDownLatch(1);
    assertThatThrownBy(
            () ->
                Stages.await(
                    Stages.call(
                        () ->
                            waits.call(
                                () -> {
                                  try {
                                    never.await();
                                  } catch (InterruptedException e) {
                                    interrupted.set(true);
                                  }
                                  return "late";
                                },
                                Optional.of(Duration.ofMillis(20)),
                                () -> new IllegalStateException("too long")))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("too long");
    await().untilTrue(interrupted);
  }

  @ParameterizedTest
  @MethodSource("both")
  void userCode_withinItsLimit_givesItsResultOrFailure(Waits waits) {
    assertThat(
            Stages.await(
                waits.call(() -> "1", Optional.of(LONG), () -> new RuntimeException("late"))))
        .isEqualTo("1");
    assertThatThrownBy(
            () ->
                Stages.await(
                    waits.call(
                        () -> {
                          throw new IllegalArgumentException("bad");
                        },
                        Optional.of(LONG),
                        () -> new RuntimeException("late"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void userCodeWithoutLimit_runsOnTheCallersThread_onlyWhereItBlocks() {
    Thread me = Thread.currentThread();
    assertThat(thread(Waits.blocking(EXECUTOR))).isSameAs(me);
    assertThat(thread(Waits.async(EXECUTOR))).isNotSameAs(me);
  }

  private static Thread thread(Waits waits) {
    return Stages.await(
        waits.call(Thread::currentThread, Optional.empty(), IllegalStateException::new));
  }

  @Test
  void interrupt_endsABlockingWait_andIsKept() {
    Waits waits = Waits.blocking(EXECUTOR);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> completes(waits, new CompletableFuture<>(), LONG))
        .isInstanceOf(CorralException.class)
        .hasMessageContaining("nterrupted");
    assertThat(Thread.interrupted()).isTrue();

    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Stages.await(waits.pause(LONG))).isInstanceOf(CorralException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  private static boolean completes(Waits waits, CompletableFuture<?> future, Duration timeout) {
    return Stages.await(waits.completes(future, timeout));
  }
}
