package dev.corral.benchmarks;

import java.util.List;
import java.util.Locale;

/** Runs all benchmarks, or those whose names are given. */
public final class Benchmarks {
  private enum Name {
    STAMPEDE,
    NEAR_HITS,
    INVALIDATION_LAG,
    THROUGHPUT
  }

  private Benchmarks() {}

  /**
   * Runs benchmarks one after the other.
   *
   * @param args how many rounds those that are made of rounds have; then names, as {@code
   *     near-hits}, or {@code all}
   */
  public static void main(String[] args) throws Exception {
    int rounds = Integer.parseInt(args[0]);
    for (Name name : names(List.of(args).subList(1, args.length))) {
      switch (name) {
        case STAMPEDE -> StampedeBenchmark.main(new String[0]);
        case NEAR_HITS -> new NearHitsBenchmark(rounds).run();
        case INVALIDATION_LAG -> new LagBenchmark(rounds).run();
        case THROUGHPUT -> new ThroughputBenchmark(rounds).run();
      }
    }
  }

  private static List<Name> names(List<String> texts) {
    return texts.contains("all")
        ? List.of(Name.values())
        : texts.stream()
            .map(text -> Name.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_')))
            .toList();
  }
}
