package dev.corral.benchmarks;

import dev.corral.benchmarks.NearHits.Subject;
import dev.corral.benchmarks.NearHits.Types;
import dev.corral.testkit.RedisServer;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * How fast {@code Cache.get} of what is in the near cache is, next to Caffeine's own JCache
 * provider. Each round measures both in JVMs of their own, one after the other. Prints a Markdown
 * table.
 */
final class NearHitsBenchmark {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final int rounds;

  NearHitsBenchmark(int rounds) {
    this.rounds = rounds;
  }

  /** What is measured for both. */
  private record Case(Types types, boolean statistics, int threads) {
    static List<Case> all() {
      List<Case> cases = new ArrayList<>();
      for (int threads : new int[] {1, 16}) {
        for (Types types : Types.values()) {
          cases.add(new Case(types, false, threads));
        }
        cases.add(new Case(Types.STRING_TO_RECORD, true, threads));
      }
      return cases;
    }

    String title() {
      return "%s | %s | %d"
          .formatted(
              types.name().toLowerCase(Locale.ROOT).replace('_', ' '),
              statistics ? "on" : "off",
              threads);
    }
  }

  /** One JVM's result: millions of hits per second, bytes allocated per hit. */
  private record Score(double hits, double bytes) {}

  void run() throws RunnerException {
    try (RedisServer redis = RedisServer.start()) {
      List<String> rows = new ArrayList<>();
      for (Case one : Case.all()) {
        List<Score> corral = new ArrayList<>();
        List<Score> caffeine = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
          corral.add(measure(Subject.CORRAL, one, redis));
          caffeine.add(measure(Subject.CAFFEINE, one, redis));
        }
        rows.add(row(one, corral, caffeine));
      }
      out.println(Machine.describe(redis));
      out.println();
      out.printf(
          Locale.ROOT,
          "Median of %d rounds (smallest to largest); a hit of one of 1,024 entries.%n%n",
          rounds);
      out.println(
          "| key and value | statistics | threads | Corral, M hits/s | Caffeine JCache, M hits/s |"
              + " ratio | bytes per hit: Corral | Caffeine |");
      out.println("|---|---|--:|--:|--:|--:|--:|--:|");
      rows.forEach(out::println);
      out.println();
    }
  }

  private static Score measure(Subject subject, Case one, RedisServer redis)
      throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include("^" + NearHits.class.getName().replace(".", "\\.") + "\\.get$")
            .param("subject", subject.name())
            .param("types", one.types.name())
            .param("statistics", Boolean.toString(one.statistics))
            .threads(one.threads)
            .forks(1)
            .warmupIterations(2)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(3)
            .measurementTime(TimeValue.seconds(1))
            .mode(Mode.Throughput)
            .timeUnit(TimeUnit.MICROSECONDS)
            .addProfiler(GCProfiler.class)
            .jvmArgsAppend(
                "-Xmx512m",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-D" + NearHits.REDIS + "=" + redis.uri())
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    RunResult result = new Runner(options).runSingle();
    return new Score(result.getPrimaryResult().getScore(), allocated(result));
  }

  private static double allocated(RunResult run) {
    for (Result<?> result : run.getSecondaryResults().values()) {
      if (result.getLabel().equals(ALLOCATED)) {
        return result.getScore();
      }
    }
    throw new IllegalStateException("The run has no " + ALLOCATED);
  }

  private static String row(Case one, List<Score> corral, List<Score> caffeine) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < corral.size(); round++) {
      ratios.add(corral.get(round).hits / caffeine.get(round).hits);
    }
    return String.format(
        Locale.ROOT,
        "| %s | %.1f | %.1f | %s | %.2f | %.2f |",
        one.title(),
        hits(corral),
        hits(caffeine),
        Figures.of(ratios).spread("%.2f"),
        bytes(corral),
        bytes(caffeine));
  }

  private static double hits(List<Score> scores) {
    return Figures.of(scores.stream().map(Score::hits).toList()).median();
  }

  private static double bytes(List<Score> scores) {
    return Figures.of(scores.stream().map(Score::bytes).toList()).median();
  }
}
