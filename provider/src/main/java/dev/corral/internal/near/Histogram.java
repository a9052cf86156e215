package dev.corral.internal.near;

import java.util.concurrent.atomic.LongAdder;

/** Counts durations by powers of two of a microsecond. Thread-safe; adding costs one increment. */
final class Histogram {
  private static final int BUCKETS = 40;

  private final LongAdder[] counts = new LongAdder[BUCKETS];

  Histogram() {
    for (int i = 0; i < BUCKETS; i++) {
      counts[i] = new LongAdder();
    }
  }

  /** Counts a duration in microseconds; a negative one counts as none. */
  void add(long micros) {
    counts[Math.min(BUCKETS - 1, Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, micros)))]
        .increment();
  }

  /** The number of durations per bucket; the i-th is of those under 2^i microseconds. */
  long[] snapshot() {
    long[] sums = new long[BUCKETS];
    for (int i = 0; i < BUCKETS; i++) {
      sums[i] = counts[i].sum();
    }
    return sums;
  }

  void clear() {
    for (LongAdder count : counts) {
      count.reset();
    }
  }
}
