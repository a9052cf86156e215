package dev.corral.it.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.it.Effort;
import dev.corral.it.consistency.Fleet.Disturbance;
import dev.corral.testkit.FaultyProxy;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * With {@code consistency = strong} each key is one register for all nodes, also while JVMs stand
 * still and connections are cut; with a near cache and eventual consistency it is not, which shows
 * that the checker would tell.
 */
@WithRedis
class LinearizableTest {

  private static final int NODES = 3;
  private static final int HISTORIES = Effort.of(200);
  private static final Duration PAUSE = Duration.ofMillis(30);

  private static RegisterPlan plan(int round) {
    return new RegisterPlan("round-" + round + "-", 2, 3, 30, round);
  }

  /** Cuts all connections, lets a JVM stand still, or neither, in turns. */
  private static Disturbance disturbance(Fleet fleet, FaultyProxy proxy) {
    AtomicInteger turn = new AtomicInteger();
    return () -> {
      int now = turn.getAndIncrement();
      switch (now % 4) {
        case 0 -> fleet.pause(now / 4 % NODES, PAUSE);
        case 2 -> proxy.cutAll();
        default -> {}
      }
    };
  }

  @Test
  void strongHistories_areLinearizable_whileNodesPauseAndConnectionsAreCut(RedisServer redis) {
    int operations = 0;
    try (FaultyProxy proxy = FaultyProxy.to(redis.host(), redis.port());
        Fleet fleet = new Fleet(NODES, proxy.uri(redis.uri()), "strong", "consistency=strong")) {
      Disturbance disturbance = disturbance(fleet, proxy);
      for (int round = 0; round < HISTORIES; round++) {
        List<Operation> history = fleet.record(plan(round), disturbance);
        operations += history.size();
        Verdict verdict = LinearizabilityChecker.check(history);
        assertThat(verdict).as(verdict.explanation()).isEqualTo(Verdict.HOLDS);
      }
    }
    assertThat(operations).isGreaterThan(HISTORIES * 200);
  }

  @Test
  void eventualHistories_areNotLinearizable_withANearCache(RedisServer redis) {
    try (FaultyProxy proxy = FaultyProxy.to(redis.host(), redis.port());
        Fleet fleet = new Fleet(NODES, proxy.uri(redis.uri()), "eventual", "near-max-entries=60")) {
      Disturbance disturbance = disturbance(fleet, proxy);
      boolean found = false;
      for (int round = 0; round < HISTORIES && !found; round++) {
        found = LinearizabilityChecker.check(fleet.record(plan(round), disturbance)).isViolation();
      }
      assertThat(found).isTrue();
    }
  }
}
