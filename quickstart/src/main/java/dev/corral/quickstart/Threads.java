package dev.corral.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** Runs the same thing on several threads at once. */
final class Threads {
  private Threads() {}

  /**
   * Runs it on so many threads, each with its number, and waits for all.
   *
   * @throws IllegalStateException if one of them failed
   */
  static void run(int threads, IntConsumer body) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int number = i;
        running.add(pool.submit(() -> body.accept(number)));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("A thread failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while threads ran", e);
    } finally {
      pool.shutdownNow();
    }
  }
}
