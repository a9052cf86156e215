package dev.corral.internal.jcache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs many short tasks on few threads, and bears tasks that are not short.
 *
 * <p>Where tasks wait and for 10 ms none has begun, all threads are held up: there come to be twice
 * as many, and twice as many again, until something moves. So tasks may wait for others that come
 * after them. Threads beyond the usual number, and any that are idle for 10 s, end. Thread-safe.
 */
final class GrowingExecutor implements Executor, AutoCloseable {
  private static final long STALLED_MILLIS = 10;
  private static final long IDLE_SECONDS = 10;

  private final int usual;
  private final ThreadPoolExecutor pool;
  private final Executor later =
      CompletableFuture.delayedExecutor(STALLED_MILLIS, TimeUnit.MILLISECONDS, Runnable::run);
  private final AtomicLong begun = new AtomicLong();
  private final AtomicBoolean watched = new AtomicBoolean();

  /**
   * Makes one.
   *
   * @param usual how many threads are enough where no task blocks
   * @param threads makes them
   */
  GrowingExecutor(int usual, ThreadFactory threads) {
    this.usual = usual;
    this.pool =
        new ThreadPoolExecutor(
            usual, usual, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    pool.allowCoreThreadTimeOut(true);
  }

  /**
   * Runs a task soon.
   *
   * @throws java.util.concurrent.RejectedExecutionException once this is closed
   */
  @Override
  public void execute(Runnable task) {
    pool.execute(
        () -> {
          begun.incrementAndGet();
          task.run();
        });
    watch();
  }

  private void watch() {
    if (!pool.getQueue().isEmpty() && watched.compareAndSet(false, true)) {
      lookAgain(begun.get());
    }
  }

  private void lookAgain(long begunBefore) {
    later.execute(() -> look(begunBefore));
  }

  private void look(long begunBefore) {
    if (pool.getQueue().isEmpty()) {
      resize(usual);
      watched.set(false);
      // What came before that was set did not see to it.
      watch();
      return;
    }
    long now = begun.get();
    try {
      if (now == begunBefore) {
        resize(2 * Math.max(usual, pool.getPoolSize()));
      }
    } finally {
      // Also where there are no more threads to be had just now.
      lookAgain(now);
    }
  }

  private void resize(int size) {
    if (size > pool.getCorePoolSize()) {
      pool.setMaximumPoolSize(size);
      pool.setCorePoolSize(size);
    } else if (size < pool.getCorePoolSize()) {
      pool.setCorePoolSize(size);
      pool.setMaximumPoolSize(size);
    }
  }

  /** Runs what was accepted, and accepts no more. */
  @Override
  public void close() {
    pool.shutdown();
  }
}
