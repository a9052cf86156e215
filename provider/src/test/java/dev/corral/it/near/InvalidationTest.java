package dev.corral.it.near;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralCache;
import dev.corral.CorralConfigurationBuilder;
import dev.corral.it.faults.TestNode;
import dev.corral.it.management.StatisticsBeans;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.integration.CacheWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Invalidation because an application says that what an entry was made from has changed. */
@WithRedis
class InvalidationTest {
  private final String name = "events-" + UUID.randomUUID();
  private TestNode here;
  private TestNode there;

  @BeforeEach
  void open(RedisServer redis) {
    here = TestNode.at(redis.uri());
    there = TestNode.at(redis.uri());
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
  }

  private CorralCache<String, String> near(TestNode node) {
    return node.cache(name, b -> b.nearMaxEntries(100).statisticsEnabled(true));
  }

  /** A way to invalidate one key. */
  interface Invalidation extends BiConsumer<CorralCache<String, String>, String> {}

  static Stream<Arguments> ways() {
    Invalidation one = CorralCache::invalidate;
    Invalidation all = (cache, key) -> cache.invalidateAll(Set.of(key));
    Invalidation async = (cache, key) -> cache.invalidateAsync(key).toCompletableFuture().join();
    Invalidation allAsync =
        (cache, key) -> cache.invalidateAllAsync(Set.of(key)).toCompletableFuture().join();
    return Stream.of(
        Arguments.argumentSet("invalidate", one),
        Arguments.argumentSet("invalidateAll", all),
        Arguments.argumentSet("invalidateAsync", async),
        Arguments.argumentSet("invalidateAllAsync", allAsync));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void entry_isDroppedOnAllNodes(Invalidation way) {
    CorralCache<String, String> cache = near(here);
    CorralCache<String, String> other = near(there);
    cache.putAll(Map.of("a", "1", "b", "1"));
    assertThat(other.get("a")).isEqualTo("1");
    way.accept(other, "a");
    assertThat(other.get("a")).isNull();
    await().until(() -> cache.get("a") == null);
    assertThat(cache.get("b")).isEqualTo("1");
    way.accept(other, "never there");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void loadUnderWay_isNotKept(Invalidation way) {
    CorralCache<String, String> cache = near(here);
    CorralCache<String, String> other = near(there);
    LoadUnderWay early = new LoadUnderWay(cache, "a", "from before");
    way.accept(other, "a");
    early.end();
    assertThat(early.result()).isEqualTo("from before");
    assertThat(cache.get("a")).isNull();
    assertThat(other.get("a", key -> "from after")).isEqualTo("from after");
  }

  private static void pass(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes nowhere, and remembers for what it was called. */
  static class Source implements CacheWriter<String, String> {
    private final List<Object> calls = new CopyOnWriteArrayList<>();

    @Override
    public void write(Cache.Entry<? extends String, ? extends String> entry) {
      calls.add("write " + entry.getKey());
    }

    @Override
    public void writeAll(Collection<Cache.Entry<? extends String, ? extends String>> entries) {
      calls.add("writeAll");
    }

    @Override
    public void delete(Object key) {
      calls.add("delete " + key);
    }

    @Override
    public void deleteAll(Collection<?> keys) {
      calls.add("deleteAll");
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void writer_isNotCalled(Invalidation way) {
    Source source = new Source();
    CorralCache<String, String> cache =
        here.cache(
            name,
            b -> {
              CorralConfigurationBuilder<String, String> through = b.nearMaxEntries(100);
              return through.writeThrough(true).writerFactory(() -> source);
            });
    cache.put("a", "1");
    way.accept(cache, "a");
    assertThat(cache.get("a")).isNull();
    assertThat(source.calls).containsExactly("write a");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void writeThroughUnderWay_isNotKept(Invalidation way) {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch invalidated = new CountDownLatch(1);
    Source slow =
        new Source() {
          @Override
          public void write(Cache.Entry<? extends String, ? extends String> entry) {
            writing.countDown();
            pass(invalidated);
          }
        };
    CorralCache<String, String> cache =
        here.cache(name, b -> b.nearMaxEntries(100).writeThrough(true).writerFactory(() -> slow));
    CorralCache<String, String> other = near(there);
    CompletableFuture<Void> write =
        CompletableFuture.runAsync(() -> cache.put("a", "1"), task -> new Thread(task).start());
    pass(writing);
    way.accept(other, "a");
    invalidated.countDown();
    write.join();
    assertThat(cache.get("a")).isNull();
    assertThat(other.get("a")).isNull();
  }

  @Test
  void invalidation_isNoRemoval_inTheStatistics() throws Exception {
    CorralCache<String, String> cache = near(here);
    cache.put("a", "1");
    cache.invalidate("a");
    cache.put("b", "1");
    cache.remove("b");
    assertThat(StatisticsBeans.of(name).getCacheRemovals()).isEqualTo(1L);
  }
}
