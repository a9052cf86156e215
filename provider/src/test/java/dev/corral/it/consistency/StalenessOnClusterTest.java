package dev.corral.it.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.it.consistency.Fleet.Fault;
import dev.corral.testkit.RedisCluster;
import dev.corral.testkit.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * On a cluster, where each shard has messages of its own server, and shards move from one to
 * another.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StalenessOnClusterTest {

  private static final int KEYS = 100;
  private static final int SHARDS = 8;
  private static final long READS = 100_000;
  private static final Duration BOUND = Duration.ofSeconds(1);

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

  private void holds(String cache, boolean judgesAbsence, int strikes, Function<Fleet, Fault> fault)
      throws Exception {
    StalenessPlan plan =
        new StalenessPlan(folder.resolve("board"), KEYS, BOUND, 2, 2, judgesAbsence);
    try (Fleet fleet =
        new Fleet(
            3,
            cluster.uri(),
            cache,
            "near-max-entries=60",
            "staleness-bound=1s",
            "shards=" + SHARDS)) {
      StalenessReport report = fleet.measure(plan, READS, strikes, fault.apply(fleet));
      assertThat(report.violations()).as(report.example()).isZero();
      assertThat(report.checked()).isGreaterThanOrEqualTo(READS);
      assertThat(fleet.nearHits()).isGreaterThan(READS / 20);
    }
  }

  @Test
  @Order(1)
  void nothingOld_isRead_whenAllIsWell() throws Exception {
    holds("well", true, 8, fleet -> Fault.NONE);
  }

  @Test
  @Order(2)
  void nothingOld_isRead_whenShardsMove() throws Exception {
    AtomicInteger strikes = new AtomicInteger();
    holds(
        "moved",
        true,
        16,
        fleet ->
            board -> {
              int slot = cluster.slotOf("{moved#" + strikes.getAndIncrement() % SHARDS + "}");
              RedisServer home = cluster.primaryOfSlot(slot);
              RedisServer away =
                  cluster.primaries().stream()
                      .filter(p -> !p.equals(home))
                      .findFirst()
                      .orElseThrow();
              cluster.migrateSlot(slot, away);
            });
  }

  /** The last one: it leaves the cluster without one of its servers. */
  @Test
  @Order(3)
  void nothingOld_isRead_whenAPrimaryDies() throws Exception {
    AtomicInteger strikes = new AtomicInteger();
    holds(
        "failover",
        false,
        14,
        fleet ->
            board -> {
              if (strikes.incrementAndGet() == 4) {
                int slot = cluster.slotOf("{failover#0}");
                board.doubtEverything();
                RedisServer dead = cluster.killPrimaryOfSlot(slot);
                cluster.awaitFailover(slot, dead);
                // What the dead one had acknowledged may reach the board late.
                fleet.whileWritersRest(board::doubtThePast);
              }
            });
  }
}
