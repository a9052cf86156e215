package dev.corral.it.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.CorralConfiguration;
import dev.corral.it.atomic.OpenCaches;
import dev.corral.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Redis loses is gone; nothing comes back and nothing is mixed up. */
class LossTest {
  private static final int SHARDS = 4;
  private static final int ENTRIES = 100;

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

  private static CorralConfiguration<Integer, String> configuration() {
    return CorralConfiguration.builder(Integer.class, String.class)
        .shards(SHARDS)
        .sweepInterval(Duration.ZERO)
        .build();
  }

  private Cache<Integer, String> filled() {
    Cache<Integer, String> cache = node.open("lost", configuration());
    cache.putAll(
        IntStream.range(0, ENTRIES).boxed().collect(Collectors.toMap(i -> i, i -> "old " + i)));
    assertThat(entriesOf(cache)).hasSize(ENTRIES);
    return cache;
  }

  private static Map<Integer, String> entriesOf(Cache<Integer, String> cache) {
    Map<Integer, String> entries = new HashMap<>();
    cache.forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
    Map<Integer, String> read =
        cache.getAll(IntStream.range(0, ENTRIES).boxed().collect(Collectors.toSet()));
    assertThat(entries).isEqualTo(read);
    return entries;
  }

  private static void goesOn(Cache<Integer, String> cache) {
    Map<Integer, String> fresh = new HashMap<>();
    for (int i = 0; i < ENTRIES; i += 10) {
      assertThat(cache.putIfAbsent(i, "new " + i)).isTrue();
      fresh.put(i, "new " + i);
    }
    assertThat(entriesOf(cache)).isEqualTo(fresh);
  }

  @Test
  void lostMetadata_losesEntries_andResurrectsNone() {
    Cache<Integer, String> cache = filled();
    for (int shard = 0; shard < SHARDS; shard++) {
      assertThat(redis.command("DEL", "corral:{lost#" + shard + "}m")).isEqualTo(1L);
    }
    assertThat(entriesOf(cache)).isEmpty();
    goesOn(cache);
  }

  @Test
  void lostMetadataOfOneShard_losesItsEntriesOnly() {
    Cache<Integer, String> cache = filled();
    redis.command("DEL", "corral:{lost#1}m");
    Map<Integer, String> left = entriesOf(cache);
    assertThat(left.size()).isBetween(ENTRIES / 2, ENTRIES - 5);
    for (int i = 0; i < ENTRIES; i++) {
      cache.putIfAbsent(i, "new " + i);
    }
    assertThat(entriesOf(cache)).hasSize(ENTRIES).containsAllEntriesOf(left);
  }

  @Test
  void malformedMetadata_isReplaced() {
    Cache<Integer, String> cache = filled();
    redis.command("SET", "corral:{lost#0}m", "short");
    redis.command("SET", "corral:{lost#1}m", "something of another application");
    redis.command("DEL", "corral:{lost#2}m");
    redis.command("LPUSH", "corral:{lost#2}m", "a", "list");
    redis.command("APPEND", "corral:{lost#3}m", "x");
    assertThat(entriesOf(cache)).isEmpty();
    goesOn(cache);
  }

  @Test
  void emptyServer_losesEverything_andTheSameCacheGoesOn() {
    Cache<Integer, String> cache = filled();
    redis.restart();
    assertThat(entriesOf(cache)).isEmpty();
    goesOn(cache);
    cache.clear();
    assertThat(entriesOf(cache)).isEmpty();
  }

  @Test
  void emptyServer_getsItsDescriptorBack_soThatNodesStillAgree() {
    Cache<Integer, String> cache =
        node.open(
            "lost",
            CorralConfiguration.builder(configuration())
                .sweepInterval(Duration.ofMillis(20))
                .build());
    String descriptor = redis.commandText("GET", "corral:{lost}d");
    assertThat(descriptor).contains("shards=" + SHARDS);
    redis.restart();
    assertThat(cache.containsKey(1)).isFalse();
    org.awaitility.Awaitility.await()
        .until(() -> redis.commandText("GET", "corral:{lost}d").equals(descriptor));
  }

  /** Each thread has keys of its own, so it knows what may be there: its last value, or nothing. */
  @Test
  void eviction_losesEntries_andNeverGivesAWrongValue() throws Exception {
    redis.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
    redis.command("CONFIG", "SET", "maxmemory", "4mb");
    Cache<Integer, String> cache = node.open("evicted", configuration());
    AtomicLong hits = new AtomicLong();
    int threads = 4;
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    List<Future<?>> done = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int thread = t;
      done.add(executor.submit(() -> hits.addAndGet(hitsUnderPressure(cache, thread, threads))));
    }
    for (Future<?> one : done) {
      one.get();
    }
    executor.shutdown();
    assertThat(evictions()).isPositive();
    assertThat(hits).hasPositiveValue();
  }

  private static long hitsUnderPressure(Cache<Integer, String> cache, int thread, int threads) {
    SplittableRandom random = new SplittableRandom(thread);
    Map<Integer, String> last = new HashMap<>();
    String filler = "x".repeat(2_000);
    long hits = 0;
    for (int i = 0; i < 10_000; i++) {
      int key = random.nextInt(2_000) * threads + thread;
      @Nullable String known = last.get(key);
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          String value = key + "/" + i + "/" + filler;
          cache.put(key, value);
          last.put(key, value);
        }
        case 2 -> {
          @Nullable String removed = cache.getAndRemove(key);
          assertThat(removed == null || removed.equals(known)).isTrue();
          last.remove(key);
        }
        default -> {
          @Nullable String found = cache.get(key);
          assertThat(found == null || found.equals(known))
              .as("%s under key %d", found, key)
              .isTrue();
          hits += found == null ? 0 : 1;
        }
      }
    }
    return hits;
  }

  private long evictions() {
    return redis
        .commandText("INFO", "stats")
        .lines()
        .filter(line -> line.startsWith("evicted_keys:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
        .sum();
  }
}
