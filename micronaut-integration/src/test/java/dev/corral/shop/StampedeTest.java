package dev.corral.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testkit.ChildJvm;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** 500 concurrent calls of a cached method, in two JVMs. */
@WithRedis
class StampedeTest {
  private static final String CALLS = "250";

  @Test
  void missingKey_isLoadedOnce_inTwoJvms(RedisServer redis) {
    assertThat(queries("7", "corral.uri=" + redis.uri(), "corral.caches.books.lifetime=1h"))
        .isEqualTo(1);
  }

  @Test
  void missingKey_isLoadedManyTimes_byMicronautsOwnJCacheManager(RedisServer redis) {
    assertThat(queries("8", "stock.uri=" + redis.uri() + "?prefix=stock:", "corral.enabled=false"))
        .isGreaterThan(1);
  }

  private static int queries(String id, String... properties) {
    try (ChildJvm one = ChildJvm.start(ShopNode.class, properties);
        ChildJvm two = ChildJvm.start(ShopNode.class, properties)) {
      CompletableFuture<String> here = one.callAsync("titles", id, CALLS);
      CompletableFuture<String> there = two.callAsync("titles", id, CALLS);
      return Integer.parseInt(here.join()) + Integer.parseInt(there.join());
    }
  }
}
