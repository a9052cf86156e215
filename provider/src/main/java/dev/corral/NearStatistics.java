package dev.corral;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/**
 * What happened in a cache's near cache on this node, since it was opened or its statistics were
 * cleared. The counts are not a snapshot of one moment.
 *
 * @param hits reads that were answered from the near cache; counted while the cache's statistics
 *     are enabled
 * @param misses keys that were looked for in vain and then read from Redis; counted while the
 *     cache's statistics are enabled
 * @param messages what was sent to and heard from other nodes
 * @param repairs what was done because messages were, or might have been, lost
 * @param ageOfHits how long ago the values that were served had been read; of about one hit in
 *     sixty-four
 */
public record NearStatistics(
    long hits, long misses, Messages messages, Repairs repairs, Durations ageOfHits) {
  /** A cache without a near cache. */
  public static final NearStatistics NONE =
      new NearStatistics(
          0,
          0,
          new Messages(0, 0, 0, 0, new Durations(new long[0])),
          new Repairs(0, 0, Map.of()),
          new Durations(new long[0]));

  /**
   * Invalidation messages.
   *
   * @param sent changes that this node made, each of which sent one
   * @param received messages heard, this node's own among them
   * @param own those of them that told of this node's own changes, which it does not read back
   * @param invalidated entries that a message removed
   * @param lag how long after the change the message was heard
   */
  public record Messages(long sent, long received, long own, long invalidated, Durations lag) {}

  /**
   * Repairs.
   *
   * @param checks how often a shard was compared with Redis
   * @param refusedFills values that were read but not kept, because something may have changed
   *     meanwhile
   * @param drops how often all entries of a shard were dropped, by reason
   */
  public record Repairs(long checks, long refusedFills, Map<String, Long> drops) {
    /** Makes an immutable copy. */
    public Repairs {
      drops = Map.copyOf(drops);
    }
  }

  /** Durations, counted by powers of two of a microsecond. */
  public static final class Durations {
    private final long[] counts;

    /**
     * Makes a histogram.
     *
     * @param counts how many there were; the i-th number is of those under 2^i microseconds and not
     *     under 2^(i-1)
     */
    public Durations(long[] counts) {
      this.counts = counts.clone();
    }

    /** How many there were. */
    public long count() {
      return Arrays.stream(counts).sum();
    }

    /**
     * A bound that this fraction of them stayed under; exact to a factor of two. Zero if there were
     * none.
     *
     * @param fraction from 0 to 1; 0.99 for the 99th percentile
     */
    public Duration percentile(double fraction) {
      long rank = (long) Math.ceil(fraction * count());
      long seen = 0;
      for (int i = 0; i < counts.length; i++) {
        seen += counts[i];
        if (seen >= rank && seen > 0) {
          return Duration.ofNanos((1L << i) * 1000);
        }
      }
      return Duration.ZERO;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Durations that && Arrays.equals(counts, that.counts);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
      return count() + ", half under " + percentile(0.5) + ", 99% under " + percentile(0.99);
    }
  }
}
