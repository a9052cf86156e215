package dev.corral.internal.near;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Picks one in about sixteen hits for a closer look. Thread-safe; threads rarely write to the same
 * cache line. Two threads that do, at the same moment, may count one hit for two: that is why this
 * costs next to nothing, and counts nothing else.
 */
final class HitSampler {
  /** Longs between two counts: two cache lines, which processors fetch together. */
  private static final int STRIDE = 16;

  /** Many, lest two of few busy threads meet: a power of two. */
  private static final int COUNTS = 64;

  private static final long SAMPLED = 16;

  private final AtomicLongArray counts = new AtomicLongArray(COUNTS * STRIDE);

  /** True for the first of each sixteen. */
  boolean isNext() {
    int mine = ((int) Thread.currentThread().getId() & (COUNTS - 1)) * STRIDE;
    long count = counts.getOpaque(mine);
    counts.setOpaque(mine, count + 1);
    return count % SAMPLED == 0;
  }
}
