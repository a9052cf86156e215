package dev.corral.benchmarks;

import dev.corral.testkit.RedisServer;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * How many operations a second one JVM gets done, by the number of threads that ask: Corral without
 * near cache, plain commands of Jedis, and Redisson's JCache. The three take turns in each round.
 * Prints a Markdown table.
 */
final class ThroughputBenchmark {
  private static final int KEYS = 1_000;
  private static final int VALUE_BYTES = 200;
  private static final int WARM_UP_ROUNDS = 3;
  private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(1_000);

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final int rounds;

  ThroughputBenchmark(int rounds) {
    this.rounds = rounds;
  }

  private enum Task {
    GET {
      @Override
      void run(Store store, String key) {
        if (store.get(key).length != VALUE_BYTES) {
          throw new IllegalStateException("A value is another one's");
        }
      }
    },
    PUT {
      @Override
      void run(Store store, String key) {
        store.put(key, VALUE);
      }
    };

    private static final byte[] VALUE = new byte[VALUE_BYTES];

    abstract void run(Store store, String key);
  }

  /** Who asks. */
  private record Callers(int number, boolean virtual) {
    static List<Callers> all() {
      List<Callers> all = new ArrayList<>();
      for (int threads : new int[] {1, 4, 16, 64}) {
        all.add(new Callers(threads, false));
      }
      if (Runtime.version().feature() >= 21) {
        all.add(new Callers(256, true));
      }
      return all;
    }

    /** By reflection, as the class files are those of Java 17. */
    ExecutorService executor() {
      if (!virtual) {
        return Executors.newFixedThreadPool(number);
      }
      try {
        return (ExecutorService)
            Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
      } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("There are no virtual threads", e);
      }
    }

    @Override
    public String toString() {
      return number + (virtual ? " virtual" : "");
    }
  }

  void run() throws ExecutionException, InterruptedException {
    Map<Store.Kind, Store> stores = new EnumMap<>(Store.Kind.class);
    try (RedisServer redis = RedisServer.start()) {
      try {
        for (Store.Kind kind : Store.Kind.values()) {
          stores.put(kind, kind.open(redis));
        }
        fill(stores);
        out.println(Machine.describe(redis));
        out.println();
        out.printf(
            Locale.ROOT,
            "Thousands of operations a second on arrays of %d bytes, one JVM; median of %d rounds"
                + " (smallest to largest), each subject for a second in each.%n%n",
            VALUE_BYTES,
            rounds);
        out.println(
            "| operation | threads | Corral | Jedis, pool of 64 | ratio | Redisson JCache |"
                + " ratio |");
        out.println("|---|--:|--:|--:|--:|--:|--:|");
        for (Task task : Task.values()) {
          for (Callers callers : Callers.all()) {
            out.println(row(task, callers, stores));
          }
        }
        out.println();
      } finally {
        stores.values().forEach(Store::close);
      }
    }
  }

  private static void fill(Map<Store.Kind, Store> stores) {
    for (Store store : stores.values()) {
      for (int i = 0; i < KEYS; i++) {
        store.put("key-" + i, Task.VALUE);
      }
    }
  }

  private String row(Task task, Callers callers, Map<Store.Kind, Store> stores)
      throws ExecutionException, InterruptedException {
    Map<Store.Kind, List<Double>> figures = new EnumMap<>(Store.Kind.class);
    List<Double> toJedis = new ArrayList<>();
    List<Double> toRedisson = new ArrayList<>();
    for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
      Map<Store.Kind, Double> turn = new EnumMap<>(Store.Kind.class);
      for (Map.Entry<Store.Kind, Store> one : stores.entrySet()) {
        turn.put(one.getKey(), thousandsPerSecond(task, callers, one.getValue()));
      }
      if (round >= 0) {
        turn.forEach(
            (kind, figure) -> figures.computeIfAbsent(kind, k -> new ArrayList<>()).add(figure));
        toJedis.add(of(turn, Store.Kind.CORRAL) / of(turn, Store.Kind.JEDIS));
        toRedisson.add(of(turn, Store.Kind.CORRAL) / of(turn, Store.Kind.REDISSON));
      }
    }
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %s | %s |",
        task.name().toLowerCase(Locale.ROOT),
        callers,
        Figures.of(of(figures, Store.Kind.CORRAL)).spread("%.1f"),
        Figures.of(of(figures, Store.Kind.JEDIS)).spread("%.1f"),
        Figures.of(toJedis).spread("%.2f"),
        Figures.of(of(figures, Store.Kind.REDISSON)).spread("%.1f"),
        Figures.of(toRedisson).spread("%.2f"));
  }

  private static <T> T of(Map<Store.Kind, T> figures, Store.Kind kind) {
    return Objects.requireNonNull(figures.get(kind), "A figure of each");
  }

  private static double thousandsPerSecond(Task task, Callers callers, Store store)
      throws ExecutionException, InterruptedException {
    ExecutorService executor = callers.executor();
    try {
      long begin = System.nanoTime();
      List<Future<Long>> counts = new ArrayList<>();
      for (int i = 0; i < callers.number(); i++) {
        counts.add(executor.submit(() -> ask(task, store, begin + ROUND_NANOS)));
      }
      long all = 0;
      for (Future<Long> count : counts) {
        all += count.get();
      }
      return all * 1e6 / (System.nanoTime() - begin);
    } finally {
      executor.shutdown();
    }
  }

  private static long ask(Task task, Store store, long endNanos) {
    long count = 0;
    for (; System.nanoTime() - endNanos < 0; count++) {
      task.run(store, "key-" + ThreadLocalRandom.current().nextInt(KEYS));
    }
    return count;
  }
}
