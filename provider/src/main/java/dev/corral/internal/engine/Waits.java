package dev.corral.internal.engine;

import dev.corral.CorralException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * How an operation waits: on the caller's thread, or without one.
 *
 * <p>Each wait is bounded. The blocking kind returns completed stages, so that the operation goes
 * on where it began; the asynchronous kind goes on on its executor.
 */
public sealed interface Waits {
  /** Waits for a future; whether it completed in time. */
  CompletionStage<Boolean> completes(CompletableFuture<?> future, Duration timeout);

  /**
   * Runs user code.
   *
   * @param timeout after which it is interrupted; empty for no limit
   * @param onTimeout what the stage fails with then
   */
  <T> CompletionStage<T> call(
      Supplier<T> userCode, Optional<Duration> timeout, Supplier<RuntimeException> onTimeout);

  /**
   * Runs user code that is asynchronous itself, and goes on elsewhere than on the thread on which
   * it ends.
   *
   * @param timeout after which it is cancelled; empty for no limit
   * @param onTimeout what the stage fails with then
   */
  default <T> CompletionStage<T> compose(
      Supplier<CompletionStage<T>> userCode,
      Optional<Duration> timeout,
      Supplier<RuntimeException> onTimeout) {
    return call(userCode, Optional.empty(), onTimeout)
        .thenCompose(
            stage ->
                timeout.isEmpty()
                    ? stage
                    : limited(this, stage.toCompletableFuture(), timeout.get(), onTimeout))
        .handleAsync(Stages::orThrow, executor());
  }

  /** Where what is asynchronous goes on. */
  ExecutorService executor();

  /** Whether it is the caller's thread that waits. */
  boolean blocks();

  /** Lets some time pass. */
  CompletionStage<Void> pause(Duration time);

  /** Waits on the caller's thread; only code with a limit runs on the executor. */
  static Waits blocking(ExecutorService executor) {
    return new Blocking(executor);
  }

  /** Waits without a thread and goes on on the executor. */
  static Waits async(ExecutorService executor) {
    return new Async(executor);
  }

  /** Starts user code on an executor; the future's cancellation interrupts it. */
  private static <T> CompletableFuture<T> start(ExecutorService executor, Supplier<T> userCode) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Future<?> task =
        executor.submit(
            () -> {
              try {
                result.complete(userCode.get());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    result.whenComplete(
        (value, failure) -> {
          if (failure instanceof CancellationException) {
            task.cancel(true);
          }
        });
    return result;
  }

  private static <T> CompletionStage<T> limited(
      Waits waits,
      CompletableFuture<T> result,
      Duration timeout,
      Supplier<RuntimeException> onTimeout) {
    return waits
        .completes(result, timeout)
        .thenCompose(
            completed -> {
              if (!completed && result.cancel(true)) {
                throw onTimeout.get();
              }
              return result;
            });
  }

  /** Waits on the caller's thread. */
  record Blocking(ExecutorService executor) implements Waits {
    @Override
    public boolean blocks() {
      return true;
    }

    @Override
    public CompletionStage<Boolean> completes(CompletableFuture<?> future, Duration timeout) {
      try {
        if (!future.isDone()) {
          future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        }
        return CompletableFuture.completedFuture(true);
      } catch (TimeoutException e) {
        return CompletableFuture.completedFuture(false);
      } catch (InterruptedException e) {
        return interrupted(e);
      } catch (ExecutionException | CancellationException e) {
        return CompletableFuture.completedFuture(true);
      }
    }

    @Override
    public <T> CompletionStage<T> call(
        Supplier<T> userCode, Optional<Duration> timeout, Supplier<RuntimeException> onTimeout) {
      return timeout.isEmpty()
          ? CompletableFuture.completedFuture(userCode.get())
          : limited(this, start(executor, userCode), timeout.get(), onTimeout);
    }

    @Override
    public CompletionStage<Void> pause(Duration time) {
      try {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
        return CompletableFuture.completedFuture(null);
      } catch (InterruptedException e) {
        return interrupted(e);
      }
    }

    private static <T> CompletionStage<T> interrupted(InterruptedException e) {
      Thread.currentThread().interrupt();
      return CompletableFuture.failedFuture(
          new CorralException("Interrupted while waiting for another operation on a key", e));
    }
  }

  /** Waits without a thread. */
  record Async(ExecutorService executor) implements Waits {
    @Override
    public boolean blocks() {
      return false;
    }

    @Override
    public CompletionStage<Boolean> completes(CompletableFuture<?> future, Duration timeout) {
      if (future.isDone()) {
        return CompletableFuture.completedFuture(true);
      }
      return future
          .copy()
          .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
          .handleAsync((done, failure) -> !(failure instanceof TimeoutException), executor);
    }

    @Override
    public <T> CompletionStage<T> call(
        Supplier<T> userCode, Optional<Duration> timeout, Supplier<RuntimeException> onTimeout) {
      CompletableFuture<T> result = start(executor, userCode);
      return timeout.isEmpty() ? result : limited(this, result, timeout.get(), onTimeout);
    }

    @Override
    public CompletionStage<Void> pause(Duration time) {
      return CompletableFuture.runAsync(
          () -> {},
          CompletableFuture.delayedExecutor(time.toNanos(), TimeUnit.NANOSECONDS, executor));
    }
  }
}
