package dev.corral.internal.redis;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * An estimate of one Redis server's time: the offset of its clock to this JVM's monotonic clock.
 *
 * <p>A sample taken in a round trip is off by at most half of it. The best sample is kept; its
 * error grows with its age, so that a fresh one replaces it in time. Thread-safe; never blocks.
 */
final class ServerClock {
  /** How far two clocks may drift apart: 200 ppm, twice what a bad quartz does. */
  private static final long DRIFT_DIVISOR = 5_000;

  private static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private record Sample(long offsetMicros, long errorNanos, long takenNanos) {
    long errorAt(long nanos) {
      return errorNanos + (nanos - takenNanos) / DRIFT_DIVISOR;
    }
  }

  private final LongSupplier nanoTime;
  private volatile Sample best = new Sample(0, Long.MAX_VALUE / 2, 0);
  private volatile boolean known;

  ServerClock(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Whether a sample should be taken with the next command. */
  boolean isStale() {
    return !known || nanoTime.getAsLong() - best.takenNanos() > MAX_AGE_NANOS;
  }

  /** Forgets what is known, as after a reconnect: it may be another server. */
  void reset() {
    known = false;
  }

  /** Takes a sample: {@code serverMicros} was read between the two moments. */
  void sample(long sentNanos, long receivedNanos, long serverMicros) {
    long error = (receivedNanos - sentNanos) / 2;
    long middleMicros = TimeUnit.NANOSECONDS.toMicros(sentNanos + error);
    if (isStale() || error <= best.errorAt(receivedNanos)) {
      best = new Sample(serverMicros - middleMicros, error, receivedNanos);
      known = true;
    }
  }

  /** The server's time in ms since 1970. */
  long millis() {
    return microsAt(nanoTime.getAsLong()) / 1000;
  }

  /** The server's time at a moment of this JVM's monotonic clock, in microseconds since 1970. */
  long microsAt(long nanos) {
    return nanos / 1000 + best.offsetMicros();
  }

  /** By how much {@link #millis()} may be off, in nanoseconds. */
  long errorNanos() {
    return best.errorAt(nanoTime.getAsLong());
  }
}
