package dev.corral.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What several rounds measured.
 *
 * @param sorted one figure of each round, the smallest first
 */
record Figures(double[] sorted) {
  static Figures of(List<Double> rounds) {
    return new Figures(rounds.stream().mapToDouble(Double::doubleValue).sorted().toArray());
  }

  double median() {
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** The median with the smallest and the largest figure. */
  String spread(String format) {
    return String.format(
        Locale.ROOT,
        format + " (" + format + " to " + format + ")",
        median(),
        sorted[0],
        sorted[sorted.length - 1]);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Figures figures && Arrays.equals(sorted, figures.sorted);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sorted);
  }

  @Override
  public String toString() {
    return spread("%.2f");
  }
}
