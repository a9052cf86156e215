package dev.corral.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.cache.CacheManager;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.client.BlockingHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators see and do. */
@WithRedis
class OperationsTest {
  private Shop shop;

  @BeforeEach
  void open(RedisServer redis) {
    shop =
        Shop.open(
            redis,
            "corral.dynamic-caches",
            true,
            "endpoints.caches.enabled",
            true,
            "endpoints.caches.sensitive",
            false,
            "endpoints.health.details-visible",
            "ANONYMOUS");
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void meters_countPerCache_alsoOfCachesThatOpenLater() {
    MeterRegistry meters = shop.bean(MeterRegistry.class);
    shop.books().title(1);
    shop.books().title(1);
    shop.bean(CacheManager.class).getCache("later").put("a", "b");

    assertThat(count(meters, "cache.gets", "books", "result", "hit")).isEqualTo(1);
    assertThat(count(meters, "cache.gets", "books", "result", "miss")).isEqualTo(1);
    assertThat(count(meters, "corral.loads", "books")).isEqualTo(1);
    assertThat(count(meters, "cache.puts", "later")).isEqualTo(1);
  }

  private static double count(MeterRegistry meters, String name, String cache, String... tags) {
    return meters.get(name).tag("cache", cache).tags(tags).functionCounter().count();
  }

  @Test
  void endpoint_listsAndClearsCaches() {
    BlockingHttpClient http = shop.http();
    shop.books().title(1);
    assertThat(http.retrieve("/caches")).contains("\"books\"", "\"misses\":1");
    assertThat(http.retrieve("/caches/books")).contains("\"loads\":1");

    assertThat(http.retrieve(HttpRequest.DELETE("/caches/books"))).isEqualTo("true");
    assertThat(shop.corral().containsKey(1L)).isFalse();
    shop.books().title(1);
    assertThat(http.retrieve(HttpRequest.DELETE("/caches"))).isEqualTo("true");
    assertThat(shop.corral().containsKey(1L)).isFalse();
  }

  @Test
  void health_isUp_whileRedisAnswers() {
    assertThat(shop.http().retrieve("/health")).contains("\"corral\":{", "\"status\":\"UP\"");
  }
}
