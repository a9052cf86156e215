package dev.corral.it.atomic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.it.Effort;
import dev.corral.testkit.ChildJvm;
import dev.corral.testkit.RedisDeploymentHandle;
import dev.corral.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.cache.Cache;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import redis.clients.jedis.Jedis;

/** Three JVMs with eight threads each on the same few keys, on any deployment of Redis. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AtomicOperations {
  private static final int NODES = 3;
  private static final int ALL_THREADS = NODES * AtomicNode.THREADS;

  private final List<ChildJvm> nodes = new ArrayList<>();
  private RedisServer database;
  private OpenCaches here;

  @BeforeAll
  void start(RedisDeploymentHandle redis) {
    database = RedisServer.start();
    here = OpenCaches.at(redis.uri());
    List<CompletableFuture<ChildJvm>> starting = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      String number = String.valueOf(i);
      String port = String.valueOf(database.port());
      starting.add(
          CompletableFuture.supplyAsync(
              () ->
                  ChildJvm.builder(AtomicNode.class)
                      .timeout(Duration.ofMinutes(3))
                      .start(redis.uri().toString(), port, number)));
    }
    starting.forEach(node -> nodes.add(node.join()));
  }

  @AfterAll
  void stop() {
    nodes.forEach(ChildJvm::close);
    here.close();
    database.close();
  }

  /** What all nodes answered, together. */
  private List<Long> onAllNodes(String command, String cache, int count) {
    nodes.forEach(node -> node.call("open", cache + "-warm-up", "0"));
    List<CompletableFuture<String>> answers =
        nodes.stream().map(node -> node.callAsync(command, cache, String.valueOf(count))).toList();
    return answers.stream()
        .map(CompletableFuture::join)
        .flatMap(answer -> answer.isEmpty() ? Stream.<String>empty() : Stream.of(answer.split(",")))
        .map(Long::valueOf)
        .toList();
  }

  private Cache<String, Long> cache(String name) {
    return here.open(name, String.class, Long.class);
  }

  private static List<Long> eachTimes(int times, LongStream numbers) {
    return numbers
        .boxed()
        .flatMap(number -> java.util.Collections.nCopies(times, number).stream())
        .toList();
  }

  private void assertCounted(Cache<String, Long> cache, List<Long> seen, int count) {
    long perKey = (long) count * ALL_THREADS / AtomicNode.KEYS;
    for (int i = 0; i < AtomicNode.KEYS; i++) {
      assertThat(cache.get(AtomicNode.key(i))).isEqualTo(perKey);
    }
    assertThat(seen.stream().sorted().toList())
        .as("each number was reached exactly once on each key")
        .isEqualTo(eachTimes(AtomicNode.KEYS, LongStream.rangeClosed(1, perKey)));
  }

  @Test
  void invoke_losesNoIncrement_ofThreeJvms() {
    int count = Effort.of(2_000);
    List<Long> seen = onAllNodes("invoke", "invoked", count);
    assertCounted(cache("invoked"), seen, count);
  }

  @Test
  void replaceOfOldByNew_losesNoIncrement_ofThreeJvms() {
    Cache<String, Long> cache = cache("replaced");
    for (int i = 0; i < AtomicNode.KEYS; i++) {
      cache.put(AtomicNode.key(i), 0L);
    }
    int count = Effort.of(2_000);
    List<Long> seen = onAllNodes("replace", "replaced", count);
    assertCounted(cache, seen, count);
  }

  @Test
  void putIfAbsent_hasExactlyOneWinner_perKey() {
    int keys = Effort.of(5_000);
    List<Long> wins = onAllNodes("putIfAbsent", "claimed", keys);
    Map<Long, Long> winners = new HashMap<>();
    for (long win : wins) {
      assertThat(winners.put(win % AtomicNode.THREAD_FACTOR, win / AtomicNode.THREAD_FACTOR))
          .as("another winner of key %d", win % AtomicNode.THREAD_FACTOR)
          .isNull();
    }
    assertThat(winners).hasSize(keys);
    Cache<String, Long> cache = cache("claimed");
    winners.forEach((key, winner) -> assertThat(cache.get("key-" + key)).isEqualTo(winner));
  }

  @Test
  void removeOfAnOldValue_hasExactlyOneWinner_perKey() {
    int keys = Effort.of(500);
    Cache<String, Long> cache = cache("removed");
    Map<String, Long> entries = new HashMap<>();
    IntStream.range(0, keys).forEach(i -> entries.put("key-" + i, (long) i));
    cache.putAll(entries);
    List<Long> wins = onAllNodes("removeOld", "removed", keys);
    assertThat(wins.stream().sorted().toList())
        .isEqualTo(LongStream.range(0, keys).boxed().toList());
    assertThat(cache.iterator().hasNext()).isFalse();
  }

  @Test
  void getAndPut_returnsEveryValueExactlyOnce() {
    int count = Effort.of(1_000);
    List<Long> returned = new ArrayList<>(onAllNodes("getAndPut", "chained", count));
    Cache<String, Long> cache = cache("chained");
    for (int i = 0; i < AtomicNode.KEYS; i++) {
      returned.add(cache.get(AtomicNode.key(i)));
    }
    List<Long> put =
        LongStream.range(0, ALL_THREADS)
            .boxed()
            .flatMap(
                thread ->
                    LongStream.range(0, count).mapToObj(i -> thread * AtomicNode.THREAD_FACTOR + i))
            .toList();
    assertThat(returned.stream().sorted().toList()).isEqualTo(put);
  }

  @Test
  void writeThrough_leavesCacheAndDatabaseInAgreement() {
    onAllNodes("writeThrough", "written", Effort.of(150));
    Cache<String, Long> cache = cache("written");
    Map<String, String> cached = new HashMap<>();
    cache.forEach(entry -> cached.put(entry.getKey(), entry.getValue().toString()));
    try (Jedis jedis = new Jedis(database.host(), database.port())) {
      assertThat(cached).isEqualTo(jedis.hgetAll(AtomicNode.Database.TABLE));
    }
  }
}
