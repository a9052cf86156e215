package dev.corral.it.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralCache;
import dev.corral.CorralConfiguration;
import dev.corral.CorralConfigurationBuilder;
import dev.corral.RedisFullException;
import dev.corral.it.atomic.OpenCaches;
import dev.corral.testkit.RedisBinary;
import dev.corral.testkit.RedisServer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.configuration.Factory;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import javax.cache.integration.CacheWriter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A server whose {@code maxmemory} is reached and which evicts nothing. */
class MemoryLimitTest {

  @Nested
  class OnTheDefaultServer extends Limits {
    OnTheDefaultServer() {
      super(Binaries.all().get(0));
    }
  }

  @Nested
  class OnTheEmbeddedServer extends Limits {
    OnTheEmbeddedServer() {
      super(Binaries.all().get(1));
    }
  }

  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  abstract static class Limits {
    private static final int ENTRIES = 200;

    private final RedisBinary binary;
    private RedisServer redis;
    private OpenCaches node;

    Limits(RedisBinary binary) {
      this.binary = binary;
    }

    @BeforeAll
    void start() {
      redis = RedisServer.builder().binary(binary).option("maxmemory-policy", "noeviction").build();
      node = OpenCaches.at(redis.uri());
    }

    @AfterEach
    void makeRoom() {
      redis.command("CONFIG", "SET", "maxmemory", "0");
      redis.command("FLUSHALL");
    }

    @AfterAll
    void stop() {
      node.close();
      redis.close();
    }

    /** What is there already is more than the limit. */
    private void reachLimit() {
      redis.command("CONFIG", "SET", "maxmemory", "100kb");
    }

    private Cache<Integer, String> filled(String name, CorralConfiguration<Integer, String> how) {
      Cache<Integer, String> cache = node.open(name, how);
      Map<Integer, String> entries = new HashMap<>();
      for (int i = 0; i < ENTRIES; i++) {
        entries.put(i, "value of " + i);
      }
      cache.putAll(entries);
      reachLimit();
      return cache;
    }

    private Cache<Integer, String> filled(String name) {
      return filled(name, plain().build());
    }

    private static CorralConfigurationBuilder<Integer, String> plain() {
      return CorralConfiguration.builder(Integer.class, String.class).sweepInterval(Duration.ZERO);
    }

    @Test
    void put_failsWithTheCause_andChangesNothing() {
      Cache<Integer, String> cache = filled("full-put");
      assertThatThrownBy(() -> cache.put(1, "other"))
          .isInstanceOf(RedisFullException.class)
          .hasMessageContaining("OOM")
          .hasMessageContaining("maxmemory")
          .hasMessageContaining(redis.host() + ":" + redis.port());
      assertThatThrownBy(() -> cache.put(-1, "new")).hasMessageContaining("maxmemory");
      assertThatThrownBy(() -> cache.putAll(Map.of(-1, "a", -2, "b", -3, "c")))
          .hasMessageContaining("maxmemory");
      assertThatThrownBy(
              () ->
                  cache.invoke(
                      -1,
                      (entry, arguments) -> {
                        entry.setValue("x");
                        return null;
                      }))
          .hasMessageContaining("maxmemory");
      assertThat(cache.get(1)).isEqualTo("value of 1");
      assertThat(cache.containsKey(-1)).isFalse();
    }

    @Test
    @SuppressWarnings("unchecked")
    void invalidationByTag_works_andPutsWithTagsFail() {
      CorralCache<Integer, String> cache =
          node.open("full-tags", plain().build()).unwrap(CorralCache.class);
      for (int i = 0; i < ENTRIES; i++) {
        cache.put(i, "value of " + i, Set.of(i % 2 == 0 ? "even" : "odd"));
      }
      reachLimit();
      assertThatThrownBy(() -> cache.put(-1, "new", Set.of("even")))
          .isInstanceOf(RedisFullException.class);
      assertThatThrownBy(() -> cache.put(1, "new", Set.of("new")))
          .isInstanceOf(RedisFullException.class);
      assertThat(cache.get(1)).isEqualTo("value of 1");
      assertThat(cache.containsKey(-1)).isFalse();
      cache.invalidateByTag("odd");
      cache.invalidateByTag("never there");
      assertThat(cache.get(1)).isNull();
      assertThat(cache.get(2)).isEqualTo("value of 2");
    }

    @Test
    void removals_work() {
      Cache<Integer, String> cache = filled("full-remove");
      assertThat(cache.remove(0)).isTrue();
      assertThat(cache.remove(0)).isFalse();
      assertThat(cache.remove(1, "value of 1")).isTrue();
      assertThat(cache.getAndRemove(2)).isEqualTo("value of 2");
      cache.removeAll(Set.of(3, 4, 5, 6));
      Iterator<Cache.Entry<Integer, String>> entries = cache.iterator();
      int gone = entries.next().getKey();
      entries.remove();
      assertThat(cache.containsKey(gone)).isFalse();
      for (int i = 0; i < 7; i++) {
        assertThat(cache.containsKey(i)).isFalse();
      }
      cache.removeAll();
      assertThat(cache.iterator().hasNext()).isFalse();
    }

    @Test
    void removals_work_withAWriter() {
      List<Object> deleted = new CopyOnWriteArrayList<>();
      CacheWriter<Integer, String> writer =
          new CacheWriter<>() {
            @Override
            public void write(Cache.Entry<? extends Integer, ? extends String> entry) {}

            @Override
            public void writeAll(
                Collection<Cache.Entry<? extends Integer, ? extends String>> entries) {
              entries.clear();
            }

            @Override
            public void delete(Object key) {
              deleted.add(key);
            }

            @Override
            public void deleteAll(Collection<?> keys) {
              deleted.addAll(keys);
              keys.clear();
            }
          };
      Cache<Integer, String> cache =
          filled("full-written", plain().writeThrough(true).writerFactory(() -> writer).build());
      assertThat(cache.remove(0)).isTrue();
      cache.removeAll(Set.of(1, 2, 3));
      assertThat(deleted).containsExactlyInAnyOrder(0, 1, 2, 3);
      assertThat(cache.getAll(Set.of(0, 1, 2, 3, 4))).containsOnlyKeys(4);
    }

    @Test
    void clear_works_andItsDeadRecordsAreFreed() {
      Cache<Integer, String> cache =
          filled("full-clear", plain().sweepInterval(Duration.ofMillis(50)).build());
      cache.clear();
      assertThat(cache.containsKey(1)).isFalse();
      await()
          .untilAsserted(
              () ->
                  assertThat(Integer.parseInt(redis.commandText("DBSIZE")))
                      .isLessThan(ENTRIES / 4));
      cache.clear();
    }

    static Stream<Factory<? extends ExpiryPolicy>> policies() {
      javax.cache.expiry.Duration hour = new javax.cache.expiry.Duration(TimeUnit.HOURS, 1);
      return Stream.of(
          CreatedExpiryPolicy.factoryOf(hour),
          AccessedExpiryPolicy.factoryOf(hour),
          TouchedExpiryPolicy.factoryOf(hour));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void reads_work(Factory<? extends ExpiryPolicy> policy) {
      String name = "full-get-" + policy.create().getClass().getSimpleName();
      Cache<Integer, String> cache = filled(name, plain().expiryPolicyFactory(policy).build());
      assertThat(cache.get(1)).isEqualTo("value of 1");
      assertThat(cache.getAll(Set.of(2, 3, -1))).containsOnlyKeys(2, 3);
      assertThat(cache.containsKey(4)).isTrue();
      assertThat(cache.iterator().next().getValue()).startsWith("value of ");
    }

    @Test
    void reads_work_andTellOfWhatExpired() {
      List<Integer> expired = new CopyOnWriteArrayList<>();
      CacheEntryExpiredListener<Integer, String> listener =
          events -> events.forEach(event -> expired.add(event.getKey()));
      Cache<Integer, String> cache =
          node.open(
              "full-expired",
              plain()
                  .lifetime(Duration.ofMillis(300))
                  .addListener(
                      new MutableCacheEntryListenerConfiguration<>(
                          new FactoryBuilder.SingletonFactory<>(listener), null, true, true))
                  .build());
      cache.put(1, "a");
      cache.put(2, "b");
      reachLimit();
      await().until(() -> !cache.containsKey(1) && !cache.containsKey(2));
      assertThat(cache.get(1)).isNull();
      assertThat(cache.remove(2)).isFalse();
      assertThat(expired).containsExactlyInAnyOrder(1, 2);
    }
  }
}
