package dev.corral.it.near;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.CorralCache;
import dev.corral.CorralConfiguration;
import dev.corral.CorralConfigurationBuilder;
import dev.corral.ValueCopier;
import dev.corral.it.faults.TestNode;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.cache.Cache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** By value: who modifies what it got from a near cache changes nobody else's. */
@WithRedis
class NearValuesTest {
  private TestNode node;

  @BeforeEach
  void open(RedisServer redis) {
    node = TestNode.at(redis.uri());
  }

  @AfterEach
  void close() {
    node.close();
  }

  private <K, V> Cache<K, V> near(
      Class<K> keys, Class<V> values, UnaryOperator<CorralConfigurationBuilder<K, V>> more) {
    return node.manager()
        .createCache(
            "values-" + UUID.randomUUID(),
            more.apply(
                    CorralConfiguration.builder(keys, values)
                        .nearMaxEntries(100)
                        .statisticsEnabled(true)
                        .stalenessBound(Duration.ofMinutes(1)))
                .build());
  }

  private static List<String> list() {
    return new ArrayList<>(List.of("a"));
  }

  @Test
  @SuppressWarnings("unchecked")
  void mutableValue_isACopyForEachHit() {
    Cache<String, List<String>> cache =
        near(String.class, (Class<List<String>>) (Class<?>) List.class, b -> b);
    List<String> mine = list();
    cache.put("k", mine);
    mine.add("after the put");
    assertThat(cache.get("k")).isEqualTo(list());
    cache.get("k").add("after a get");
    assertThat(cache.get("k")).isEqualTo(list());
  }

  /** A record of nothing that could be modified. */
  record Price(String currency, long cents) {}

  @Test
  void immutableValue_isShared() {
    Cache<String, Price> cache = near(String.class, Price.class, b -> b);
    cache.put("k", new Price("EUR", 5));
    Price first = cache.get("k");
    assertThat(first).isEqualTo(new Price("EUR", 5));
    assertThat(cache.get("k")).isSameAs(first);
  }

  @Test
  @SuppressWarnings("unchecked")
  void sharing_isTheApplicationsPromise() {
    Cache<String, List<String>> cache =
        near(String.class, (Class<List<String>>) (Class<?>) List.class, b -> b.nearCopy("share"));
    cache.put("k", list());
    assertThat(cache.get("k")).isSameAs(cache.get("k"));
  }

  /** Copies lists, and counts. */
  public static final class ListCopier implements ValueCopier<List<String>> {
    static final AtomicInteger COPIES = new AtomicInteger();

    @Override
    public List<String> copy(List<String> value) {
      COPIES.incrementAndGet();
      return new ArrayList<>(value);
    }
  }

  @Test
  @SuppressWarnings("unchecked")
  void copier_makesEachHitsCopy() {
    Cache<String, List<String>> cache =
        near(
            String.class,
            (Class<List<String>>) (Class<?>) List.class,
            b -> b.nearCopy(ListCopier.class.getName()));
    cache.put("k", list());
    int before = ListCopier.COPIES.get();
    cache.get("k").add("after a get");
    assertThat(cache.get("k")).isEqualTo(list());
    assertThat(ListCopier.COPIES.get() - before).isEqualTo(2);
  }

  /** A key that is found by its text. */
  record Isbn(String group, int number) {}

  enum Shelf {
    TOP
  }

  @Test
  void keysOfAllKinds_areFoundAgain() {
    Cache<Object, Integer> cache =
        near(
            Object.class, Integer.class, b -> b.allow(Isbn.class.getName(), Shelf.class.getName()));
    List<Object> keys =
        List.of("1", 1, 1L, UUID.randomUUID(), Shelf.TOP, BigInteger.ONE, new Isbn("978", 1));
    for (int i = 0; i < keys.size(); i++) {
      cache.put(keys.get(i), i);
    }
    for (int i = 0; i < keys.size(); i++) {
      assertThat(cache.get(keys.get(i))).isEqualTo(i);
    }
    assertThat(cache.unwrap(CorralCache.class).nearStatistics().hits()).isEqualTo(keys.size());
    cache.remove(new Isbn("978", 1));
    assertThat(cache.get(new Isbn("978", 1))).isNull();
  }
}
