package dev.corral.it.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.it.consistency.Operation.Outcome;
import dev.corral.testkit.FaultyProxy;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cache that asks Redis each time, seen by several nodes, is never behind; and who is behind is
 * found out.
 */
@WithRedis
class WithoutNearCacheTest {

  @TempDir private Path folder;

  @Test
  void noReader_seesWhatWasOverwrittenBefore(RedisServer redis) throws Exception {
    StalenessPlan plan = new StalenessPlan(folder.resolve("board"), 20, Duration.ZERO, 2, 2, true);
    try (Fleet fleet = new Fleet(2, redis.uri(), "fresh")) {
      StalenessReport report = fleet.measure(plan, 10_000, Fleet.Fault.NONE);
      assertThat(report.violations()).as(report.example()).isZero();
      assertThat(report.stale()).isZero();
      assertThat(report.changes()).isGreaterThan(100);
    }
  }

  @Test
  void histories_areLinearizable_whileConnectionsAreCut(RedisServer redis) throws Exception {
    try (FaultyProxy proxy = FaultyProxy.to(redis.host(), redis.port());
        Fleet fleet = new Fleet(3, proxy.uri(redis.uri()), "linear")) {
      for (int round = 0; round < 3; round++) {
        RegisterPlan plan = new RegisterPlan("round-" + round + "-", 2, 4, 100, round);
        List<Operation> history = fleet.record(plan, proxy::cutAll);
        assertThat(history.size()).isGreaterThan(800);
        assertThat(history).anyMatch(o -> o.outcome() == Outcome.REFUSED);
        Verdict verdict = LinearizabilityChecker.check(history);
        assertThat(verdict).as(verdict.explanation()).isEqualTo(Verdict.HOLDS);
        Verdict causal = CausalChecker.check(history);
        assertThat(causal).as(causal.explanation()).isEqualTo(Verdict.HOLDS);
      }
    }
  }

  @Test
  void aNearCacheThatHearsOfNothing_isFoundOut(RedisServer redis) throws Exception {
    StalenessPlan plan =
        new StalenessPlan(folder.resolve("board"), 20, Duration.ofMillis(100), 2, 2, true);
    try (Fleet fleet = new Fleet(2, redis.uri(), "naive", NaiveNearCache.SETTING)) {
      StalenessReport report = fleet.measure(plan, 10_000, Fleet.Fault.NONE);
      assertThat(report.violations()).isPositive();
      assertThat(report.oldest()).isGreaterThan(plan.bound());
      assertThat(report.example()).contains("was overwritten");

      Verdict unlinearizable = firstViolation(fleet, "total", LinearizabilityChecker::check);
      assertThat(unlinearizable.explanation()).startsWith("Right until");
      Verdict uncausal = firstViolation(fleet, "causal", CausalChecker::check);
      assertThat(uncausal.explanation()).contains("Violates '");
    }
  }

  /** Not every history shows it: whether a reader meets what is old is up to how they run. */
  private static Verdict firstViolation(
      Fleet fleet, String keys, Function<List<Operation>, Verdict> checker) {
    Verdict verdict = Verdict.HOLDS;
    for (int round = 0; round < 100 && !verdict.isViolation(); round++) {
      RegisterPlan plan = new RegisterPlan(keys + "-" + round + "-", 1, 4, 200, round);
      verdict = checker.apply(fleet.record(plan, Fleet.Disturbance.NONE));
    }
    assertThat(verdict.isViolation()).isTrue();
    return verdict;
  }
}
