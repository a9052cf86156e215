package dev.corral.benchmarks;

import dev.corral.benchmarks.StampedeNode.Seen;
import dev.corral.testkit.ChildJvm;
import dev.corral.testkit.RedisDeployment;
import dev.corral.testkit.RedisDeploymentHandle;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * How long after the end of a load its slowest caller returns, when three JVMs with 200 threads
 * each ask for one missing key at once. Prints a Markdown table.
 */
public final class StampedeBenchmark {
  private static final int NODES = 3;
  private static final int WARM_UP = 15;
  private static final int ROUNDS = 50;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private StampedeBenchmark() {}

  /**
   * Runs the benchmark.
   *
   * @param args names of subjects; none for all
   */
  public static void main(String[] args) {
    List<Subject.Kind> kinds =
        args.length == 0
            ? List.of(Subject.Kind.values())
            : List.of(args).stream().map(Subject.Kind::valueOf).toList();
    new StampedeBenchmark().run(kinds);
  }

  /**
   * One round.
   *
   * @param loads how often the key was loaded
   * @param wholeMillis from the first call to the last return
   * @param lagMillis from the end of the last load to the last return
   */
  private record Round(int loads, double wholeMillis, double lagMillis) {
    static Round of(List<Seen> seen) {
      long first = seen.stream().mapToLong(Seen::firstCall).min().orElseThrow();
      long last = seen.stream().mapToLong(Seen::lastReturn).max().orElseThrow();
      long loaded = seen.stream().mapToLong(Seen::lastLoadEnd).max().orElseThrow();
      int loads = seen.stream().mapToInt(Seen::loads).sum();
      return new Round(loads, (last - first) / 1000.0, (last - loaded) / 1000.0);
    }
  }

  private void run(List<Subject.Kind> kinds) {
    List<String> rows = new ArrayList<>();
    String machine = "";
    for (RedisDeployment shape : List.of(RedisDeployment.STANDALONE, RedisDeployment.CLUSTER)) {
      try (RedisDeploymentHandle redis = shape.start()) {
        machine = Machine.describe(redis.primaries().get(0));
        for (Subject.Kind kind : kinds) {
          rows.add(row(kind, shape, measure(kind, redis)));
        }
      }
    }
    out.println(machine);
    out.println();
    out.printf(
        Locale.ROOT,
        "%d JVMs x %d threads, a load of %d ms, %d rounds after %d to warm up.%n%n",
        NODES,
        StampedeNode.THREADS,
        StampedeNode.LOAD_MILLIS,
        ROUNDS,
        WARM_UP);
    out.println(
        "| | Redis | loads per round | slowest caller, from the first call: median |"
            + " from the load's end: median | 90% | worst |");
    out.println("|---|---|--:|--:|--:|--:|--:|");
    rows.forEach(out::println);
  }

  private static List<Round> measure(Subject.Kind kind, RedisDeploymentHandle redis) {
    List<ChildJvm> nodes = new ArrayList<>();
    try {
      for (int i = 0; i < NODES; i++) {
        nodes.add(
            ChildJvm.builder(StampedeNode.class)
                .jvmArgs("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")
                .start(kind.name(), redis.uri().toString()));
      }
      return IntStream.range(0, WARM_UP + ROUNDS)
          .mapToObj(round -> round(nodes, "key-" + round))
          .skip(WARM_UP)
          .toList();
    } finally {
      nodes.forEach(ChildJvm::close);
    }
  }

  private static Round round(List<ChildJvm> nodes, String key) {
    List<CompletableFuture<String>> answers =
        nodes.stream().map(node -> node.callAsync("stampede", key)).toList();
    return Round.of(answers.stream().map(CompletableFuture::join).map(Seen::parse).toList());
  }

  private static String row(Subject.Kind kind, RedisDeployment shape, List<Round> rounds) {
    List<Double> lags = rounds.stream().map(Round::lagMillis).sorted().toList();
    List<Double> whole = rounds.stream().map(Round::wholeMillis).sorted().toList();
    double loads = rounds.stream().mapToInt(Round::loads).average().orElseThrow();
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.2f | %.0f ms | %.1f ms | %.1f ms | %.1f ms |",
        kind.title(),
        shape.name().toLowerCase(Locale.ROOT),
        loads,
        at(whole, 0.5),
        at(lags, 0.5),
        at(lags, 0.9),
        at(lags, 1));
  }

  private static double at(List<Double> sorted, double part) {
    return sorted.get(Math.min(sorted.size() - 1, (int) (part * sorted.size())));
  }
}
