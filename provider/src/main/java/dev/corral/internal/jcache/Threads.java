package dev.corral.internal.jcache;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of a cache manager; all are daemons.
 *
 * @param waiting runs what may block: user code, and what has to be asked of Redis again
 * @param replies runs what follows the replies of asynchronous operations
 * @param scheduler runs what is periodic
 */
record Threads(ExecutorService waiting, GrowingExecutor replies, ScheduledExecutorService scheduler)
    implements AutoCloseable {
  static Threads start() {
    ScheduledThreadPoolExecutor scheduler =
        new ScheduledThreadPoolExecutor(1, named("corral-maintenance"));
    scheduler.setRemoveOnCancelPolicy(true);
    return new Threads(
        Executors.newCachedThreadPool(named("corral-async")),
        new GrowingExecutor(Runtime.getRuntime().availableProcessors(), named("corral-replies")),
        scheduler);
  }

  private static ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Runs what was accepted, but nothing periodic, and accepts no more. */
  @Override
  public void close() {
    scheduler.shutdownNow();
    waiting.shutdown();
    replies.close();
  }
}
