package dev.corral.it.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.Consistency;
import dev.corral.CorralCache;
import dev.corral.it.faults.TestNode;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Once a change has returned, no read on the same node that begins later sees what was there
 * before, whoever reads: a near cache is never behind its own node.
 */
@WithRedis
class ReadYourOwnWritesTest {

  private static final int KEYS = 6;
  private static final int NEAR_ENTRIES = 5;
  private static final int READERS = 3;
  private static final int STEPS = 300;

  /** A way to change entries. One that removes is used in turns with put. */
  private enum Way {
    PUT,
    GET_AND_PUT,
    REPLACE_IF_SAME,
    PUT_ALL,
    INVOKE,
    REMOVE,
    GET_AND_REMOVE,
    REMOVE_SOME,
    REMOVE_ALL,
    CLEAR;

    boolean removes() {
      return compareTo(REMOVE) >= 0;
    }

    /** Whether it changes all entries at once. */
    boolean isBulk() {
      return this == PUT_ALL || compareTo(REMOVE_SOME) >= 0;
    }

    void change(Cache<String, String> cache, String key, long step) {
      switch (this) {
        case GET_AND_PUT -> cache.getAndPut(key, "" + step);
        case REPLACE_IF_SAME -> replace(cache, key, step);
        case INVOKE -> invoke(cache, key, step);
        case REMOVE -> cache.remove(key);
        case GET_AND_REMOVE -> cache.getAndRemove(key);
        default -> cache.put(key, "" + step);
      }
    }

    private static void replace(Cache<String, String> cache, String key, long step) {
      String before = cache.get(key);
      if (before == null) {
        assertThat(cache.putIfAbsent(key, "" + step)).isTrue();
      } else {
        assertThat(cache.replace(key, before, "" + step)).isTrue();
      }
    }

    private static void invoke(Cache<String, String> cache, String key, long step) {
      cache.invoke(
          key,
          (entry, arguments) -> {
            entry.setValue("" + step);
            return entry.exists();
          });
    }

    void changeAll(Cache<String, String> cache, List<String> keys, long step) {
      switch (this) {
        case REMOVE_SOME -> cache.removeAll(new HashSet<>(keys));
        case REMOVE_ALL -> cache.removeAll();
        case CLEAR -> cache.clear();
        default -> {
          Map<String, String> all = new LinkedHashMap<>();
          keys.forEach(key -> all.put(key, "" + step));
          cache.putAll(all);
        }
      }
    }
  }

  /** What has begun and what has returned, and whether what is read fits. */
  private static final class Ledger {

    private final Way way;
    private final AtomicLongArray begun = new AtomicLongArray(KEYS);
    private final AtomicLongArray returned = new AtomicLongArray(KEYS);

    Ledger(Way way) {
      this.way = way;
    }

    void change(int key, long step, Runnable change) {
      begun.set(key, step);
      change.run();
      returned.set(key, step);
    }

    void changeAll(long step, Runnable change) {
      IntStream.range(0, KEYS).forEach(key -> begun.set(key, step));
      change.run();
      IntStream.range(0, KEYS).forEach(key -> returned.set(key, step));
    }

    boolean isRemoval(long step) {
      return step == 0 || (way.removes() && step % 2 == 0);
    }

    void check(int key, Cache<String, String> cache) {
      long oldest = returned.get(key);
      String value = cache.get(name(key));
      long newest = begun.get(key);
      assertThat(explains(value, oldest, newest))
          .as("%s = %s, though %d had returned, and %d begun", name(key), value, oldest, newest)
          .isTrue();
    }

    private boolean explains(@Nullable String value, long oldest, long newest) {
      if (value == null) {
        return isRemoval(oldest) || (newest > oldest && way.removes());
      }
      long step = Long.parseLong(value);
      return step >= oldest && step <= newest;
    }
  }

  private static String name(int key) {
    return "key-" + key;
  }

  static Stream<Arguments> modesAndWays() {
    return Stream.of(Consistency.EVENTUAL, Consistency.CAUSAL)
        .flatMap(mode -> Stream.of(Way.values()).map(way -> Arguments.of(mode, way)));
  }

  @ParameterizedTest
  @MethodSource("modesAndWays")
  void noReader_isBehindItsOwnNode(Consistency mode, Way way, RedisServer redis) throws Exception {
    String name = "own-" + mode + "-" + way;
    try (TestNode node = TestNode.at(redis.uri())) {
      CorralCache<String, String> cache =
          node.cache(
              name,
              b ->
                  b.statisticsEnabled(true)
                      .setting("consistency", mode.name().toLowerCase(Locale.ROOT))
                      .setting("near-max-entries", NEAR_ENTRIES));
      Ledger ledger = new Ledger(way);
      run(
          way.isBulk() ? 1 : 2,
          writer -> write(way, cache, ledger, writer),
          () -> ledger.check(ThreadLocalRandom.current().nextInt(KEYS), cache));
      assertThat(cache.nearStatistics().hits()).isPositive();
      IntStream.range(0, KEYS).forEach(key -> ledger.check(key, cache));
    }
  }

  /** Each key has one writer. */
  private static void write(Way way, CorralCache<String, String> cache, Ledger ledger, int writer) {
    List<String> keys = IntStream.range(0, KEYS).mapToObj(ReadYourOwnWritesTest::name).toList();
    for (long step = 1; step <= STEPS; step++) {
      long now = step;
      boolean asTold = !way.removes() || ledger.isRemoval(step);
      if (way.isBulk()) {
        Way bulk = asTold ? way : Way.PUT_ALL;
        ledger.changeAll(step, () -> bulk.changeAll(cache, keys, now));
        continue;
      }
      Way single = asTold ? way : Way.PUT;
      for (int key = writer; key < KEYS; key += 2) {
        String text = keys.get(key);
        ledger.change(key, step, () -> single.change(cache, text, now));
      }
    }
  }

  /** Runs the writers to their end, and readers as long. */
  private static void run(int writers, Consumer<Integer> write, Runnable read) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(writers + READERS);
    try {
      List<Future<?>> writing = new ArrayList<>();
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        int writer = i;
        writing.add(threads.submit(() -> write.accept(writer)));
      }
      for (int i = 0; i < READERS; i++) {
        all.add(
            threads.submit(
                () -> {
                  while (!writing.stream().allMatch(Future::isDone)) {
                    read.run();
                  }
                }));
      }
      all.addAll(writing);
      for (Future<?> one : all) {
        one.get(1, TimeUnit.MINUTES);
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
