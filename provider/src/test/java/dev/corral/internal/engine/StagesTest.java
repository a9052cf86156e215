package dev.corral.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class StagesTest {

  @Test
  void until_repeatsCompleteStepsWithoutDeepCalls() {
    int[] steps = {0};
    int result =
        Stages.await(
            Stages.until(
                () -> Stages.done(++steps[0] < 1_000_000 ? Optional.empty() : Optional.of(7))));
    assertThat(result).isEqualTo(7);
    assertThat(steps[0]).isEqualTo(1_000_000);
  }

  @Test
  void until_goesOnWhenAStepCompletesLater() {
    List<CompletableFuture<Optional<String>>> steps = new ArrayList<>();
    CompletableFuture<String> result =
        Stages.until(
                () -> {
                  CompletableFuture<Optional<String>> step = new CompletableFuture<>();
                  steps.add(step);
                  return step;
                })
            .toCompletableFuture();
    steps.get(0).complete(Optional.empty());
    assertThat(steps).hasSize(2);
    assertThat(result).isNotDone();
    steps.get(1).complete(Optional.of("done"));
    assertThat(result).isCompletedWithValue("done");
    assertThat(steps).hasSize(2);
  }

  @Test
  void until_failsWithItsStep_thrownOrReturned() {
    IllegalStateException failure = new IllegalStateException("step");
    assertThatThrownBy(
            () ->
                Stages.await(
                    Stages.until(
                        () -> {
                          throw failure;
                        })))
        .isSameAs(failure);
    assertThatThrownBy(
            () -> Stages.await(Stages.until(() -> CompletableFuture.failedFuture(failure))))
        .isSameAs(failure);
  }

  @Test
  void finallyDo_cleansUp_andKeepsTheFirstFailure() {
    List<String> done = new ArrayList<>();
    String result =
        Stages.await(
            Stages.finallyDo(
                () -> Stages.done("result"),
                () -> {
                  done.add("cleaned");
                  return Stages.nothing();
                }));
    assertThat(result).isEqualTo("result");
    assertThat(done).containsExactly("cleaned");
    IllegalStateException body = new IllegalStateException("body");
    IllegalArgumentException cleanUp = new IllegalArgumentException("clean-up");
    assertThatThrownBy(
            () ->
                Stages.await(
                    Stages.finallyDo(
                        () -> {
                          throw body;
                        },
                        () -> {
                          throw cleanUp;
                        })))
        .isSameAs(body)
        .hasSuppressedException(cleanUp);
    assertThatThrownBy(
            () ->
                Stages.await(
                    Stages.finallyDo(
                        () -> Stages.done("result"),
                        () -> CompletableFuture.failedFuture(cleanUp))))
        .isSameAs(cleanUp);
  }

  @Test
  void finallyDo_doesNotSuppressAFailureWithItself() {
    IllegalStateException same = new IllegalStateException("same");
    assertThatThrownBy(
            () ->
                Stages.await(
                    Stages.finallyDo(
                        () -> CompletableFuture.failedFuture(same),
                        () -> CompletableFuture.failedFuture(same))))
        .isSameAs(same)
        .hasNoSuppressedExceptions();
  }

  @Test
  void all_keepsTheOrder_andWaitsForAllBeforeItFails() {
    CompletableFuture<Integer> slow = new CompletableFuture<>();
    CompletableFuture<List<Integer>> all =
        Stages.all(List.of(slow, Stages.done(2))).toCompletableFuture();
    assertThat(all).isNotDone();
    slow.complete(1);
    assertThat(all).isCompletedWithValue(List.of(1, 2));
    CompletableFuture<Integer> last = new CompletableFuture<>();
    CompletableFuture<List<Integer>> failing =
        Stages.all(List.of(CompletableFuture.<Integer>failedFuture(new Error("x")), last))
            .toCompletableFuture();
    assertThat(failing).isNotDone();
    last.complete(1);
    assertThat(failing).isCompletedExceptionally();
  }

  @Test
  void await_throwsWhatTheStageFailedWith() {
    Exception checked = new Exception("checked");
    assertThatThrownBy(() -> Stages.await(CompletableFuture.failedFuture(checked)))
        .isSameAs(checked);
    assertThat(Stages.unwrap(new CompletionException(new ExecutionException(checked))))
        .isSameAs(checked);
  }
}
