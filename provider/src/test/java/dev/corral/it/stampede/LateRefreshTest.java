package dev.corral.it.stampede;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralCache;
import dev.corral.CorralConfiguration;
import dev.corral.EntryLifetime;
import dev.corral.it.atomic.OpenCaches;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.integration.CacheLoader;
import org.junit.jupiter.api.Test;

/** A node that finds an entry stale, and asks for its lease when another has just refreshed it. */
@WithRedis
class LateRefreshTest {
  private static final String KEY = "key";
  private static final Duration LONG = Duration.ofHours(1);

  private final AtomicInteger loads = new AtomicInteger();

  @Test
  void aStaleEntry_isNotLoadedAgain_whenAnotherNodeRefreshedItMeanwhile(RedisServer redis) {
    try (OpenCaches quickNode = OpenCaches.at(redis.uri());
        OpenCaches lateNode = OpenCaches.at(redis.uri())) {
      CorralCache<String, String> quick = open(quickNode);
      CorralCache<String, String> late = open(lateNode);
      CacheEntryExpiredListener<String, String> betweenReadAndLease =
          events -> await().until(() -> "new".equals(quick.get(KEY)));
      late.registerCacheEntryListener(
          new MutableCacheEntryListenerConfiguration<>(
              () -> betweenReadAndLease, null, false, true));
      quick.put(KEY, "old");
      await().until(() -> !quick.containsKey(KEY));

      assertThat(late.get(KEY)).isEqualTo("old");

      await().until(() -> late.loadStatistics().leasesGranted() == 1);
      await().until(() -> !redis.commandText("KEYS", "*}l*").contains(KEY));
      assertThat(loads).hasValue(1);
      assertThat(late.loadStatistics().loads()).isZero();
      assertThat(late.get(KEY)).isEqualTo("new");
    }
  }

  private CorralCache<String, String> open(OpenCaches node) {
    EntryLifetime<String, String> lifetime =
        (key, value) -> value.equals("old") ? Duration.ofMillis(1) : LONG;
    CorralConfiguration<String, String> configuration =
        CorralConfiguration.builder(String.class, String.class)
            .readThrough(true)
            .loaderFactory(() -> new CountingLoader(loads))
            .entryLifetimeFactory(() -> lifetime)
            .staleWhileRevalidate(LONG)
            .sweepInterval(Duration.ZERO)
            .build();
    @SuppressWarnings("unchecked")
    CorralCache<String, String> cache =
        node.open("late-refresh", configuration).unwrap(CorralCache.class);
    return cache;
  }

  private record CountingLoader(AtomicInteger loads) implements CacheLoader<String, String> {
    @Override
    public String load(String key) {
      loads.incrementAndGet();
      return "new";
    }

    @Override
    public Map<String, String> loadAll(Iterable<? extends String> keys) {
      return StreamSupport.stream(keys.spliterator(), false)
          .collect(Collectors.toMap(key -> key, this::load));
    }
  }
}
