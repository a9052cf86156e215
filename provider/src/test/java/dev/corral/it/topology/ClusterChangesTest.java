package dev.corral.it.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralCache;
import dev.corral.CorralException;
import dev.corral.RedisUnavailableException;
import dev.corral.it.faults.TestNode;
import dev.corral.testkit.RedisCluster;
import dev.corral.testkit.RedisServer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** A Redis Cluster that changes while it is in use. */
@Timeout(180)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterChangesTest {
  private static final int THREADS = 4;

  private static RedisCluster cluster;

  @BeforeAll
  static void start() {
    cluster = RedisCluster.start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static int slotOf(String cacheName) {
    return cluster.slotOf("{" + cacheName + "#0}");
  }

  private static RedisServer otherThan(RedisServer owner) {
    return cluster.primaries().stream().filter(p -> !p.equals(owner)).findFirst().orElseThrow();
  }

  private static int next(CorralCache<String, String> cache, String key) {
    return cache.invoke(
        key,
        (entry, arguments) -> {
          int next = entry.exists() ? Integer.parseInt(entry.getValue()) + 1 : 1;
          entry.setValue(String.valueOf(next));
          return next;
        });
  }

  @Test
  @Order(1)
  void operations_goOn_whenTheirSlotMoves() {
    String name = "moved-" + UUID.randomUUID();
    int slot = slotOf(name);
    try (TestNode node = TestNode.at(cluster.uri(), "retry-timeout=30s");
        TestNode observer = TestNode.at(cluster.uri(), "retry-timeout=30s")) {
      CorralCache<String, String> cache = node.cache(name, b -> b.shards(1));
      AtomicIntegerArray done = new AtomicIntegerArray(THREADS);
      try (Workers workers =
          Workers.start(
              THREADS,
              thread -> {
                int round = done.incrementAndGet(thread);
                String mine = "thread-" + thread;
                assertThat(next(cache, mine)).isEqualTo(round);
                next(cache, "shared");
                cache.put(mine + "-" + round % 50, String.valueOf(round));
                assertThat(cache.get(mine + "-" + round % 50)).isEqualTo(String.valueOf(round));
                assertThat(cache.putIfAbsent(mine, "no")).isFalse();
              })) {
        workers.awaitRounds(20);
        RedisServer home = cluster.primaryOfSlot(slot);
        RedisServer away = otherThan(home);
        cluster.migrateSlot(slot, away);
        workers.awaitRounds(20);
        cluster.migrateSlot(slot, home);
        workers.awaitRounds(20);
        workers.stop();
      }
      CorralCache<String, String> seen = observer.cache(name, b -> b.shards(1));
      int sum = 0;
      for (int thread = 0; thread < THREADS; thread++) {
        assertThat(seen.get("thread-" + thread)).isEqualTo(String.valueOf(done.get(thread)));
        sum += done.get(thread);
      }
      assertThat(seen.get("shared")).isEqualTo(String.valueOf(sum));
    }
  }

  @Test
  @Order(2)
  void readsGoOn_andChangesWaitOrSayWhy_whileTheirSlotIsOnItsWay() {
    String name = "asked-" + UUID.randomUUID();
    int slot = slotOf(name);
    try (TestNode patientNode = TestNode.at(cluster.uri(), "retry-timeout=60s");
        TestNode impatientNode = TestNode.at(cluster.uri(), "retry-timeout=200ms")) {
      CorralCache<String, String> patient = patientNode.cache(name, b -> b.shards(1));
      CorralCache<String, String> impatient = impatientNode.cache(name, b -> b.shards(1));
      Map<String, String> before =
          IntStream.range(0, 40).boxed().collect(Collectors.toMap(i -> "k" + i, i -> "v" + i));
      patient.putAll(before);
      RedisServer home = cluster.primaryOfSlot(slot);
      RedisServer away = otherThan(home);
      cluster.beginMigration(slot, away);
      assertThat(cluster.moveKeys(slot, away, 20)).isEqualTo(20);
      int refused = 0;
      for (String key : before.keySet()) {
        refused += eachMayBeRefused(impatient, key, before.get(key));
      }
      assertThat(refused).as("changes that met the migration").isPositive();
      assertThat(impatient.getAll(before.keySet())).isEqualTo(before);
      CompletableFuture<Map<String, String>> waitingRead =
          CompletableFuture.supplyAsync(() -> patient.getAll(before.keySet()));
      CompletableFuture<Void> waitingWrite =
          CompletableFuture.runAsync(() -> patient.put("fresh", "v"));
      CompletableFuture<Integer> waitingProcessor =
          CompletableFuture.supplyAsync(() -> next(patient, "count"));
      cluster.finishMigration(slot, away);
      assertThat(new TreeMap<>(waitingRead.join())).isEqualTo(new TreeMap<>(before));
      waitingWrite.join();
      assertThat(waitingProcessor.join()).isEqualTo(1);
      assertThat(impatient.get("fresh")).isEqualTo("v");
      assertThat(impatient.getAll(before.keySet())).isEqualTo(before);
      assertThat(impatient.get("count")).isEqualTo("1");
      cluster.migrateSlot(slot, home);
      assertThat(patient.getAll(before.keySet())).isEqualTo(before);
    }
  }

  private static int eachMayBeRefused(
      CorralCache<String, String> cache, String key, String expected) {
    assertThat(cache.get(key)).isEqualTo(expected);
    try {
      cache.put(key, expected);
      return 0;
    } catch (RedisUnavailableException e) {
      assertThat(e.getMessage()).containsAnyOf("TRYAGAIN", "ASK ");
      return 1;
    }
  }

  @Test
  @Order(3)
  void iterationAndClear_reachAllPrimaries() {
    try (TestNode node = TestNode.at(cluster.uri())) {
      CorralCache<String, String> cache = node.cache("spread-" + UUID.randomUUID());
      Set<String> keys = IntStream.range(0, 500).mapToObj(i -> "k" + i).collect(Collectors.toSet());
      cache.putAll(keys.stream().collect(Collectors.toMap(k -> k, k -> k)));
      Set<String> iterated = new TreeSet<>();
      cache.forEach(entry -> assertThat(iterated.add(entry.getKey())).isTrue());
      assertThat(iterated).isEqualTo(new TreeSet<>(keys));
      assertThat(cluster.commandAll("DBSIZE")).allMatch(size -> (Long) size > 50);
      cache.clear();
      assertThat(cache.getAll(keys)).isEmpty();
      assertThat(cache.iterator().hasNext()).isFalse();
    }
  }

  /** Kills a primary: the last of this class, as the cluster has five nodes after it. */
  @Test
  @Order(4)
  void operations_resume_whenPrimaryDies() {
    String name = "failover-" + UUID.randomUUID();
    int slot = slotOf(name);
    try (TestNode node = TestNode.at(cluster.uri(), "retry-timeout=60s", "read-timeout=1s")) {
      CorralCache<String, String> cache = node.cache(name, b -> b.lockLease(Duration.ofSeconds(1)));
      FailoverLoad load = new FailoverLoad(cache, THREADS);
      try (Workers workers = Workers.start(THREADS, load::round)) {
        workers.awaitRounds(20);
        RedisServer killed = cluster.killPrimaryOfSlot(slot);
        cluster.awaitFailover(slot, killed);
        workers.awaitRounds(50);
        workers.stop();
      }
      load.mustBeWhole();
      assertThat(cluster.primaries()).hasSize(3);
      await().untilAsserted(() -> assertThat(cache.putIfAbsent("after", "x")).isTrue());
    }
  }

  @Test
  @Order(5)
  void operations_nameClusterAndReason_whenItIsDown() {
    cluster.primaries().forEach(RedisServer::kill);
    cluster.nodes().forEach(RedisServer::kill);
    try (TestNode node = TestNode.at(cluster.uri(), "retry-timeout=200ms")) {
      assertThatThrownBy(() -> node.cache("down"))
          .isInstanceOf(CorralException.class)
          .hasMessageContaining("127.0.0.1:" + cluster.nodes().get(0).port());
    }
  }
}
