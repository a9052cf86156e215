package dev.corral.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.micronaut.InvalidationEvent;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import io.micronaut.cache.interceptor.ParametersKey;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an event says, and what it must not say. */
@WithRedis
class InvalidationEventTest {
  @Test
  void ofKey_dropsThatEntryAlone(RedisServer redis) {
    try (Shop shop = Shop.open(redis)) {
      Keyed keyed = shop.bean(Keyed.class);
      shop.corral().put("key", "a", Set.of("tag"));
      shop.corral().put("other", "b", Set.of("tag"));
      shop.publish(InvalidationEvent.ofKey("books", "key"));
      assertThat(shop.corral().containsKey("key")).isFalse();
      assertThat(shop.corral().containsKey("other")).isTrue();

      keyed.two("a", null);
      shop.publish(InvalidationEvent.ofKey("books", new ParametersKey("a", null)));
      keyed.two("a", null);
      assertThat(shop.source().queries()).isEqualTo(2);
    }
  }

  @Test
  void ofTag_dropsWhatHasTheTag_andNothingElse(RedisServer redis) {
    try (Shop shop = Shop.open(redis)) {
      shop.corral().put("tagged", "a", Set.of("tag"));
      shop.corral().put("not", "b");
      shop.publish(InvalidationEvent.ofTag("books", "tag"));
      assertThat(shop.corral().containsKey("tagged")).isFalse();
      assertThat(shop.corral().containsKey("not")).isTrue();
    }
  }

  @Test
  void unknownCache_isSaidToWhoPublishes(RedisServer redis) {
    try (Shop shop = Shop.open(redis)) {
      assertThatThrownBy(() -> shop.publish(InvalidationEvent.ofAll("boks")))
          .hasStackTraceContaining("No cache configured for name: boks")
          .hasStackTraceContaining("corral.caches.boks");
    }
  }

  @Test
  @SuppressWarnings("NullAway") // what callers without its checks can do
  void null_isRefused_ratherThanTakenForAllEntries() {
    assertThatThrownBy(() -> InvalidationEvent.ofAll(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("name of a cache");
    assertThatThrownBy(() -> InvalidationEvent.ofKey("books", null))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("ofAll");
    assertThatThrownBy(() -> InvalidationEvent.ofTag("books", null))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("ofAll");
  }

  @Test
  void keyAndTag_together_areRefused() {
    assertThatThrownBy(() -> new InvalidationEvent("books", "key", "tag"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("books");
  }
}
