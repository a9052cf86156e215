package dev.corral.it.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralCache;
import dev.corral.CorralConfigurationBuilder;
import dev.corral.it.faults.TestNode;
import dev.corral.testkit.RedisDeployment;
import dev.corral.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.cache.CacheManager;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Closing caches, managers and providers, at rest and at full speed. */
@Timeout(120)
class ClosingTest {
  private final RedisServer server = (RedisServer) RedisDeployment.STANDALONE.shared();
  private final String name = "closing-" + UUID.randomUUID();
  private final List<UserObject> created = new ArrayList<>();

  private UserObject userObject() {
    UserObject object = new UserObject();
    created.add(object);
    return object;
  }

  private static <T> Factory<T> failing() {
    return () -> {
      throw new IllegalStateException("this factory fails");
    };
  }

  private CorralConfigurationBuilder<String, String> everything(
      CorralConfigurationBuilder<String, String> builder) {
    return builder
        .readThrough(true)
        .loaderFactory(this::userObject)
        .writeThrough(true)
        .writerFactory(this::userObject)
        .expiryPolicyFactory(this::userObject)
        .addListener(
            new MutableCacheEntryListenerConfiguration<>(
                this::userObject, this::userObject, false, true));
  }

  static Stream<Consumer<TestNode>> waysToClose() {
    return Stream.of(
        ClosingTest::closeEachCache,
        node -> node.manager().getCacheNames().forEach(node.manager()::destroyCache),
        node -> node.manager().close(),
        TestNode::close,
        node -> node.manager().getCachingProvider().close(node.manager().getClassLoader()));
  }

  private static void closeEachCache(TestNode node) {
    for (String cacheName : node.manager().getCacheNames()) {
      Objects.requireNonNull(node.manager().getCache(cacheName)).close();
    }
  }

  @ParameterizedTest
  @MethodSource("waysToClose")
  void userObjects_areClosedOnce_howeverTheCacheEnds(Consumer<TestNode> closing) {
    UserObject later = new UserObject();
    try (TestNode node = TestNode.at(server.uri())) {
      CorralCache<String, String> cache = node.cache(name, this::everything);
      cache.put("k", "v");
      cache.registerCacheEntryListener(
          new MutableCacheEntryListenerConfiguration<>(() -> later, null, false, false));
      assertThat(created).hasSize(5).allMatch(object -> object.closed() == 0);
      closing.accept(node);
      cache.close();
      node.manager().close();
      node.manager().close();
      assertThat(cache.isClosed()).isTrue();
    }
    assertThat(created).hasSize(5).allMatch(object -> object.closed() == 1);
    assertThat(later.closed()).isEqualTo(1);
  }

  @Test
  void listener_isClosedOnce_whenItIsDeregistered() {
    try (TestNode node = TestNode.at(server.uri())) {
      CorralCache<String, String> cache = node.cache(name);
      MutableCacheEntryListenerConfiguration<String, String> configuration =
          new MutableCacheEntryListenerConfiguration<>(
              this::userObject, this::userObject, false, true);
      cache.registerCacheEntryListener(configuration);
      cache.deregisterCacheEntryListener(configuration);
      cache.deregisterCacheEntryListener(configuration);
      assertThat(created).hasSize(2).allMatch(object -> object.closed() == 1);
    }
    assertThat(created).allMatch(object -> object.closed() == 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"loader", "writer", "expiry", "listener", "filter", "codec"})
  void userObjects_areClosedOnce_whenCreationFailsMidway(String culprit) {
    try (TestNode node = TestNode.at(server.uri())) {
      assertThatThrownBy(() -> node.cache(name, b -> broken(everything(b), culprit)))
          .satisfies(
              failure -> assertThat(TestNode.messages(failure)).containsAnyOf("fails", "no-such"));
      assertThat(created).allMatch(object -> object.closed() == 1);
      assertThat(node.manager().getCacheNames()).isEmpty();
      created.clear();
      CorralCache<String, String> cache = node.cache(name, this::everything);
      cache.put("k", "v");
      assertThat(cache.get("k")).isEqualTo("v");
    }
    assertThat(created).hasSize(5).allMatch(object -> object.closed() == 1);
  }

  private CorralConfigurationBuilder<String, String> broken(
      CorralConfigurationBuilder<String, String> builder, String culprit) {
    return switch (culprit) {
      case "loader" -> builder.loaderFactory(failing());
      case "writer" -> builder.writerFactory(failing());
      case "expiry" -> builder.expiryPolicyFactory(failing());
      case "listener" ->
          builder.addListener(
              new MutableCacheEntryListenerConfiguration<>(failing(), null, false, false));
      case "filter" ->
          builder.addListener(
              new MutableCacheEntryListenerConfiguration<>(
                  this::userObject, failing(), false, false));
      default -> builder.codec("no-such.Codec");
    };
  }

