package dev.corral.quickstart;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What the slow query waits for, a function of the database: 200 ms for each query, and no more
 * than 24 queries at a time; the others queue. It runs in the database's JVM, so it sees the loads
 * of all nodes. Thread-safe.
 */
public final class SlowDisk {
  static final int AT_A_TIME = 24;
  static final long READ_MILLIS = 200;

  private static final Semaphore HEADS = new Semaphore(AT_A_TIME, true);
  private static final Queue<Long> ARRIVALS = new ConcurrentLinkedQueue<>();

  private SlowDisk() {}

  /** One read, which the database calls. */
  public static int read() {
    ARRIVALS.add(System.currentTimeMillis());
    HEADS.acquireUninterruptibly();
    try {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(READ_MILLIS);
      for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    } finally {
      HEADS.release();
    }
    return 1;
  }

  /** When queries arrived, in ms since 1970, from a moment on. */
  static List<Long> arrivalsSince(long millis) {
    return ARRIVALS.stream().filter(arrival -> arrival >= millis).sorted().toList();
  }
}
