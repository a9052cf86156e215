package dev.corral.benchmarks;

import dev.corral.benchmarks.Store.Kind;
import dev.corral.testkit.RedisServer;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.HdrHistogram.Histogram;

/**
 * How long one thread's reads take, alone and while another thread of the same JVM loads and reads
 * a thousand entries at a time. Prints a Markdown table.
 */
final class BesideBulkBenchmark {
  private static final int KEYS = 1_000;
  private static final long TURN_NANOS = TimeUnit.SECONDS.toNanos(4);
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int DIGITS = 3;
  private static final int WARM_UP_ROUNDS = 1;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final int rounds;

  BesideBulkBenchmark(int rounds) {
    this.rounds = rounds;
  }

  /** Percentiles of one turn, in µs. */
  private record Turn(double median, double high) {
    static Turn of(Histogram nanos) {
      return new Turn(nanos.getValueAtPercentile(50) / 1e3, nanos.getValueAtPercentile(99) / 1e3);
    }
  }

  void run() throws ExecutionException, InterruptedException {
    try (RedisServer redis = RedisServer.start()) {
      out.println(Machine.describe(redis));
      out.println();
      out.printf(
          Locale.ROOT,
          "One thread's `get` of 200 bytes, in µs; beside it, another thread's `putAll` and `getAll` of"
              + " 1,000 in turn. Median of %d rounds (smallest to largest).%n%n",
          rounds);
      out.println("| | alone: median | 99% | beside bulk: median | 99% | ratio of the 99% |");
      out.println("|---|--:|--:|--:|--:|--:|");
      for (Kind kind : Kind.values()) {
        try (Store store = kind.open(redis, byte[].class)) {
          out.println(row(kind, store));
        }
      }
      out.println();
    }
  }

  private String row(Kind kind, Store store) throws ExecutionException, InterruptedException {
    Map<String, Object> all = new HashMap<>();
    for (int i = 0; i < KEYS; i++) {
      all.put("key-" + i, Value.BYTES_200.make());
    }
    store.putAll(all);
    List<Turn> alone = new ArrayList<>();
    List<Turn> beside = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
      Turn first = Turn.of(read(store));
      Turn second = besideBulk(store, all);
      if (round >= 0) {
        alone.add(first);
        beside.add(second);
        ratios.add(second.high / first.high);
      }
    }
    return "| %s | %s | %s | %s |"
        .formatted(kind.title(), both(alone), both(beside), Figures.of(ratios).spread("%.1f"));
  }

  private static String both(List<Turn> turns) {
    return Figures.of(turns.stream().map(Turn::median).toList()).spread("%.0f")
        + " | "
        + Figures.of(turns.stream().map(Turn::high).toList()).spread("%.0f");
  }

  private static Turn besideBulk(Store store, Map<String, Object> all)
      throws ExecutionException, InterruptedException {
    AtomicBoolean isOver = new AtomicBoolean();
    ExecutorService bulk = Executors.newSingleThreadExecutor();
    try {
      Future<?> loading =
          bulk.submit(
              () -> {
                while (!isOver.get()) {
                  store.putAll(all);
                  store.getAll(all.keySet());
                }
              });
      Histogram nanos = read(store);
      isOver.set(true);
      loading.get();
      return Turn.of(nanos);
    } finally {
      isOver.set(true);
      bulk.shutdown();
    }
  }

  private static Histogram read(Store store) {
    Histogram nanos = new Histogram(LONGEST_NANOS, DIGITS);
    long end = System.nanoTime() + TURN_NANOS;
    for (long begin = System.nanoTime(); begin - end < 0; ) {
      store.get("key-" + ThreadLocalRandom.current().nextInt(KEYS));
      long now = System.nanoTime();
      nanos.recordValue(Math.min(now - begin, LONGEST_NANOS));
      begin = now;
    }
    return nanos;
  }
}
