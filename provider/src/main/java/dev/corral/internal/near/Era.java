package dev.corral.internal.near;

/**
 * The time from one drop of a shard's entries to the next: entries of an ended era are never
 * served. Ends all of them at the cost of one write. Its owner changes it under a lock; hits read
 * it without.
 */
final class Era {
  /** Further back than any reading of the clock that is still compared with it. */
  private static final long LONG_AGO_NANOS = Long.MAX_VALUE / 4;

  private final Partition partition;
  private volatile long servedUntilNanos;

  Era(Partition partition, long servedUntilNanos) {
    this.partition = partition;
    this.servedUntilNanos = servedUntilNanos;
  }

  Partition partition() {
    return partition;
  }

  boolean isServing(long nanos) {
    return servedUntilNanos - nanos > 0;
  }

  /** Serves on, at least until a moment. */
  void serveUntil(long nanos) {
    if (nanos - servedUntilNanos > 0) {
      servedUntilNanos = nanos;
    }
  }

  /** Ends it; the next one goes on serving as long as this one would have. */
  Era next() {
    long until = servedUntilNanos;
    servedUntilNanos = until - LONG_AGO_NANOS;
    return new Era(partition, until);
  }
}
