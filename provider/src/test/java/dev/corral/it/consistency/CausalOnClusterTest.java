package dev.corral.it.consistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.testkit.RedisCluster;
import dev.corral.testkit.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions on a cluster whose shards change their owners, while the former ones go on. */
class CausalOnClusterTest {

  private static final int KEYS = 12;
  private static final int SHARDS = 8;
  private static final int HISTORIES = 4;

  /** About as many polls as take a second. */
  private static final int SECOND = 20;

  private static RedisCluster cluster;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    cluster = RedisCluster.start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private void holds(String cache, CausalHistories.Trouble trouble) throws IOException {
    AtomicInteger strikes = new AtomicInteger();
    try (Fleet fleet =
        new Fleet(
            CausalHistories.NODES,
            cluster.uri(),
            cache,
            "consistency=causal",
            "near-max-entries=100",
            "staleness-bound=10s",
            "shards=" + SHARDS)) {
      new CausalHistories(folder, KEYS)
          .hold(
              fleet,
              HISTORIES,
              0,
              CausalHistories.every(
                  SECOND / 2,
                  f -> {
                    trouble.strike(f);
                    strikes.incrementAndGet();
                  }));
    }
    assertThat(strikes.get()).isGreaterThanOrEqualTo(HISTORIES);
  }

  @Test
  void sessionsNeverGoBack_whenShardsMove() throws Exception {
    AtomicInteger moves = new AtomicInteger();
    holds(
        "moved",
        fleet -> {
          int slot = cluster.slotOf("{moved#" + moves.getAndIncrement() % SHARDS + "}");
          RedisServer home = cluster.primaryOfSlot(slot);
          RedisServer away =
              cluster.primaries().stream().filter(p -> !p.equals(home)).findFirst().orElseThrow();
          cluster.migrateSlot(slot, away);
        });
  }

  @Test
  void sessionsNeverGoBack_whenReplicasTakeOverAsPlanned() throws Exception {
    AtomicInteger turn = new AtomicInteger();
    holds(
        "planned",
        fleet -> {
          List<RedisServer> replicas =
              cluster.nodes().stream().filter(n -> !cluster.primaries().contains(n)).toList();
          RedisServer next = replicas.get(turn.getAndIncrement() % replicas.size());
          // The others refuse to vote again soon after they did for the same shard.
          await()
              .atMost(Duration.ofSeconds(60))
              .pollInterval(Duration.ofSeconds(2))
              .pollDelay(Duration.ZERO)
              .until(
                  () -> {
                    boolean done = cluster.primaries().contains(next);
                    return done || next.command("CLUSTER", "FAILOVER") == null;
                  });
          cluster.awaitHealthy();
        });
  }
}
