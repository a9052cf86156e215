package dev.corral.it.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.CorralConfiguration;
import dev.corral.it.atomic.OpenCaches;
import dev.corral.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.cache.Cache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClearTest {
  private static final int SHARDS = 16;
  private static final int CLEARS = 31;
  private static final int CHUNK = 20_000;

  private RedisServer redis;
  private OpenCaches node;

  @BeforeEach
  void start() {
    redis = RedisServer.start();
    node = OpenCaches.at(redis.uri());
  }

  @AfterEach
  void stop() {
    node.close();
    redis.close();
  }

  private static CorralConfiguration<Integer, Integer> unswept() {
    return CorralConfiguration.builder(Integer.class, Integer.class)
        .shards(SHARDS)
        .sweepInterval(Duration.ZERO)
        .build();
  }

  private Cache<Integer, Integer> filled(String name, int entries) throws Exception {
    Cache<Integer, Integer> cache = node.open(name, unswept());
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> chunks = new ArrayList<>();
    for (int from = 0; from < entries; from += CHUNK) {
      int first = from;
      int end = Math.min(entries, from + CHUNK);
      chunks.add(
          threads.submit(
              () -> {
                Map<Integer, Integer> chunk = new HashMap<>();
                for (int i = first; i < end; i++) {
                  chunk.put(i, i);
                }
                cache.putAll(chunk);
              }));
    }
    for (Future<?> chunk : chunks) {
      chunk.get();
    }
    threads.shutdown();
    copyMetadata(name, "m", "backup");
    return cache;
  }

  /** Brings entries that were cleared back to life, so that they can be cleared again. */
  private void copyMetadata(String cache, String from, String to) {
    for (int shard = 0; shard < SHARDS; shard++) {
      String head = "corral:{" + cache + "#" + shard + "}";
      assertThat(redis.command("COPY", head + from, head + to, "REPLACE")).isEqualTo(1L);
    }
  }

  private long nanosOfClear(Cache<Integer, Integer> cache, int entries) {
    copyMetadata(cache.getName(), "backup", "m");
    assertThat(cache.get(entries / 2)).isEqualTo(entries / 2);
    assertThat(cache.get(entries - 1)).isEqualTo(entries - 1);
    long start = System.nanoTime();
    cache.clear();
    long took = System.nanoTime() - start;
    assertThat(cache.containsKey(entries / 2)).isFalse();
    assertThat(cache.containsKey(entries - 1)).isFalse();
    return took;
  }

  private static double medianMillis(List<Long> nanos) {
    Collections.sort(nanos);
    return nanos.get(nanos.size() / 2) / 1e6;
  }

  @Test
  void clear_costsTheSame_forAThousandEntriesAndAMillion() throws Exception {
    Cache<Integer, Integer> small = filled("small", 1_000);
    Cache<Integer, Integer> big = filled("big", 1_000_000);
    List<Long> smallNanos = new ArrayList<>();
    List<Long> bigNanos = new ArrayList<>();
    for (int i = 0; i < CLEARS; i++) {
      smallNanos.add(nanosOfClear(small, 1_000));
      bigNanos.add(nanosOfClear(big, 1_000_000));
    }
    assertThat(Long.parseLong(redis.commandText("DBSIZE"))).isGreaterThan(1_001_000);
    assertThat(medianMillis(bigNanos))
        .as("ms for 1,000,000 entries, all of them there each time")
        .isLessThanOrEqualTo(2 * medianMillis(smallNanos));
  }

  @Test
  void put_thatStartsAfterClearReturned_isThere() {
    Cache<Integer, Integer> clearing = node.open("cleared", unswept());
    try (OpenCaches second = OpenCaches.at(redis.uri())) {
      Cache<Integer, Integer> putting = second.open("cleared", unswept());
      for (int i = 0; i < 300; i++) {
        clearing.put(-1, i);
        clearing.clear();
        putting.put(i, i);
        assertThat(clearing.get(i)).isEqualTo(i);
        assertThat(putting.containsKey(-1)).isFalse();
        assertThat(putting.containsKey(i - 1)).isFalse();
      }
    }
  }
}
