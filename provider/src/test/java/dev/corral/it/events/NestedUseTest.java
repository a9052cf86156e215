package dev.corral.it.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.corral.CorralCache;
import dev.corral.CorralConfigurationBuilder;
import dev.corral.CorralException;
import dev.corral.LockTimeoutException;
import dev.corral.it.faults.TestNode;
import dev.corral.testkit.RedisDeployment;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.processor.EntryProcessorException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Listeners and processors that use the cache which calls them. */
@Timeout(60)
class NestedUseTest {
  private final URI uri = RedisDeployment.STANDALONE.shared().uri();
  private final String name = "nested-" + UUID.randomUUID();

  static Stream<BiConsumer<CorralCache<String, String>, String>> changes() {
    return Stream.of(
        (cache, key) -> cache.put(key, "nested"),
        (cache, key) -> cache.remove(key),
        (cache, key) -> cache.putAll(Map.of(key, "nested")),
        (cache, key) -> cache.removeAll(Set.of(key)),
        (cache, key) -> cache.invoke(key, (entry, arguments) -> entry.exists()));
  }

  /** A cache whose listener makes the change when an entry is created under one of the keys. */
  private CorralCache<String, String> listening(
      TestNode node,
      Map<String, String> targets,
      BiConsumer<CorralCache<String, String>, String> change) {
    AtomicReference<@Nullable CorralCache<String, String>> self = new AtomicReference<>();
    CacheEntryCreatedListener<String, String> listener =
        events ->
            events.forEach(
                event -> {
                  String target = targets.get(event.getKey());
                  CorralCache<String, String> cache = self.get();
                  if (target != null && cache != null) {
                    change.accept(cache, target);
                  }
                });
    CorralCache<String, String> cache =
        node.cache(
            name,
            b ->
                b.lockWait(Duration.ofHours(1))
                    .addListener(
                        new MutableCacheEntryListenerConfiguration<>(
                            () -> listener, null, false, true)));
    self.set(cache);
    return cache;
  }

  @ParameterizedTest
  @MethodSource("changes")
  void listener_isToldAtOnce_thatItMustNotChangeItsKey(
      BiConsumer<CorralCache<String, String>, String> change) {
    try (TestNode node = TestNode.at(uri)) {
      CorralCache<String, String> cache = listening(node, Map.of("k", "k"), change);
      assertThatThrownBy(() -> cache.put("k", "v"))
          .isInstanceOf(CacheEntryListenerException.class)
          .rootCause()
          .isInstanceOf(CorralException.class)
          .hasMessageContaining("'k'")
          .hasMessageContaining(name)
          .hasMessageContaining("must not change the same entry");
      assertThat(cache.get("k")).isEqualTo("v");
      cache.put("k", "w");
      assertThat(cache.get("k")).isEqualTo("w");
    }
  }

  @Test
  void listener_mayChangeAnotherKey_andReadItsOwn() {
    try (TestNode node = TestNode.at(uri)) {
      CorralCache<String, String> cache =
          listening(
              node,
              Map.of("k", "other"),
              (c, key) -> {
                assertThat(c.get("k")).isEqualTo("v");
                c.put(key, "nested");
              });
      cache.put("k", "v");
      assertThat(cache.getAll(Set.of("k", "other"))).isEqualTo(Map.of("k", "v", "other", "nested"));
    }
  }

  @ParameterizedTest
  @MethodSource("changes")
  void processor_isToldAtOnce_thatItMustNotChangeItsKeyThroughTheCache(
      BiConsumer<CorralCache<String, String>, String> change) {
    try (TestNode node = TestNode.at(uri)) {
      CorralCache<String, String> cache = node.cache(name, b -> b.lockWait(Duration.ofHours(1)));
      cache.put("k", "before");
      assertThatThrownBy(
              () ->
                  cache.invoke(
                      "k",
                      (entry, arguments) -> {
                        entry.setValue("set");
                        change.accept(cache, "k");
                        return "done";
                      }))
          .isInstanceOf(EntryProcessorException.class)
          .rootCause()
          .isInstanceOf(CorralException.class)
          .hasMessageContaining("'k'")
          .hasMessageContaining(name)
          .hasMessageContaining("MutableEntry");
      assertThat(cache.get("k")).isEqualTo("before");
      cache.put("k", "after");
      assertThat(cache.get("k")).isEqualTo("after");
    }
  }

  @Test
  void processor_mayReadItsKeyAndChangeAnother() {
    try (TestNode node = TestNode.at(uri)) {
      CorralCache<String, String> cache = node.cache(name);
      cache.put("k", "before");
      String seen =
          cache.invoke(
              "k",
              (entry, arguments) -> {
                cache.put("other", "nested");
                entry.setValue("after");
                return cache.get("k");
              });
      assertThat(seen).isEqualTo("before");
      assertThat(cache.getAll(Set.of("k", "other")))
          .isEqualTo(Map.of("k", "after", "other", "nested"));
    }
  }

  /** In one JVM and between nodes: the queue and the lease are different ways to wait. */
  @Test
  void processorsThatUseEachOthersKey_endWithinLockWait_inOneJvm() {
    try (TestNode node = TestNode.at(uri)) {
      CorralCache<String, String> cache = node.cache(name, NestedUseTest::impatient);
      crossEachOther(cache, cache);
    }
  }

  @Test
  void processorsThatUseEachOthersKey_endWithinLockWait_onTwoNodes() {
    try (TestNode node = TestNode.at(uri);
        TestNode other = TestNode.at(uri)) {
      crossEachOther(
          node.cache(name, NestedUseTest::impatient), other.cache(name, NestedUseTest::impatient));
    }
  }

  private static CorralConfigurationBuilder<String, String> impatient(
      CorralConfigurationBuilder<String, String> builder) {
    return builder.lockWait(Duration.ofMillis(400)).lockLease(Duration.ofSeconds(30));
  }

  private static void crossEachOther(
      CorralCache<String, String> first, CorralCache<String, String> second) {
    CyclicBarrier bothInside = new CyclicBarrier(2);
    Executor ownThreads = task -> new Thread(task).start();
    CompletableFuture<Throwable> one =
        CompletableFuture.supplyAsync(
            () -> catchThrowable(() -> cross(first, "a", "b", bothInside)), ownThreads);
    CompletableFuture<Throwable> two =
        CompletableFuture.supplyAsync(
            () -> catchThrowable(() -> cross(second, "b", "a", bothInside)), ownThreads);
    List<Throwable> ends = Stream.of(one.join(), two.join()).filter(e -> e != null).toList();
    assertThat(ends)
        .isNotEmpty()
        .allSatisfy(
            end -> {
              assertThat(end).isInstanceOf(EntryProcessorException.class);
              assertThat(end).hasRootCauseInstanceOf(LockTimeoutException.class);
              assertThat(TestNode.messages(end)).contains("lockWait");
            });
    first.put("a", "free");
    second.put("b", "free");
    assertThat(first.<String>invoke("b", (entry, arguments) -> entry.getValue())).isEqualTo("free");
    assertThat(second.<String>invoke("a", (entry, arguments) -> entry.getValue()))
        .isEqualTo("free");
  }

  private static void cross(
      CorralCache<String, String> cache, String own, String others, CyclicBarrier bothInside) {
    cache.invoke(
        own,
        (entry, arguments) -> {
          await(bothInside);
          cache.invoke(
              others,
              (nested, none) -> {
                nested.setValue("crossed");
                return true;
              });
          return true;
        });
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }
}
