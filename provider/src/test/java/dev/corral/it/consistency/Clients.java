package dev.corral.it.consistency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Clients that do one step after the other, with a rest in between, all at the same time. A client
 * takes its steps one at a time, and each sees what the ones before did. A failure ends its client.
 */
final class Clients implements AutoCloseable {

  private final ScheduledExecutorService threads;
  private final List<ScheduledFuture<?>> running = new ArrayList<>();
  private final Semaphore steps;
  private final int count;

  private Clients(int count) {
    this.count = count;
    threads = Executors.newScheduledThreadPool(count);
    steps = new Semaphore(count);
  }

  static Clients start(List<? extends Runnable> steps, Duration rest) {
    Clients clients = new Clients(steps.size());
    for (Runnable step : steps) {
      clients.running.add(
          clients.threads.scheduleWithFixedDelay(
              () -> clients.unlessPaused(step), 0, rest.toNanos(), TimeUnit.NANOSECONDS));
    }
    return clients;
  }

  private void unlessPaused(Runnable step) {
    if (steps.tryAcquire()) {
      try {
        step.run();
      } finally {
        steps.release();
      }
    }
  }

  /** Lets all clients rest until {@link #resume()}; returns when steps under way are ended. */
  void pause() throws InterruptedException {
    steps.acquire(count);
  }

  /** Lets clients go on that rest. */
  void resume() {
    steps.release(count);
  }

  /**
   * Ends all clients after their step; what they did is visible to the caller then.
   *
   * @throws IllegalStateException if one has failed, or does not come to an end
   */
  void stop() throws InterruptedException {
    running.forEach(client -> client.cancel(false));
    threads.shutdown();
    if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("A client is stuck in its step");
    }
    for (ScheduledFuture<?> client : running) {
      if (!client.isCancelled()) {
        throwFailure(client);
      }
    }
  }

  private static void throwFailure(ScheduledFuture<?> client) throws InterruptedException {
    try {
      client.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("A client failed", e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
