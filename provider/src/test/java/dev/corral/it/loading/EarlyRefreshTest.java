package dev.corral.it.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralCache;
import dev.corral.LoadScope;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.time.Duration;
import java.util.Set;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.integration.CompletionListenerFuture;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Entries that are loaded anew in the background before they expire. */
@WithRedis
class EarlyRefreshTest {
  private static final Logger log = LoggerFactory.getLogger(EarlyRefreshTest.class);

  @Test
  void underSteadyLoad_noReaderEverWaitsAfterTheFirst(RedisServer redis) {
    SteadyLoad.Result plain = SteadyLoad.run(redis, LoadScope.OFF, 0, Duration.ofSeconds(3));
    SteadyLoad.Result coalesced =
        SteadyLoad.run(redis, LoadScope.CLUSTER, 0, Duration.ofSeconds(3));
    SteadyLoad.Result early = SteadyLoad.run(redis, LoadScope.CLUSTER, 1, Duration.ofSeconds(10));
    log.info("plain, 3 s: {}; coalesced, 3 s: {}; XFetch, 10 s: {}", plain, coalesced, early);

    assertThat(early.blocked()).isZero();
    assertThat(early.loads()).isGreaterThan(9);
    assertThat(plain.blocked()).isPositive();
    assertThat(coalesced.blocked()).isPositive();
    assertThat(coalesced.loads()).isLessThanOrEqualTo(plain.loads());
  }

  @Test
  void earlyRefresh_servesTheOldValue_andUpdatesInTheBackground(RedisServer redis)
      throws Exception {
    try (Nodes nodes = new Nodes(redis)) {
      Gate gate = new Gate();
      EventLog events = new EventLog();
      TestLoader loader = TestLoader.answering(key -> "old");
      // With 200 ms times 100 a minute's lifetime is refreshed after about 20 reads.
      CorralCache<String, String> cache =
          nodes.open(loader, o -> o.lifetime(Duration.ofMinutes(1)).earlyExpiryBeta(100));
      cache.registerCacheEntryListener(
          new MutableCacheEntryListenerConfiguration<>(() -> events, null, true, true));
      loader.now(
          key -> {
            await().pollDelay(Duration.ofMillis(200)).until(() -> true);
            return "old";
          });
      CompletionListenerFuture done = new CompletionListenerFuture();
      cache.loadAll(Set.of("a"), true, done);
      done.get();
      loader.now(key -> gate.pass("new"));

      await()
          .until(
              () -> {
                assertThat(cache.get("a")).isEqualTo("old");
                return cache.loadStatistics().earlyRefreshes() == 1;
              });
      gate.awaitArrival();
      for (int i = 0; i < 50; i++) {
        assertThat(cache.get("a")).isEqualTo("old");
      }
      assertThat(loader.count()).isEqualTo(2);
      assertThat(loader.threads().get(1)).isNotSameAs(Thread.currentThread());
      gate.open();
      nodes.areAtRest();
      assertThat(events.all()).startsWith("CREATED a null -> old", "UPDATED a old -> new");
    }
  }
}
