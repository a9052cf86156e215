package dev.corral.internal.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
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
  /**
   * Waits for a future.
   *
   * @param timeout the longest wait
   * @param onTimeout what the stage fails with then
   */
  CompletionStage<Void> until(
      CompletableFuture<Void> future, Duration timeout, Supplier<RuntimeException> onTimeout);

  /** Lets some time pass. */
  CompletionStage<Void> pause(Duration time);

  /** Waits on the caller's thread. */
  static Waits blocking() {
    return new Blocking();
  }

  /** Waits without a thread and goes on on the executor. */
  static Waits async(Executor executor) {
    return new Async(executor);
  }

  /** Waits on the caller's thread. */
  record Blocking() implements Waits {
    @Override
    public CompletionStage<Void> until(
        CompletableFuture<Void> future, Duration timeout, Supplier<RuntimeException> onTimeout) {
      try {
        if (!future.isDone()) {
          future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        }
        return CompletableFuture.completedFuture(null);
      } catch (TimeoutException e) {
        return CompletableFuture.failedFuture(onTimeout.get());
      } catch (InterruptedException e) {
        return interrupted(e);
      } catch (ExecutionException e) {
        return CompletableFuture.failedFuture(e.getCause() == null ? e : e.getCause());
      }
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

    private static CompletionStage<Void> interrupted(InterruptedException e) {
      Thread.currentThread().interrupt();
      return CompletableFuture.failedFuture(
          new dev.corral.CorralException(
              "Interrupted while waiting for another holder of a key", e));
    }
  }

  /** Waits without a thread. */
  record Async(Executor executor) implements Waits {
    @Override
    public CompletionStage<Void> until(
        CompletableFuture<Void> future, Duration timeout, Supplier<RuntimeException> onTimeout) {
      if (future.isDone()) {
        return future;
      }
      return future
          .copy()
          .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
          .handleAsync(
              (done, failure) -> {
                if (failure instanceof TimeoutException) {
                  throw onTimeout.get();
                }
                if (failure != null) {
                  throw new CompletionException(failure);
                }
                return null;
              },
              executor);
    }

    @Override
    public CompletionStage<Void> pause(Duration time) {
      return CompletableFuture.runAsync(
          () -> {},
          CompletableFuture.delayedExecutor(time.toNanos(), TimeUnit.NANOSECONDS, executor));
    }
  }
}
