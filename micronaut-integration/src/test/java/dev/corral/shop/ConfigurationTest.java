package dev.corral.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Consistency;
import dev.corral.CorralConfiguration;
import dev.corral.LifetimeFrom;
import dev.corral.internal.config.CacheOptions;
import dev.corral.internal.config.Option;
import dev.corral.micronaut.CorralCustomizer;
import dev.corral.micronaut.CorralSyncCache;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import io.micronaut.cache.CacheManager;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.exceptions.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** Caches from properties. */
@WithRedis
class ConfigurationTest {

  @Test
  void everyOption_hasItsProperty_withMetadata() throws Exception {
    String metadata = metadata();
    SoftAssertions softly = new SoftAssertions();
    for (Field field : CacheOptions.class.getFields()) {
      if (field.get(null) instanceof Option<?> option) {
        for (String place : List.of("corral.caches.*.", "corral.defaults.")) {
          softly.assertThat(metadata).contains("\"" + place + option.name() + "\"");
        }
      }
    }
    softly
        .assertThat(metadata)
        .contains("\"corral.uri\"", "\"corral.read-timeout\"", "\"corral.caches.*.value-type\"");
    softly.assertAll();
  }

  private static String metadata() throws IOException {
    try (InputStream file =
        CorralCustomizer.class.getResourceAsStream(
            "/META-INF/spring-configuration-metadata.json")) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void options_areThoseOfTheCache(RedisServer redis) {
    try (Shop shop =
        Shop.open(
            redis,
            "corral.caches.books.shards",
            "4",
            "corral.caches.books.lifetime",
            "90s",
            "corral.caches.books.lifetime-from",
            "MODIFIED",
            "corral.caches.books.null-lifetime",
            "PT1.5S",
            "corral.caches.books.near-max-weight",
            "64KB",
            "corral.caches.books.early-expiry-beta",
            "0.5",
            "corral.caches.books.consistency",
            "causal",
            "corral.caches.books.value-type",
            "java.lang.String",
            "corral.caches.books.allow[0]",
            "com.shop.Order",
            "corral.defaults.lock-lease",
            "7s",
            "corral.defaults.shards",
            "8")) {
      CorralConfiguration<?, ?> books = configurationOf(shop.cache());
      assertThat(books.shards()).contains(4);
      assertThat(books.lifetime()).contains(Duration.ofSeconds(90));
      assertThat(books.lifetimeFrom()).contains(LifetimeFrom.MODIFIED);
      assertThat(books.nullLifetime()).contains(Duration.ofMillis(1500));
      assertThat(books.nearMaxWeight()).contains(65_536L);
      assertThat(books.earlyExpiryBeta()).contains(0.5);
      assertThat(books.consistency()).contains(Consistency.CAUSAL);
      assertThat(books.getValueType()).isEqualTo(String.class);
      assertThat(books.allow().orElseThrow()).contains("com.shop.Order");
      assertThat(books.lockLease()).contains(Duration.ofSeconds(7));
    }
  }

  @SuppressWarnings("unchecked")
  private static CorralConfiguration<Object, Object> configurationOf(CorralSyncCache cache) {
    return cache.getNativeCache().getConfiguration(CorralConfiguration.class);
  }

  @Test
  void caches_existAtStart(RedisServer redis) {
    try (Shop shop = Shop.open(redis, "corral.caches.films.lifetime", "1h")) {
      assertThat(redis.commandText("EXISTS", "corral:{books}d", "corral:{films}d")).isEqualTo("2");
      CacheManager<?> manager = shop.bean(CacheManager.class);
      assertThat(manager.getCacheNames()).containsExactlyInAnyOrder("books", "films");
      assertThatThrownBy(() -> manager.getCache("unknown"))
          .isInstanceOf(ConfigurationException.class);
    }
  }

  @Test
  void unknownCaches_areMade_whereThatIsAllowed(RedisServer redis) {
    try (Shop shop =
        Shop.open(redis, "corral.dynamic-caches", "true", "corral.defaults.lifetime", "11m")) {
      CorralSyncCache cache = (CorralSyncCache) shop.bean(CacheManager.class).getCache("unknown");
      cache.put("a", 1);
      assertThat(cache.get("a", Integer.class)).contains(1);
      assertThat(configurationOf(cache).lifetime()).contains(Duration.ofMinutes(11));
    }
  }

  @Test
  void wrongValue_failsTheStart_withTheNameOfTheProperty(RedisServer redis) {
    refused(redis, "corral.caches.books.lock-lease", "5ms", "corral.caches.books.lock-lease");
    refused(redis, "corral.caches.books.lifetime", "500us", "corral.caches.books.lifetime");
    refused(redis, "corral.caches.books.shards", "many", "corral.caches.books.shards");
    refused(redis, "corral.caches.books.load-scope", "world", "corral.caches.books.load-scope");
    refused(
        redis, "corral.caches.books.wait-replicas", "1", "corral.caches.books", "wait-replicas");
    refused(redis, "corral.defaults.lock-lease", "5ms", "corral.defaults.lock-lease");
    refused(redis, "corral.read-timeout", "3h", "corral.read-timeout");
    refused(redis, "corral.uri", "http://localhost", "http://localhost");
  }

  @Test
  void unknownProperty_failsTheStart_withItsName(RedisServer redis) {
    refused(redis, "corral.caches.books.life-time", "5m", "corral.caches.books.life-time");
    refused(redis, "corral.defaults.shard", "5", "corral.defaults.shard");
  }

  private static void refused(RedisServer redis, String property, String value, String... named) {
    assertThatThrownBy(() -> Shop.open(redis, property, value).close())
        .as("%s = %s", property, value)
        .satisfies(failure -> assertThat(allMessages(failure)).contains(named));
  }

  private static String allMessages(Throwable failure) {
    List<String> messages = new ArrayList<>();
    for (Throwable next = failure; next != null; next = next.getCause()) {
      messages.add(String.valueOf(next.getMessage()));
    }
    return String.join("\n", messages);
  }

  @Test
  void customizer_configuresWhatPropertiesCannot(RedisServer redis) {
    try (Shop shop = Shop.open(redis, "test.entry-lifetime", "true")) {
      shop.books().title(1);
      assertThat(Lifetimes.ofEntries(redis))
          .singleElement()
          .satisfies(
              left -> assertThat(left).isBetween(Duration.ofMinutes(41), Duration.ofMinutes(42)));
    }
  }

  /** Beans for one of the tests. */
  @Factory
  @Requires(property = "test.entry-lifetime")
  static class Customizers {
    @Bean
    CorralCustomizer entryLifetime() {
      return (name, builder) ->
          builder.entryLifetimeFactory(() -> (key, value) -> Duration.ofMinutes(42));
    }
  }
}
