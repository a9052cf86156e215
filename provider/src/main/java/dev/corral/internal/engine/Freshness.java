package dev.corral.internal.engine;

import dev.corral.internal.store.StoredRecord;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Decides what the age of a value means. Pure: time and chance are parameters.
 *
 * <p>Early expiry is XFetch of Vattani, Chierichetti and Lowenstein, "Optimal Probabilistic Cache
 * Stampede Prevention", VLDB 2015: a value that took {@code cost} to load is refreshed ahead of its
 * expiry when {@code now - cost * beta * ln(random) >= expiry}.
 *
 * @param beta greater values refresh earlier; 0 never does
 * @param whileRevalidate how long after its expiry a value is served while it is refreshed
 * @param ifError how long after its expiry a value is served when its load fails
 * @param retry for how long a value is served after a failed load before it is loaded again
 */
public record Freshness(double beta, Duration whileRevalidate, Duration ifError, Duration retry) {
  /** What is to be done with a value. */
  enum Verdict {
    /** Serve it. */
    FRESH,
    /** Serve it, and refresh it: it has not expired, but will soon. */
    EARLY,
    /** Serve it, and refresh it: it has expired. */
    STALE,
    /** Load; serve it if that fails. */
    FALLBACK,
    /** Load. */
    GONE
  }

  /** More than {@code -ln(1 - random)} ever is for a random double, a multiple of 2^-53 below 1. */
  private static final double MOST_LUCK = 37;

  /** How long an expired record must stay readable, in ms. */
  public long graceMillis() {
    return Math.max(whileRevalidate.toMillis(), ifError.toMillis());
  }

  /**
   * The verdict on a record.
   *
   * @param record alive or expired
   * @param now the server's time, in ms since 1970
   * @param random gives numbers evenly from 0 to 1
   */
  Verdict of(StoredRecord record, long now, DoubleSupplier random) {
    long left = record.expiryMillis() - now;
    if (left > 0) {
      return isEarly(left, record.costMicros() / 1000.0, random) ? Verdict.EARLY : Verdict.FRESH;
    }
    if (-left < whileRevalidate.toMillis()) {
      return Verdict.STALE;
    }
    return -left < ifError.toMillis() ? Verdict.FALLBACK : Verdict.GONE;
  }

  /** Whether a value that has not expired is to be refreshed already. */
  boolean isEarly(long leftMillis, double costMillis, DoubleSupplier random) {
    if (beta == 0 || costMillis == 0 || leftMillis > costMillis * beta * MOST_LUCK) {
      return false;
    }
    double chance = 1 - random.getAsDouble();
    return -costMillis * beta * Math.log(chance) >= leftMillis;
  }
}
