package dev.corral.quickstart;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntConsumer;

/** How long some runs of the same thing took. Immutable. */
final class Latencies {
  private final long[] sortedNanos;

  private Latencies(long[] sortedNanos) {
    this.sortedNanos = sortedNanos;
  }

  /**
   * Of given times.
   *
   * @throws IllegalArgumentException if there are none
   */
  static Latencies of(long... nanos) {
    if (nanos.length == 0) {
      throw new IllegalArgumentException("No times, no latencies");
    }
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Latencies(sorted);
  }

  /** Runs something so many times, one after the other, and takes the time of each. */
  static Latencies measure(int times, IntConsumer run) {
    long[] nanos = new long[times];
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      run.accept(i);
      nanos[i] = System.nanoTime() - start;
    }
    return of(nanos);
  }

  int count() {
    return sortedNanos.length;
  }

  /** The least time that so many percent of the runs did not exceed. */
  long percentile(int percent) {
    long rank = (percent * (long) sortedNanos.length + 99) / 100;
    return sortedNanos[(int) Math.max(rank, 1) - 1];
  }

  /** In milliseconds, with as many digits as a reader wants. */
  static String show(long nanos) {
    double millis = nanos / 1e6;
    return String.format(Locale.ROOT, millis < 10 ? "%.2f ms" : "%.0f ms", millis);
  }
}
