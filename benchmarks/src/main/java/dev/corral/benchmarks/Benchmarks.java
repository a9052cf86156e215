package dev.corral.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Runs all benchmarks, or those whose names are given. */
public final class Benchmarks {
  private enum Name {
    STAMPEDE,
    NEAR_HITS,
    INVALIDATION_LAG,
    THROUGHPUT,
    BESIDE_BULK,
    SIZE,
    HIBERNATE,
    SOAK
  }

  private Benchmarks() {}

  /**
   * Runs benchmarks one after the other.
   *
   * @param args how many rounds those that are made of rounds have; the folder for plots; then
   *     names, as {@code near-hits}, or {@code all}
   */
  public static void main(String[] args) throws Exception {
    int rounds = Integer.parseInt(args[0]);
    Path folder = Path.of(args[1]);
    for (Name name : names(List.of(args).subList(2, args.length))) {
      switch (name) {
        case STAMPEDE -> StampedeBenchmark.main(new String[0]);
        case NEAR_HITS -> new NearHitsBenchmark(rounds).run();
        case INVALIDATION_LAG -> new LagBenchmark(rounds).run();
        case THROUGHPUT -> new ThroughputBenchmark(rounds, folder).run();
        case BESIDE_BULK -> new BesideBulkBenchmark(rounds).run();
        case SIZE -> new SizeBenchmark().run();
        case HIBERNATE -> new HibernateBenchmark(rounds).run();
        case SOAK ->
            new SoakBenchmark(
                    Duration.ofMinutes(Integer.getInteger("corral.benchmark.minutes", 10)))
                .run();
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
