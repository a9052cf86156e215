package dev.corral.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.micronaut.CorralSyncCache;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import io.micronaut.core.type.Argument;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Lifetimes are the same for blocking and asynchronous calls, as Redis's PTTL says. */
@WithRedis
class LifetimesTest {
  /** Something that is done to a key. */
  interface Act extends BiConsumer<CorralSyncCache, Object> {}

  static Stream<Arguments> waysToMakeAnEntry() {
    Act put = (cache, key) -> cache.put(key, "v");
    Act putLater = (cache, key) -> cache.async().put(key, "v").join();
    Act putIfAbsent = (cache, key) -> cache.putIfAbsent(key, "v");
    Act putIfAbsentLater = (cache, key) -> cache.async().putIfAbsent(key, "v").join();
    Act load = (cache, key) -> cache.get(key, Argument.STRING, () -> "v");
    Act loadLater = (cache, key) -> cache.async().get(key, Argument.STRING, () -> "v").join();
    return Stream.of(put, putLater, putIfAbsent, putIfAbsentLater, load, loadLater)
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("waysToMakeAnEntry")
  void entryLives_asLongAsTheCacheSays_orItsOwnLifetimeDoes(Act make, RedisServer redis) {
    try (Shop shop = Shop.open(redis, "corral.caches.books.lifetime", "10m")) {
      make.accept(shop.cache(), "key");
      assertThat(left(redis)).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
    }
    try (Shop shop = Shop.open(redis, "test.entry-lifetime", "true")) {
      make.accept(shop.cache(), "key");
      assertThat(left(redis)).isBetween(Duration.ofMinutes(41), Duration.ofMinutes(42));
    }
  }

  static Stream<Arguments> waysToExtendALifetime() {
    Act read = (cache, key) -> cache.get(key, Argument.STRING);
    Act readLater = (cache, key) -> cache.async().get(key, Argument.STRING).join();
    Act put = (cache, key) -> cache.put(key, "new");
    Act putLater = (cache, key) -> cache.async().put(key, "new").join();
    return Stream.of(
        Arguments.of("accessed", read),
        Arguments.of("accessed", readLater),
        Arguments.of("modified", put),
        Arguments.of("modified", putLater));
  }

  @ParameterizedTest
  @MethodSource("waysToExtendALifetime")
  void lifetimeBeginsAnew_fromWhatTheCacheSays(String from, Act act, RedisServer redis) {
    try (Shop shop =
        Shop.open(
            redis,
            "corral.caches.books.lifetime",
            "10m",
            "corral.caches.books.lifetime-from",
            from)) {
      shop.cache().put("key", "v");
      await().until(() -> left(redis).compareTo(Duration.ofMinutes(10).minusSeconds(1)) < 0);
      Duration before = left(redis);
      act.accept(shop.cache(), "key");
      assertThat(left(redis)).isGreaterThan(before);
    }
  }

  private static Duration left(RedisServer redis) {
    List<Duration> all = Lifetimes.ofEntries(redis);
    assertThat(all).hasSize(1);
    return all.get(0);
  }
}
