package dev.corral.internal.near;

/**
 * Picks one in about sixty-four hits for a closer look. Threads rarely write to the same cache
 * line. Two that do, at the same moment, may count one hit for two: that is why this costs little,
 * and counts nothing else. Else thread-safe.
 */
final class HitSampler {
  /** Counts between those of two threads: two cache lines, which processors fetch together. */
  private static final int STRIDE = 32;

  /** Many, lest two of few busy threads meet: a power of two. */
  private static final int THREADS = 64;

  /** A power of two. */
  private static final int SAMPLED = 64;

  private final int[] counts = new int[THREADS * STRIDE];

  /** True for the first of each sixty-four. */
  boolean isNext() {
    // In a local, its length is known to bound the index.
    int[] all = counts;
    int mine = (int) Thread.currentThread().getId() * STRIDE & all.length - 1;
    int count = all[mine];
    all[mine] = count + 1;
    return (count & SAMPLED - 1) == 0;
  }
}
