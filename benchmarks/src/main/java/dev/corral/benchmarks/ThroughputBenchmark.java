package dev.corral.benchmarks;

import dev.corral.benchmarks.Store.Kind;
import dev.corral.testkit.RedisServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * How many operations a second one JVM gets done, by who asks: Corral without near cache, plain
 * commands of Jedis and of Lettuce, and Redisson's JCache. All take turns in each round. Prints a
 * Markdown table, and draws a plot.
 */
final class ThroughputBenchmark {
  private static final int KEYS = 1_000;
  private static final int WARM_UP_ROUNDS = 2;
  private static final long TURN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final int rounds;
  private final Path folder;
  private final BarChart chart =
      new BarChart("Reads of 200 bytes, thousands a second, by number of threads");

  /**
   * Makes one.
   *
   * @param rounds how often each figure is taken
   * @param folder where the plot goes
   */
  ThroughputBenchmark(int rounds, Path folder) {
    this.rounds = rounds;
    this.folder = folder;
  }

  private enum Task {
    GET("get") {
      @Override
      void run(Store store, Value value, Map<String, Object> all) {
        if (!value.isWhole(store.get(anyKey()))) {
          throw new IllegalStateException("A value is another one's");
        }
      }
    },
    PUT("put") {
      @Override
      void run(Store store, Value value, Map<String, Object> all) {
        String key = anyKey();
        store.put(key, Objects.requireNonNull(all.get(key)));
      }
    },
    GET_ALL("getAll of 1,000") {
      @Override
      void run(Store store, Value value, Map<String, Object> all) {
        if (store.getAll(all.keySet()) != KEYS) {
          throw new IllegalStateException("A value was lost");
        }
      }
    },
    PUT_ALL("putAll of 1,000") {
      @Override
      void run(Store store, Value value, Map<String, Object> all) {
        store.putAll(all);
      }
    };

    private final String title;

    Task(String title) {
      this.title = title;
    }

    abstract void run(Store store, Value value, Map<String, Object> all);

    private static String anyKey() {
      return "key-" + ThreadLocalRandom.current().nextInt(KEYS);
    }

    boolean isBulk() {
      return this == GET_ALL || this == PUT_ALL;
    }

    List<Callers> callers(Value value) {
      if (isBulk()) {
        return Callers.platform(1);
      }
      return value == Value.BYTES_200 ? Callers.all() : Callers.platform(1, 16, 64);
    }
  }

  void run() throws ExecutionException, InterruptedException, IOException {
    List<String> rows = new ArrayList<>();
    String machine = "";
    for (Value value : Value.values()) {
      try (RedisServer redis = RedisServer.start()) {
        machine = Machine.describe(redis);
        rows.addAll(measure(value, redis));
      }
    }
    out.println(machine);
    out.println();
    out.printf(
        Locale.ROOT,
        "Thousands of operations a second, one JVM (of the bulk operations, single ones): median of %d"
            + " rounds (smallest to largest), each subject for a second in each.%n%n",
        rounds);
    out.println(
        "| operation | value | threads | Corral | Jedis, pool of 64 | ratio | Lettuce | ratio |"
            + " Redisson JCache | ratio |");
    out.println("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|");
    rows.forEach(out::println);
    out.println();
    chart.write(folder.resolve("throughput.svg"));
  }

  private List<String> measure(Value value, RedisServer redis)
      throws ExecutionException, InterruptedException {
    Map<String, Object> all = new HashMap<>();
    for (int i = 0; i < KEYS; i++) {
      all.put("key-" + i, value.make());
    }
    Map<Kind, Store> stores = new EnumMap<>(Kind.class);
    List<String> rows = new ArrayList<>();
    try {
      for (Kind kind : Kind.values()) {
        if (kind.isCache() || value.isBytes()) {
          Store store = kind.open(redis, value.type());
          stores.put(kind, store);
          store.putAll(all);
        }
      }
      for (Task task : Task.values()) {
        for (Callers callers : task.callers(value)) {
          rows.add(row(task, value, all, callers, stores));
        }
      }
    } finally {
      stores.values().forEach(Store::close);
    }
    return rows;
  }

  private String row(
      Task task, Value value, Map<String, Object> all, Callers callers, Map<Kind, Store> stores)
      throws ExecutionException, InterruptedException {
    Map<Kind, List<Double>> figures = new EnumMap<>(Kind.class);
    Map<Kind, List<Double>> ratios = new EnumMap<>(Kind.class);
    for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
      Map<Kind, Double> turn = new EnumMap<>(Kind.class);
      for (Map.Entry<Kind, Store> one : stores.entrySet()) {
        Store store = one.getValue();
        double perSecond = callers.perSecond(() -> task.run(store, value, all), TURN_NANOS);
        turn.put(one.getKey(), perSecond * (task.isBulk() ? KEYS : 1) / 1_000);
      }
      if (round >= 0) {
        double corral = Objects.requireNonNull(turn.get(Kind.CORRAL));
        turn.forEach(
            (kind, figure) -> {
              figures.computeIfAbsent(kind, k -> new ArrayList<>()).add(figure);
              ratios.computeIfAbsent(kind, k -> new ArrayList<>()).add(corral / figure);
            });
      }
    }
    if (task == Task.GET && value == Value.BYTES_200) {
      figures.forEach(
          (kind, of) ->
              chart.add(callers.toString(), kind.title(), kind.colour(), Figures.of(of).median()));
    }
    return "| %s | %s | %s | %s | %s | %s | %s |"
        .formatted(
            task.title,
            value.title(),
            callers,
            spread(figures, Kind.CORRAL, "%.1f"),
            pair(figures, ratios, Kind.JEDIS),
            pair(figures, ratios, Kind.LETTUCE),
            pair(figures, ratios, Kind.REDISSON));
  }

  private static String pair(
      Map<Kind, List<Double>> figures, Map<Kind, List<Double>> ratios, Kind kind) {
    return spread(figures, kind, "%.1f") + " | " + spread(ratios, kind, "%.2f");
  }

  private static String spread(Map<Kind, List<Double>> of, Kind kind, String format) {
    List<Double> rounds = of.get(kind);
    return rounds == null ? "" : Figures.of(rounds).spread(format);
  }
}
