package dev.corral.internal.near;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts hits, and picks one in sixteen of them for a closer look. Thread-safe; threads rarely
 * write to the same cache line.
 */
final class HitCounter {
  /** Longs between two counts: two cache lines, which processors fetch together. */
  private static final int STRIDE = 16;

  private static final int MOST_COUNTS = 64;
  private static final long SAMPLED = 16;

  private final AtomicLongArray counts;
  private final int mask;

  HitCounter() {
    int wanted = Math.min(MOST_COUNTS, 4 * Runtime.getRuntime().availableProcessors());
    this.mask = Integer.highestOneBit(wanted) - 1;
    this.counts = new AtomicLongArray((mask + 1) * STRIDE);
  }

  /** Counts one; true for the first of each sixteen. */
  boolean add() {
    int mine = (int) Thread.currentThread().getId() & mask;
    return counts.getAndIncrement(mine * STRIDE) % SAMPLED == 0;
  }

  /** How many there were. */
  long sum() {
    long sum = 0;
    for (int i = 0; i <= mask; i++) {
      sum += counts.get(i * STRIDE);
    }
    return sum;
  }

  void clear() {
    for (int i = 0; i <= mask; i++) {
      counts.set(i * STRIDE, 0);
    }
  }
}