  @Test
  void closing_endsOperationsUnderWay_withIllegalStateOrTheirResult() throws Exception {
    for (int i = 0; i < 5; i++) {
      closeUnderLoad(i % 2 == 0, name + i);
    }
  }

  private void closeUnderLoad(boolean wholeManager, String cacheName) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(6);
    CacheManager manager;
    try (TestNode node = TestNode.at(server.uri(), "client-name=" + cacheName)) {
      manager = node.manager();
      CorralCache<String, String> cache =
          node.cache(
              cacheName,
              b ->
                  everything(b)
                      .lockLease(Duration.ofSeconds(1))
                      .addListener(
                          new MutableCacheEntryListenerConfiguration<>(
                              UserObject::new, null, true, false)));
      AtomicInteger rounds = new AtomicInteger();
      List<CompletableFuture<Throwable>> ends = new ArrayList<>();
      for (int t = 0; t < 6; t++) {
        int thread = t;
        ends.add(
            CompletableFuture.supplyAsync(
                () ->
                    catchThrowable(
                        () -> {
                          while (true) {
                            use(cache, thread);
                            rounds.incrementAndGet();
                          }
                        }),
                threads));
      }
      await().until(() -> rounds.get() > 200);
      List<CompletableFuture<Void>> closers = new ArrayList<>();
      for (int c = 0; c < 3; c++) {
        closers.add(CompletableFuture.runAsync(wholeManager ? manager::close : cache::close));
      }
      closers.forEach(CompletableFuture::join);
      for (CompletableFuture<Throwable> end : ends) {
        Throwable failure = end.get(30, TimeUnit.SECONDS);
        assertThat(failure)
            .as(TestNode.messages(failure))
            .isInstanceOf(IllegalStateException.class);
      }
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    try (TestNode other = TestNode.at(server.uri())) {
      CorralCache<String, String> same =
          other.cache(cacheName, b -> everything(b).lockWait(Duration.ofSeconds(20)));
      for (int t = 0; t < 6; t++) {
        assertThat(same.<String>invoke("k" + t, (entry, arguments) -> "mine")).isEqualTo("mine");
      }
    }
    await()
        .untilAsserted(
            () ->
                assertThat(server.commandText("CLIENT", "LIST"))
                    .doesNotContain("name=" + cacheName));
  }

  private static void use(CorralCache<String, String> cache, int thread) {
    String key = "k" + thread;
    switch (thread) {
      case 0 -> cache.put(key, "v");
      case 1 -> cache.invoke(key, (entry, arguments) -> entry.getValue());
      case 2 -> cache.getAll(Set.of("a", "b", key));
      case 3 -> cache.putAll(Map.of(key, "v", "x", "y"));
      case 4 -> cache.iterator().forEachRemaining(entry -> {});
      default -> cache.remove(key);
    }
  }

  @Test
  void operations_areRefused_afterClose() {
    try (TestNode node = TestNode.at(server.uri())) {
      CorralCache<String, String> cache = node.cache(name);
      cache.close();
      assertThatThrownBy(() -> cache.get("k")).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> cache.getAsync("k")).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(cache::iterator).isInstanceOf(IllegalStateException.class);
      node.manager().close();
      assertThatThrownBy(() -> node.manager().getCache(name))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> node.cache(name)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void close_doesNotHang_whileProcessorRuns() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (TestNode node = TestNode.at(server.uri())) {
      CorralCache<String, String> cache = node.cache(name, b -> b.lockLease(Duration.ofSeconds(1)));
      CompletableFuture<String> invocation =
          CompletableFuture.supplyAsync(
              () ->
                  cache.invoke(
                      "k",
                      (entry, arguments) -> {
                        inside.countDown();
                        awaitQuietly(goOn);
                        entry.setValue("late");
                        return "done";
                      }));
      assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
      node.manager().close();
      goOn.countDown();
      Throwable failure = catchThrowable(() -> invocation.get(20, TimeUnit.SECONDS));
      if (failure != null) {
        assertThat(failure).hasCauseInstanceOf(IllegalStateException.class);
      }
    }
    try (TestNode other = TestNode.at(server.uri())) {
      CorralCache<String, String> cache = other.cache(name);
      assertThat(cache.<String>invoke("k", (entry, arguments) -> "mine")).isEqualTo("mine");
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
