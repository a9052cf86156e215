package dev.corral.benchmarks;

import dev.corral.benchmarks.Store.Kind;
import dev.corral.testkit.RedisServer;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What grows with the number of entries: memory in Redis, a read, a pass over all entries, and
 * {@code clear()}. Of Corral, of Redisson's JCache, and of plain strings. Prints a Markdown table.
 */
final class SizeBenchmark {
  private static final int[] SIZES = {1_000, 10_000, 100_000, 1_000_000};
  private static final int BATCH = 1_000;
  private static final int READS = 5_000;
  private static final List<Kind> KINDS = List.of(Kind.CORRAL, Kind.REDISSON, Kind.JEDIS);

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  void run() {
    try (RedisServer redis = RedisServer.start()) {
      out.println(Machine.describe(redis));
      out.println();
      out.println("Values of 200 bytes under keys of twelve; reads by one thread.");
      out.println();
      out.println(
          "| | entries | bytes in Redis per entry | putAll, thousands/s | get, median, µs |"
              + " iteration, thousands/s | clear(), ms |");
      out.println("|---|--:|--:|--:|--:|--:|--:|");
      for (Kind kind : KINDS) {
        for (int size : SIZES) {
          try (Store store = kind.open(redis, byte[].class)) {
            out.println(row(kind, size, store, redis));
          }
          redis.command("FLUSHALL", "ASYNC");
        }
      }
      out.println();
    }
  }

  private static String row(Kind kind, int size, Store store, RedisServer redis) {
    // What opens with the first use is not an entry's.
    store.put(key(0), Value.BYTES_200.make());
    long before = usedMemory(redis);
    double perSecond = fill(store, size);
    double bytes = (usedMemory(redis) - before) / (double) (size - 1);
    double read = medianReadMicros(store, size);
    String iteration = kind.isCache() ? thousands(iterate(store, size)) : "";
    long begin = System.nanoTime();
    store.clear();
    double clear = (System.nanoTime() - begin) / 1e6;
    return String.format(
        Locale.ROOT,
        "| %s | %,d | %.0f | %s | %.0f | %s | %.1f |",
        kind == Kind.JEDIS ? "plain strings, Jedis" : kind.title(),
        size,
        bytes,
        thousands(perSecond),
        read,
        iteration,
        clear);
  }

  private static double fill(Store store, int size) {
    long begin = System.nanoTime();
    Map<String, Object> batch = new HashMap<>();
    for (int i = 0; i < size; i++) {
      batch.put(key(i), Value.BYTES_200.make());
      if (batch.size() == BATCH) {
        store.putAll(batch);
        batch.clear();
      }
    }
    return size * 1e9 / (System.nanoTime() - begin);
  }

  private static double medianReadMicros(Store store, int size) {
    double[] micros = new double[READS];
    for (int i = 0; i < 2 * READS; i++) {
      String key = key(ThreadLocalRandom.current().nextInt(size));
      long begin = System.nanoTime();
      store.get(key);
      // The first half warms up.
      micros[i % READS] = (System.nanoTime() - begin) / 1e3;
    }
    Arrays.sort(micros);
    return micros[READS / 2];
  }

  private static double iterate(Store store, int size) {
    long begin = System.nanoTime();
    long count = store.iterate();
    if (count != size) {
      throw new IllegalStateException("Of " + size + " entries the iterator showed " + count);
    }
    return count * 1e9 / (System.nanoTime() - begin);
  }

  private static long usedMemory(RedisServer redis) {
    return redis
        .commandText("INFO", "memory")
        .lines()
        .filter(line -> line.startsWith("used_memory:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
        .findFirst()
        .orElseThrow();
  }

  private static String key(int number) {
    return "key-%08d".formatted(number);
  }

  private static String thousands(double perSecond) {
    return String.format(Locale.ROOT, "%.0f", perSecond / 1_000);
  }
}
