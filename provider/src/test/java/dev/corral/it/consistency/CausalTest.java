package dev.corral.it.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.it.consistency.CausalHistories.Trouble;
import dev.corral.it.consistency.Fleet.Disturbance;
import dev.corral.testkit.FaultyProxy;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With {@code consistency = causal} a session that travels between nodes never sees anything older
 * than what it, or anyone whom it heard of, has seen before, whatever becomes of the messages.
 */
@WithRedis
class CausalTest {

  private static final int NODES = CausalHistories.NODES;
  private static final int KEYS = 12;
  private static final int HISTORIES = 4;

  /** More than sessions have that have not seen anything yet. */
  private static final int HITS = 250;

  @TempDir private Path folder;

  private static Fleet fleet(FaultyProxy proxy, RedisServer redis, String cache) {
    return new Fleet(
        NODES,
        proxy.uri(redis.uri()),
        cache,
        "consistency=causal",
        "near-max-entries=10",
        "staleness-bound=2s");
  }

  private void holds(FaultyProxy proxy, RedisServer redis, String cache, int hits, Trouble trouble)
      throws IOException {
    try (Fleet fleet = fleet(proxy, redis, cache)) {
      new CausalHistories(folder, KEYS).hold(fleet, HISTORIES, hits, trouble);
    }
  }

  @Test
  void sessionsNeverGoBack_whenAllIsWell(RedisServer redis) throws Exception {
    try (FaultyProxy proxy = FaultyProxy.to(redis.host(), redis.port())) {
      holds(proxy, redis, "well", HITS, fleet -> {});
    }
  }

  @Test
  void sessionsNeverGoBack_whenMessagesAreALittleLate(RedisServer redis) throws Exception {
    try (FaultyProxy proxy = FaultyProxy.to(redis.host(), redis.port())) {
      proxy.delayMessages(Duration.ofMillis(20));
      holds(proxy, redis, "little", HITS, fleet -> {});
    }
  }

  @Test
  void sessionsNeverGoBack_whenMessagesAreLate(RedisServer redis) throws Exception {
    try (FaultyProxy proxy = FaultyProxy.to(redis.host(), redis.port())) {
      proxy.delayMessages(Duration.ofMillis(200));
      holds(proxy, redis, "late", 0, fleet -> {});
    }
  }

  /** On living connections, and in shards in which hardly another message shows the gap. */
  @Test
  void sessionsNeverGoBack_whenMessagesAreLost(RedisServer redis) throws Exception {
    int keys = 40;
    try (FaultyProxy proxy = FaultyProxy.to(redis.host(), redis.port());
        Fleet fleet =
            new Fleet(
                NODES,
                proxy.uri(redis.uri()),
                "lost",
                "consistency=causal",
                "near-max-entries=100",
                "shards=256",
                "staleness-bound=10s")) {
      proxy.loseMessages(0.05);
      new CausalHistories(folder, keys).hold(fleet, 2 * HISTORIES, HITS, fleetUnharmed -> {});
      assertThat(proxy.messagesLost()).isPositive();
    }
  }

  @Test
  void sessionsNeverGoBack_whenSubscribersAreCut(RedisServer redis) throws Exception {
    try (FaultyProxy proxy = FaultyProxy.to(redis.host(), redis.port())) {
      holds(proxy, redis, "cut", HITS, CausalHistories.every(10, fleet -> proxy.cutSubscribers()));
    }
  }

  @Test
  void sessionsNeverGoBack_whenMessagesAreLateAndAllIsCut(RedisServer redis) throws Exception {
    try (FaultyProxy proxy = FaultyProxy.to(redis.host(), redis.port())) {
      proxy.delayMessages(Duration.ofMillis(50));
      holds(proxy, redis, "all", 0, CausalHistories.every(10, fleet -> proxy.cutAll()));
    }
  }

  @Test
  void sessionsNeverGoBack_whenNodesPause(RedisServer redis) throws Exception {
    AtomicInteger turn = new AtomicInteger();
    try (FaultyProxy proxy = FaultyProxy.to(redis.host(), redis.port())) {
      holds(
          proxy,
          redis,
          "paused",
          HITS,
          fleet -> fleet.pause(turn.incrementAndGet() % NODES, Duration.ofMillis(60)));
    }
  }

  @Test
  void readersGoBack_whenTheCacheDoesNotKnowTheirSessions(RedisServer redis) throws Exception {
    try (FaultyProxy proxy = FaultyProxy.to(redis.host(), redis.port());
        Fleet fleet = fleet(proxy, redis, "unknown")) {
      proxy.delayMessages(Duration.ofMillis(200));
      CausalHistories histories = new CausalHistories(folder, KEYS);
      boolean found = false;
      for (int round = 0; round < 20 && !found; round++) {
        List<Operation> history =
            fleet.recordSessions(histories.plan(round, false), Disturbance.NONE);
        found = CausalChecker.check(history).isViolation();
      }
      assertThat(found).isTrue();
    }
  }
}
