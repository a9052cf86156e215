package dev.corral.it.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LONG;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralConfiguration;
import dev.corral.it.atomic.OpenCaches;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a large value takes in Redis, and who can read it. */
@WithRedis
class CompressionTest {
  private static final String TEXT = "all the same, ".repeat(1000);

  private static CorralConfiguration<String, String> configuration(long compressFrom) {
    return CorralConfiguration.builder(String.class, String.class)
        .shards(1)
        .compressFrom(compressFrom)
        .nearMaxEntries(10)
        .build();
  }

  private static @Nullable Object length(RedisServer redis, String cache, String key) {
    return redis.command("STRLEN", "corral:{" + cache + "#0}rs:" + key);
  }

  @Test
  void largeValue_isSmallInRedis_andTheSameToAll(RedisServer redis) {
    try (OpenCaches compressing = OpenCaches.at(redis.uri());
        OpenCaches plain = OpenCaches.at(redis.uri())) {
      Cache<String, String> here = compressing.open("large", configuration(1000));
      Cache<String, String> there = plain.open("large", configuration(0));
      here.put("a", TEXT);
      there.put("b", TEXT);
      assertThat(length(redis, "large", "a")).asInstanceOf(LONG).isBetween(1L, 1000L);
      assertThat(length(redis, "large", "b")).asInstanceOf(LONG).isGreaterThan(TEXT.length());
      for (Cache<String, String> cache : Set.of(here, there)) {
        assertThat(cache.getAll(Set.of("a", "b"))).isEqualTo(Map.of("a", TEXT, "b", TEXT));
        assertThat(cache.get("a")).isEqualTo(TEXT);
        assertThat(cache.replace("a", TEXT, TEXT)).isTrue();
      }
      assertThat(here.getAndPut("a", "small")).isEqualTo(TEXT);
      await().untilAsserted(() -> assertThat(there.get("a")).isEqualTo("small"));
    }
  }
}
