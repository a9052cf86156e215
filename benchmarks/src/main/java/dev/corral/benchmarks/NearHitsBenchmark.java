package dev.corral.benchmarks;

import dev.corral.benchmarks.NearHits.Subject;
import dev.corral.benchmarks.NearHits.Types;
import dev.corral.testkit.RedisServer;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * How fast {@code Cache.get} of what is in the near cache is, next to the JCache providers of
 * Caffeine and Ehcache, which share nothing with other JVMs, and to Redisson's map with copies in
 * each JVM. Each round measures all in JVMs of their own, one after the other. Prints a Markdown
 * table.
 */
final class NearHitsBenchmark {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final int rounds;

  NearHitsBenchmark(int rounds) {
    this.rounds = rounds;
  }

  /** What is compared, in the order of the columns. */
  private enum Peer {
    CORRAL("Corral"),
    CAFFEINE("Caffeine JCache"),
    EHCACHE("Ehcache JCache"),
    REDISSON("Redisson RLocalCachedMap");

    private final String title;

    Peer(String title) {
      this.title = title;
    }
  }

  /** What is measured for all. */
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

    /** Redisson's map counts nothing. */
    boolean has(Peer peer) {
      return peer != Peer.REDISSON || !statistics;
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
        Map<Peer, List<Score>> scores = new EnumMap<>(Peer.class);
        for (int round = 0; round < rounds; round++) {
          for (Peer peer : Peer.values()) {
            if (one.has(peer)) {
              scores.computeIfAbsent(peer, p -> new ArrayList<>()).add(measure(peer, one, redis));
            }
          }
        }
        rows.add(row(one, scores));
      }
      out.println(Machine.describe(redis));
      out.println();
      out.printf(
          Locale.ROOT,
          "Millions of hits a second of one of 1,024 entries, and bytes allocated by each: median"
              + " of %d rounds (smallest to largest).%n%n",
          rounds);
      out.print("| key and value | statistics | threads |");
      for (Peer peer : Peer.values()) {
        out.printf(" %s%s | bytes |", peer.title, peer == Peer.CORRAL ? "" : " | ratio");
      }
      out.println();
      out.println("|---|---|--:|--:|--:|" + "--:|--:|--:|".repeat(Peer.values().length - 1));
      rows.forEach(out::println);
      out.println();
    }
  }

  private static Score measure(Peer peer, Case one, RedisServer redis) throws RunnerException {
    Class<?> benchmark = peer == Peer.REDISSON ? NearMapHits.class : NearHits.class;
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + benchmark.getName().replace(".", "\\.") + "\\.get$")
            .param("types", one.types.name())
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
            .verbosity(VerboseMode.SILENT);
    if (peer != Peer.REDISSON) {
      options
          .param("subject", Subject.valueOf(peer.name()).name())
          .param("statistics", Boolean.toString(one.statistics));
    }
    RunResult result = new Runner(options.build()).runSingle();
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

  private static String row(Case one, Map<Peer, List<Score>> all) {
    StringBuilder row = new StringBuilder("| ").append(one.title()).append(" |");
    List<Score> corral = all.getOrDefault(Peer.CORRAL, List.of());
    for (Peer peer : Peer.values()) {
      List<Score> scores = all.getOrDefault(peer, List.of());
      if (scores.isEmpty()) {
        row.append(" | | |");
        continue;
      }
      row.append(String.format(Locale.ROOT, " %.1f |", hits(scores)));
      if (peer != Peer.CORRAL) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < scores.size(); round++) {
          ratios.add(corral.get(round).hits / scores.get(round).hits);
        }
        row.append(' ').append(Figures.of(ratios).spread("%.2f")).append(" |");
      }
      row.append(String.format(Locale.ROOT, " %.2f |", bytes(scores)));
    }
    return row.toString();
  }

  private static double hits(List<Score> scores) {
    return Figures.of(scores.stream().map(Score::hits).toList()).median();
  }

  private static double bytes(List<Score> scores) {
    return Figures.of(scores.stream().map(Score::bytes).toList()).median();
  }
}
