package dev.corral.benchmarks;

import dev.corral.benchmarks.LagReader.Seen;
import dev.corral.testkit.ChildJvm;
import dev.corral.testkit.FaultyProxy;
import dev.corral.testkit.RedisServer;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * For how long one JVM serves from its near cache what another has overwritten, and what stays so
 * for good. The kinds of near cache take turns. Prints a Markdown table.
 */
final class LagBenchmark {
  private static final int WARM_UP_SECONDS = 5;
  private static final int SECONDS = 20;
  private static final int SETTLE_SECONDS = 5;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final int rounds;

  LagBenchmark(int rounds) {
    this.rounds = rounds;
  }

  /** One round of one kind: how many writes there were per second, and what the reader saw. */
  private record Round(double rate, Seen seen) {}

  /** Two JVMs with the same kind of near cache; the reader's connections run through a proxy. */
  private static final class Pair implements AutoCloseable {
    private final FaultyProxy proxy;
    private final ChildJvm writer;
    private final ChildJvm reader;

    Pair(SharedMap.Kind kind, RedisServer redis) {
      proxy = FaultyProxy.to(redis.host(), redis.port());
      writer = node(kind, redis.uri().toString());
      reader = node(kind, proxy.uri(redis.uri()).toString());
    }

    private static ChildJvm node(SharedMap.Kind kind, String uri) {
      return ChildJvm.builder(LagNode.class)
          .jvmArgs("-Dorg.slf4j.simpleLogger.defaultLogLevel=error")
          .timeout(Duration.ofMinutes(2))
          .start(kind.name(), uri);
    }

    Round round(String name, int seconds, boolean cut) throws Exception {
      Path writes = Files.createTempFile("writes", ".bin");
      try {
        writer.call("open", name);
        reader.call("open", name);
        reader.call("read");
        CompletableFuture<String> writing =
            writer.callAsync("write", Integer.toString(seconds), writes.toString());
        if (cut) {
          TimeUnit.SECONDS.sleep(seconds / 2);
          if (proxy.subscribers() == 0) {
            throw new IllegalStateException("Nobody has subscribed, so there is nothing to cut");
          }
          proxy.cutSubscribers();
        }
        double rate = Double.parseDouble(writing.get());
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        Seen seen = Seen.parse(reader.call("seen", writes.toString()));
        reader.call("shut");
        writer.call("shut");
        return new Round(rate, seen);
      } finally {
        Files.delete(writes);
      }
    }

    @Override
    public void close() {
      writer.close();
      reader.close();
      proxy.close();
    }
  }

  void run() throws Exception {
    try (RedisServer redis = RedisServer.start()) {
      Map<SharedMap.Kind, Pair> pairs = new EnumMap<>(SharedMap.Kind.class);
      try {
        for (SharedMap.Kind kind : SharedMap.Kind.values()) {
          pairs.put(kind, new Pair(kind, redis));
        }
        measure(redis, pairs);
      } finally {
        pairs.values().forEach(Pair::close);
      }
    }
  }

  private void measure(RedisServer redis, Map<SharedMap.Kind, Pair> pairs) throws Exception {
    for (Pair pair : pairs.values()) {
      pair.round("warm-up", WARM_UP_SECONDS, false);
    }
    List<String> rows = new ArrayList<>();
    for (boolean cut : new boolean[] {false, true}) {
      Map<SharedMap.Kind, List<Round>> results = new EnumMap<>(SharedMap.Kind.class);
      for (int round = 0; round < rounds; round++) {
        for (Map.Entry<SharedMap.Kind, Pair> entry : pairs.entrySet()) {
          Round measured = entry.getValue().round("lag-" + cut + "-" + round, SECONDS, cut);
          results.computeIfAbsent(entry.getKey(), kind -> new ArrayList<>()).add(measured);
        }
      }
      results.forEach((kind, all) -> rows.add(row(kind, cut, all)));
    }
    print(redis, rows);
  }

  private void print(RedisServer redis, List<String> rows) {
    out.println(Machine.describe(redis));
    out.println();
    out.printf(
        Locale.ROOT,
        "%d writes/s over %d keys for %d s, %d rounds each: median (smallest to largest).%n%n",
        LagWriter.WRITES_PER_SECOND,
        LagWriter.KEYS,
        SECONDS,
        rounds);
    out.println(
        "| | subscriber cut | writes/s | lag, 50%, ms | 99%, ms | longest, ms |"
            + " stale after 5 s | a pass over the keys, ms |");
    out.println("|---|---|--:|--:|--:|--:|--:|--:|");
    rows.forEach(out::println);
    out.println();
  }

  private static String row(SharedMap.Kind kind, boolean cut, List<Round> rounds) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.0f | %s | %s | %s | %s | %.2f |",
        kind.title(),
        cut ? "once" : "no",
        figures(rounds, Round::rate).median(),
        figures(rounds, round -> round.seen.median() / 1000).spread("%.2f"),
        figures(rounds, round -> round.seen.high() / 1000).spread("%.2f"),
        figures(rounds, round -> round.seen.longest() / 1000).spread("%.0f"),
        figures(rounds, round -> round.seen.stale()).spread("%.0f"),
        figures(rounds, round -> round.seen.pass() / 1000).median());
  }

  private static Figures figures(List<Round> rounds, ToDoubleFunction<Round> figure) {
    return Figures.of(rounds.stream().map(figure::applyAsDouble).toList());
  }
}
