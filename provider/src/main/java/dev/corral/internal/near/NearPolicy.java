package dev.corral.internal.near;

import java.time.Duration;

/**
 * The bounds of a near cache.
 *
 * @param maximum how many entries, or bytes of keys and values
 * @param byWeight whether the maximum is in bytes
 * @param lifetime how long an entry is served at most
 * @param bound how long, at most, an entry is served after it was overwritten, even if messages are
 *     lost
 * @param tracked whether the server tells of changes that no message tells of
 */
public record NearPolicy(
    long maximum, boolean byWeight, Duration lifetime, Duration bound, boolean tracked) {
  /** Long enough to be forever, and short enough to be added to any moment. */
  static final long LONGEST_NANOS = Long.MAX_VALUE / 4;

  long lifetimeNanos() {
    return lifetime.compareTo(Duration.ofNanos(LONGEST_NANOS)) < 0
        ? lifetime.toNanos()
        : LONGEST_NANOS;
  }
}
