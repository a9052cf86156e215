package dev.corral.it.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.CorralConfiguration;
import dev.corral.it.Effort;
import dev.corral.it.atomic.OpenCaches;
import dev.corral.it.consistency.Fleet.Fault;
import dev.corral.testkit.FaultyProxy;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.cache.Cache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No reader of a cache with a near cache sees a value that was overwritten, or removed, longer ago
 * than the staleness bound, whatever becomes of the messages. Together the tests check more than a
 * million reads.
 */
@WithRedis
class StalenessTest {

  private static final int NODES = 3;
  private static final int KEYS = 100;
  private static final int NEAR_ENTRIES = 60;
  private static final Duration BOUND = Duration.ofSeconds(1);
  private static final Duration REST = BOUND.plusMillis(300);
  private static final long READS = Effort.of(130_000);

  /** Two seconds each; 30 of them make the run of a minute that a release asks for. */
  private static final int STRIKES = Effort.of(10);

  @TempDir private Path folder;

  private static String[] settings(String... more) {
    return Stream.concat(
            Stream.of("near-max-entries=" + NEAR_ENTRIES, "staleness-bound=1s"), Stream.of(more))
        .toArray(String[]::new);
  }

  /** The writers rest now and then: an old value that no later message hits would be seen. */
  private void holds(Fleet fleet, Fault fault) throws Exception {
    StalenessPlan plan = new StalenessPlan(folder.resolve("board"), KEYS, BOUND, 2, 2, true);
    AtomicInteger turn = new AtomicInteger();
    StalenessReport report =
        fleet.measure(
            plan,
            READS,
            STRIKES,
            board -> {
              fault.strike(board);
              if (turn.incrementAndGet() % 2 == 0) {
                fleet.restWriters(REST);
              }
            });
    assertThat(report.violations()).as(report.example()).isZero();
    assertThat(report.checked()).isGreaterThanOrEqualTo(READS);
    assertThat(report.changes()).isGreaterThan(Effort.of(1_000));
    assertThat(fleet.nearHits()).isGreaterThan(READS / 20);
  }

  private void holds(URI uri, String cache, Fault fault, String... more) throws Exception {
    try (Fleet fleet = new Fleet(NODES, uri, cache, settings(more))) {
      holds(fleet, fault);
    }
  }

  @Test
  void nothingOld_isRead_whenAllIsWell(RedisServer redis) throws Exception {
    holds(redis.uri(), "well", Fault.NONE);
  }

  @Test
  void nothingOld_isRead_whenMessagesAreLost(RedisServer redis) throws Exception {
    try (FaultyProxy proxy = FaultyProxy.to(redis.host(), redis.port())) {
      proxy.loseMessages(0.01);
      holds(proxy.uri(redis.uri()), "lost", Fault.NONE);
      assertThat(proxy.messagesLost()).isGreaterThan(Effort.of(100));
    }
  }

  @Test
  void nothingOld_isRead_whenHalfOfTheMessagesAreLost(RedisServer redis) throws Exception {
    try (FaultyProxy proxy = FaultyProxy.to(redis.host(), redis.port())) {
      proxy.loseMessages(0.5);
      holds(proxy.uri(redis.uri()), "half", Fault.NONE);
    }
  }

  @Test
  void nothingOld_isRead_whenMessagesAreLate(RedisServer redis) throws Exception {
    try (FaultyProxy proxy = FaultyProxy.to(redis.host(), redis.port())) {
      proxy.delayMessages(Duration.ofMillis(200));
      holds(proxy.uri(redis.uri()), "late", Fault.NONE);
    }
  }

  @Test
  void nothingOld_isRead_whenSubscribersAreCut(RedisServer redis) throws Exception {
    Subscribers subscribers = new Subscribers(redis);
    try (FaultyProxy proxy = FaultyProxy.to(redis.host(), redis.port())) {
      holds(proxy.uri(redis.uri()), "cut", board -> subscribers.disconnect(proxy::cutSubscribers));
    }
    assertThat(subscribers.lost()).isGreaterThan(STRIKES);
  }

  @Test
  void nothingOld_isRead_whenTheServerKillsSubscribers(RedisServer redis) throws Exception {
    Subscribers subscribers = new Subscribers(redis);
    holds(
        redis.uri(),
        "killed",
        board -> subscribers.disconnect(() -> redis.command("CLIENT", "KILL", "TYPE", "pubsub")));
    assertThat(subscribers.lost()).isGreaterThan(STRIKES);
  }

  /** What a change of many entries sends is more than the server holds back for a subscriber. */
  @Test
  void nothingOld_isRead_whenSubscribersAreTooSlowForTheServer() throws Exception {
    String many = "x".repeat(500);
    Map<String, String> burst =
        IntStream.range(0, 400)
            .mapToObj(i -> many + i)
            .collect(Collectors.toMap(Function.identity(), key -> "a"));
    try (RedisServer redis =
            RedisServer.builder().option("client-output-buffer-limit", "pubsub 1kb 1kb 1").build();
        OpenCaches writer = OpenCaches.at(redis.uri());
        Fleet fleet = new Fleet(NODES, redis.uri(), "slow", settings("shards=1"))) {
      Cache<String, String> cache =
          writer.open(
              "slow", CorralConfiguration.builder(String.class, String.class).shards(1).build());
      Subscribers subscribers = new Subscribers(redis);
      holds(fleet, board -> subscribers.disconnect(() -> cache.putAll(burst)));
      assertThat(subscribers.lost()).isGreaterThan(STRIKES);
    }
  }

  @Test
  void nothingOld_isRead_whenTheCacheIsClearedNowAndThen(RedisServer redis) throws Exception {
    AtomicInteger clears = new AtomicInteger();
    try (FaultyProxy proxy = FaultyProxy.to(redis.host(), redis.port());
        Fleet fleet = new Fleet(NODES, proxy.uri(redis.uri()), "cleared", settings())) {
      proxy.loseMessages(0.1);
      holds(fleet, board -> fleet.clear(board, KEYS, clears.getAndIncrement() % NODES, REST));
    }
  }

  @Test
  void nothingOldNorSpoilt_isRead_whenValuesAreMutable(RedisServer redis) throws Exception {
    try (FaultyProxy proxy = FaultyProxy.to(redis.host(), redis.port())) {
      proxy.loseMessages(0.01);
      holds(
          proxy.uri(redis.uri()),
          "mutable",
          board -> proxy.cutSubscribers(),
          MutableValues.SETTING);
    }
  }
}
