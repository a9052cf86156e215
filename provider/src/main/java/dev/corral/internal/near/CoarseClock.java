package dev.corral.internal.near;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * This JVM's monotonic clock for those who ask often: to read it is to read a field, where {@link
 * System#nanoTime()} costs about as much as a whole hit in the near cache.
 *
 * <p>Behind by a tick at most, unless the JVM or the thread that ticks stood still; never ahead.
 * Who can't bear that asks for a {@link #refresh}. Thread-safe.
 */
public final class CoarseClock {
  private static final long TICK_MILLIS = 10;

  /** Who asks for less than this does not write, so that processors can share what they read. */
  private static final long GRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final ScheduledExecutorService scheduler;
  private final AtomicBoolean ticking = new AtomicBoolean();
  private volatile long nanos = System.nanoTime();

  /**
   * Makes a clock that stands still until it is started.
   *
   * @param scheduler runs the ticks, which end with it
   */
  public CoarseClock(ScheduledExecutorService scheduler) {
    this.scheduler = scheduler;
  }

  /** Begins to tick, if it does not yet. */
  public void start() {
    if (ticking.compareAndSet(false, true)) {
      scheduler.scheduleWithFixedDelay(this::refresh, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** A moment ago, as by {@link System#nanoTime()}. */
  long nanos() {
    return nanos;
  }

  /** Now; sets the clock, if it is behind by more than a millisecond. */
  long refresh() {
    long now = System.nanoTime();
    if (now - nanos > GRAIN_NANOS) {
      nanos = now;
    }
    return now;
  }
}
