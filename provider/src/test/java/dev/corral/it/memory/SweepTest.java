package dev.corral.it.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralConfiguration;
import dev.corral.it.atomic.OpenCaches;
import dev.corral.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.cache.Cache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The background pass that frees what a clear left behind. */
class SweepTest {
  private static final int ENTRIES = 20_000;
  private static final int SHARDS = 4;

  /** How many records a sweep looks at before it pauses. */
  private static final int PAGE = 500;

  /** Metadata of the shards, descriptor, mark and turn. */
  private static final int WHAT_STAYS = SHARDS + 3;

  private final List<OpenCaches> nodes = new ArrayList<>();
  private RedisServer redis;

  @BeforeEach
  void start() {
    redis = RedisServer.start();
    for (int i = 0; i < 3; i++) {
      nodes.add(OpenCaches.at(redis.uri()));
    }
  }

  @AfterEach
  void stop() {
    nodes.forEach(OpenCaches::close);
    redis.close();
  }

  private List<Cache<Integer, Integer>> filled() {
    CorralConfiguration<Integer, Integer> configuration =
        CorralConfiguration.builder(Integer.class, Integer.class)
            .shards(SHARDS)
            .sweepInterval(Duration.ofMillis(20))
            .build();
    List<Cache<Integer, Integer>> caches =
        nodes.stream().map(node -> node.open("swept", configuration)).toList();
    caches
        .get(0)
        .putAll(IntStream.range(0, ENTRIES).boxed().collect(Collectors.toMap(i -> i, i -> i)));
    assertThat(size()).isGreaterThanOrEqualTo(ENTRIES);
    return caches;
  }

  private int size() {
    return Integer.parseInt(redis.commandText("DBSIZE"));
  }

  private long calls(String command) {
    return redis.commandStats().getOrDefault(command, 0L);
  }

  @Test
  void deadRecords_areFreedByOneNode_withPauses() {
    List<Cache<Integer, Integer>> caches = filled();
    redis.resetCommandStats();
    long start = System.nanoTime();
    caches.get(0).clear();
    await().until(() -> size() <= WHAT_STAYS);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    int pages = ENTRIES / PAGE;
    assertThat(calls("scan"))
        .as("pages read by all three nodes together")
        .isBetween(pages / 2L, 2L * pages);
    assertThat(took).isGreaterThan(Duration.ofMillis(5L * pages / 2));
  }

  @Test
  void entriesPutAfterTheClear_areKept() {
    List<Cache<Integer, Integer>> caches = filled();
    caches.get(0).clear();
    caches.get(1).put(1, 100);
    caches.get(2).put(-1, 200);
    await().until(() -> size() <= WHAT_STAYS + 2);
    assertThat(caches.get(0).get(1)).isEqualTo(100);
    assertThat(caches.get(0).get(-1)).isEqualTo(200);
  }

  @Test
  void noNodeSweeps_whileAnotherHasTheTurn() {
    List<Cache<Integer, Integer>> caches = filled();
    redis.command("SET", "corral:{swept}w", "another node");
    redis.resetCommandStats();
    caches.get(0).clear();
    await().until(() -> calls("evalsha") > SHARDS + 20);
    assertThat(calls("scan")).isZero();
    redis.command("DEL", "corral:{swept}w");
    await().until(() -> size() <= WHAT_STAYS);
  }

  @Test
  void nothingIsScanned_whileNothingWasCleared() {
    filled();
    redis.resetCommandStats();
    await().until(() -> calls("evalsha") > 20);
    assertThat(calls("scan")).isZero();
  }
}
