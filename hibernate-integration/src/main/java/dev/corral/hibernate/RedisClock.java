package dev.corral.hibernate;

import dev.corral.CorralCacheManager;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Time by Redis's clock, in microseconds since 1970, the same for all nodes.
 *
 * <p>When something was changed is asked of the server; when a transaction began is estimated, and
 * the estimate is never late: a transaction that seems to have begun earlier than it did may cache
 * less, never something older. Thread-safe; only {@link #now} goes to Redis.
 */
final class RedisClock {
  /** Two clocks drift apart by at most 200 ppm, twice what a bad quartz does. */
  private static final long DRIFT_DIVISOR = 5_000;

  private static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The server's time, read between two moments of this JVM's monotonic clock. */
  private record Sample(long micros, long sentNanos, long receivedNanos) {
    long atLeast() {
      long since = (System.nanoTime() - receivedNanos) / 1000;
      return micros + since - since / DRIFT_DIVISOR;
    }

    long atMost() {
      long since = (System.nanoTime() - sentNanos) / 1000;
      return micros + since + since / DRIFT_DIVISOR + 1;
    }
  }

  private final CorralCacheManager manager;
  private final AtomicLong last = new AtomicLong();
  private final AtomicLong passed = new AtomicLong();
  private volatile @Nullable Sample sample;

  RedisClock(CorralCacheManager manager) {
    this.manager = manager;
  }

  /** The time now, later than all that this method said before. */
  long now() {
    long sent = System.nanoTime();
    long micros = manager.serverTime();
    Sample read = new Sample(micros, sent, System.nanoTime());
    if (read.atMost() < passed.get()) {
      // The server's clock was set back, or it is another server.
      passed.set(0);
    }
    sample = read;
    return last.accumulateAndGet(micros, (before, asked) -> Math.max(before + 1, asked));
  }

  /** Whether an estimate would be much too early. */
  boolean isStale() {
    Sample latest = sample;
    return latest == null || System.nanoTime() - latest.receivedNanos() > MAX_AGE_NANOS;
  }

  /** A time that has passed already; 0 if the server was never asked. */
  long atLeast() {
    Sample latest = sample;
    return latest == null ? 0 : passed.accumulateAndGet(latest.atLeast(), Math::max);
  }

  /** A time that has not passed yet; by this machine's clock if the server was never asked. */
  long atMost() {
    Sample latest = sample;
    return latest == null
        ? TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis())
        : latest.atMost();
  }
}
