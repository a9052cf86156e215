package dev.corral.it.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralCache;
import dev.corral.CorralCachingProvider;
import dev.corral.CorralConfiguration;
import dev.corral.CorralConfigurationBuilder;
import dev.corral.internal.engine.CacheContext;
import dev.corral.testkit.RedisServer;
import java.lang.reflect.Method;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.cache.integration.CacheLoader;

/** Nodes that share one cache: each a provider of its own, as if in a JVM of its own. */
final class Nodes implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final RedisServer redis;
  private final String name = "loading-" + NUMBER.incrementAndGet();
  private final List<CorralCachingProvider> providers = new ArrayList<>();
  private final List<CorralCache<String, String>> caches = new ArrayList<>();

  Nodes(RedisServer redis) {
    this.redis = redis;
  }

  /** The cache on a new node, read-through. */
  CorralCache<String, String> open(CacheLoader<String, String> loader) {
    return open(loader, options -> options);
  }

  /**
   * The cache on a new node, read-through, with options. Unless they say otherwise nothing is
   * refreshed early, and a lease that is left behind stays longer than a test waits.
   */
  CorralCache<String, String> open(
      CacheLoader<String, String> loader,
      UnaryOperator<CorralConfigurationBuilder<String, String>> options) {
    CorralCachingProvider provider = new CorralCachingProvider();
    providers.add(provider);
    return open(provider, redis.uri(), loader, options);
  }

  /** The cache on a node that is reached by a URI of its own, and closed by the caller. */
  CorralCache<String, String> open(
      CorralCachingProvider provider, URI uri, CacheLoader<String, String> loader) {
    return open(provider, uri, loader, options -> options);
  }

  private CorralCache<String, String> open(
      CorralCachingProvider provider,
      URI uri,
      CacheLoader<String, String> loader,
      UnaryOperator<CorralConfigurationBuilder<String, String>> options) {
    CorralConfigurationBuilder<String, String> builder =
        CorralConfiguration.builder(String.class, String.class)
            .shards(2)
            .readThrough(true)
            .earlyExpiryBeta(0)
            .loadLease(Duration.ofMinutes(5))
            .loaderFactory(() -> loader);
    @SuppressWarnings("unchecked")
    CorralCache<String, String> cache =
        provider
            .getCacheManager(uri, null)
            .createCache(name, options.apply(builder).build())
            .unwrap(CorralCache.class);
    caches.add(cache);
    return cache;
  }

  /** Leases in Redis of this cache, of any key. */
  List<String> leases() {
    return keys("l*");
  }

  /** The names in Redis of the entry's record: none or one. */
  List<String> records(String key) {
    return keys("rs:" + key);
  }

  /** Milliseconds until the record goes. */
  long remaining(String key) {
    return Long.parseLong(redis.commandText("PTTL", records(key).get(0)));
  }

  /** Ends a lease by hand, as if it had lapsed. */
  void lapse(String key) {
    String lease = keys("ls:" + key).get(0);
    redis.command("DEL", lease);
  }

  private List<String> keys(String kind) {
    String found = redis.commandText("KEYS", "corral:{" + name + "#*}" + kind);
    return found.isEmpty() ? List.of() : found.lines().toList();
  }

  /** Nothing is left of any load: no lease, flight, waiter or refresh. */
  void areAtRest() {
    await()
        .untilAsserted(
            () -> {
              assertThat(leases()).isEmpty();
              assertThat(caches).allMatch(Nodes::isIdle);
            });
  }

  /** How many callers of a node were let share a flight so far. */
  static void awaitFollowers(CorralCache<?, ?> cache, int followers) {
    await().until(() -> cache.loadStatistics().coalescedInJvm() >= followers);
  }

  private static boolean isIdle(CorralCache<?, ?> cache) {
    try {
      Method context = cache.getClass().getDeclaredMethod("context");
      context.setAccessible(true);
      return ((CacheContext<?, ?>) context.invoke(cache)).loading().isIdle();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Does something in a thread of its own. */
  static <T> CompletableFuture<T> inThread(Callable<T> action) {
    CompletableFuture<T> result = new CompletableFuture<>();
    threadFor(result, action).start();
    return result;
  }

  /** A thread that will complete a result. */
  static <T> Thread threadFor(CompletableFuture<T> result, Callable<T> action) {
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(action.call());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    return thread;
  }

  /** What became of it, within the time that hangs are told from waits by. */
  static <T> T result(CompletableFuture<T> future) {
    try {
      return future.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What it failed with. */
  static Throwable failure(CompletableFuture<?> future) {
    try {
      Object value = future.get(60, TimeUnit.SECONDS);
      throw new AssertionError("Expected a failure but got " + value);
    } catch (ExecutionException e) {
      return e.getCause() == null ? e : e.getCause();
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    providers.forEach(CorralCachingProvider::close);
  }
}
