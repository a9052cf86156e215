package dev.corral.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.corral.RedisUnavailableException;
import dev.corral.testkit.RedisServer;
import io.micronaut.http.client.BlockingHttpClient;
import io.micronaut.http.client.exceptions.HttpClientResponseException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What an application does while Redis cannot be reached, and what it says of its health. */
class RedisAwayTest {
  private RedisServer redis;

  @BeforeEach
  void start() {
    redis = RedisServer.start();
  }

  @AfterEach
  void stop() {
    redis.close();
  }

  private Shop open(Object... properties) {
    Object[] all = new Object[properties.length + 4];
    System.arraycopy(properties, 0, all, 4, properties.length);
    all[0] = "corral.retry-timeout";
    all[1] = "0s";
    all[2] = "endpoints.health.details-visible";
    all[3] = "ANONYMOUS";
    return Shop.another(redis.uri(), all);
  }

  @Test
  void callsFail_andHealthSaysSo_untilRedisIsBack() {
    try (Shop shop = open()) {
      BlockingHttpClient http = shop.http();
      redis.kill();
      assertThatThrownBy(() -> shop.books().title(1)).isInstanceOf(RedisUnavailableException.class);
      assertThatThrownBy(() -> Mono.from(shop.books().titleMono(1)).block())
          .isInstanceOf(RedisUnavailableException.class);
      assertThat(shop.source().queries()).isZero();
      assertThat(health(http)).contains("\"corral\":{", "\"status\":\"DOWN\"", "\"error\":");

      redis.restart();
      await().ignoreExceptions().until(() -> "title of 1".equals(shop.books().title(1)));
      await().untilAsserted(() -> assertThat(health(http)).doesNotContain("DOWN"));
    }
  }

  private static String health(BlockingHttpClient http) {
    try {
      return http.retrieve("/health");
    } catch (HttpClientResponseException e) {
      return e.getResponse().getBody(String.class).orElse("");
    }
  }

  @Test
  void methodsAreCalled_whereThatIsConfigured_butChangesFail() {
    try (Shop shop = open("corral.when-unavailable", "call-method")) {
      redis.kill();
      assertThat(shop.books().title(1)).isEqualTo("title of 1");
      assertThat(shop.books().find(1)).contains("title of 1");
      assertThat(Mono.from(shop.books().titleMono(1)).block()).isEqualTo("title of 1");
      shop.source().answers(id -> CompletableFuture.completedFuture("later"));
      assertThat(Objects.requireNonNull(shop.books().titleLater(1)).join()).isEqualTo("later");
      assertThat(shop.source().queries()).isEqualTo(4);
      assertThatThrownBy(() -> shop.books().forget(1))
          .isInstanceOf(RedisUnavailableException.class);
      assertThatThrownBy(() -> shop.books().forgetAsync(1).join())
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(RedisUnavailableException.class);
    }
  }

  @Test
  void startFails_withoutRedis() {
    redis.kill();
    assertThatThrownBy(() -> open().close())
        .hasStackTraceContaining(RedisUnavailableException.class.getName());
  }

  @Test
  void start_withoutRedis_isPossible_andCachesOpenWhenItIsBack() {
    redis.kill();
    try (Shop shop =
        open("corral.start-without-redis", true, "corral.when-unavailable", "call-method")) {
      BlockingHttpClient http = shop.http();
      assertThat(shop.books().title(1)).isEqualTo("title of 1");
      assertThat(health(http)).contains("\"unopenedCaches\":[\"books\"]", "DOWN");

      redis.restart();
      await()
          .untilAsserted(
              () -> {
                assertThat(shop.books().title(2)).isEqualTo("title of 2");
                assertThat(shop.corral().containsKey(2L)).isTrue();
                assertThat(health(http)).doesNotContain("unopenedCaches", "DOWN");
              });
    }
  }
}
