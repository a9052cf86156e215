package dev.corral.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.micronaut.InvalidationEvent;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.client.BlockingHttpClient;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two instances of the application on one Redis, each with a near cache. */
@WithRedis
class TwoInstancesTest {
  private static final Object[] PROPERTIES = {
    "corral.caches.books.near-max-entries", 100, "corral.caches.books.staleness-bound", "1h"
  };

  private Shop one;
  private Shop two;

  @BeforeEach
  void open(RedisServer redis) {
    one = Shop.open(redis, PROPERTIES);
    two = Shop.another(redis.uri(), PROPERTIES);
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
  }

  @Test
  void writeOnOne_invalidatesTheOther() {
    BlockingHttpClient here = one.http();
    BlockingHttpClient there = two.http();
    assertThat(here.retrieve("/books/1")).isEqualTo("title of 1");
    await()
        .untilAsserted(
            () -> {
              assertThat(there.retrieve("/books/1")).isEqualTo("title of 1");
              assertThat(two.corral().nearStatistics().hits()).isPositive();
            });
    assertThat(two.source().queries()).isZero();

    two.source().answers(id -> "new");
    here.exchange(HttpRequest.PUT("/books/1", "new").contentType(MediaType.TEXT_PLAIN_TYPE));

    await().untilAsserted(() -> assertThat(there.retrieve("/books/1")).isEqualTo("new"));
    assertThat(here.retrieve("/books/1")).isEqualTo("new");
    assertThat(one.source().queries() + two.source().queries()).isEqualTo(2);
  }

  @Test
  void applicationEvent_invalidatesByAnnotation_onAllInstances() {
    one.books().title(1);
    one.books().title(2);
    one.publish(new BookChanged(1));

    await().untilAsserted(() -> assertThat(two.corral().containsKey(1L)).isFalse());
    assertThat(two.corral().containsKey(2L)).isTrue();
  }

  @Test
  void invalidationEvent_dropsAnEntry_thoseOfATag_orAll() {
    one.corral().put(1L, "a");
    one.corral().put(2L, "b", Set.of("tag"));
    one.corral().put(3L, "c");
    one.publish(InvalidationEvent.ofKey("books", 1L));
    await().untilAsserted(() -> assertThat(two.corral().containsKey(1L)).isFalse());
    assertThat(two.corral().containsKey(2L)).isTrue();
    one.publish(InvalidationEvent.ofTag("books", "tag"));
    await().untilAsserted(() -> assertThat(two.corral().containsKey(2L)).isFalse());
    assertThat(two.corral().containsKey(3L)).isTrue();
    one.publish(InvalidationEvent.ofAll("books"));
    await().untilAsserted(() -> assertThat(two.corral().containsKey(3L)).isFalse());
  }
}
