package dev.corral.it.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testkit.RedisSentinels;
import dev.corral.testkit.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * When a primary dies and a replica takes over, acknowledged changes may be lost; but what is
 * acknowledged from then on shows everywhere within the bound.
 */
class StalenessOnSentinelTest {

  private static final int KEYS = 100;
  private static final long READS = 100_000;
  private static final Duration BOUND = Duration.ofSeconds(1);

  @TempDir private Path folder;

  @Test
  void nothingOld_isRead_whenThePrimaryDies() throws Exception {
    StalenessPlan plan = new StalenessPlan(folder.resolve("board"), KEYS, BOUND, 2, 2, false);
    AtomicInteger strikes = new AtomicInteger();
    try (RedisSentinels sentinels = RedisSentinels.start();
        Fleet fleet =
            new Fleet(
                3, sentinels.uri(), "failover", "near-max-entries=60", "staleness-bound=1s")) {
      StalenessReport report =
          fleet.measure(
              plan,
              READS,
              20,
              board -> {
                int strike = strikes.incrementAndGet();
                if (strike == 4 || strike == 12) {
                  sentinels.awaitHealthy();
                  board.doubtEverything();
                  RedisServer dead = sentinels.primary();
                  dead.kill();
                  sentinels.awaitNewPrimary(dead);
                  // What the dead one had acknowledged may reach the board late.
                  fleet.whileWritersRest(
                      () -> {
                        sentinels.awaitHealthy();
                        board.doubtThePast();
                      });
                }
              });
      assertThat(report.violations()).as(report.example()).isZero();
      assertThat(report.checked()).isGreaterThanOrEqualTo(READS);
      assertThat(fleet.nearHits()).isGreaterThan(READS / 20);
    }
  }
}
