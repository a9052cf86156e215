package dev.corral.it.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralCachingProvider;
import dev.corral.CorralConfiguration;
import dev.corral.ListenerScope;
import dev.corral.testkit.RedisServer;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A thousand managers with their caches come and go, and nothing stays. */
class CreateCloseCyclesTest {
  private static final int WARM_UP = 50;
  private static final int CYCLES = 1000;
  private static final long MEGABYTE = 1 << 20;

  private static RedisServer server;

  private final CorralCachingProvider provider = new CorralCachingProvider();
  private final List<WeakReference<Object>> mustGo = new ArrayList<>();

  @BeforeAll
  static void start() {
    server = RedisServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void threadsConnectionsBeansAndHeap_returnToWhereTheyBegan() {
    for (int i = 0; i < WARM_UP; i++) {
      cycle(i);
    }
    awaitAllGone();
    int connections = connections();
    long heap = usedHeap();
    for (int i = 0; i < CYCLES; i++) {
      cycle(i);
    }
    awaitAllGone();
    await().untilAsserted(() -> assertThat(connections()).isLessThanOrEqualTo(connections));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(usedHeap()).isLessThan(heap + 16 * MEGABYTE));
  }

  private void awaitAllGone() {
    await().untilAsserted(() -> assertThat(threads()).isEmpty());
    assertThat(beans()).isEmpty();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(mustGo.stream().filter(one -> one.get() != null).count()).isZero();
            });
    mustGo.clear();
  }

  /** One manager with two caches that use what there is; closed in each of the possible ways. */
  private void cycle(int number) {
    ClassLoader loader = new URLClassLoader(new URL[0], getClass().getClassLoader());
    CacheManager manager =
        provider.getCacheManager(URI.create(server.uri() + "?pool-size=2"), loader);
    Cache<String, String> full = manager.createCache("full", full());
    Cache<String, byte[]> plain =
        manager.createCache(
            "plain", CorralConfiguration.builder(String.class, byte[].class).build());
    full.put("k", "v");
    assertThat(full.get("k")).isEqualTo("v");
    assertThat(full.get("absent")).isEqualTo("loaded");
    full.invoke("k", (entry, arguments) -> entry.exists());
    plain.put("k", new byte[10_000]);
    full.removeAll();
    mustGo.add(new WeakReference<>(loader));
    mustGo.add(new WeakReference<>(manager));
    mustGo.add(new WeakReference<>(full));
    mustGo.add(new WeakReference<>(plain));
    switch (number % 5) {
      case 0 -> manager.close();
      case 1 -> {
        full.close();
        plain.close();
        manager.close();
      }
      case 2 -> {
        manager.destroyCache("full");
        manager.close();
      }
      case 3 -> provider.close(loader);
      default -> provider.close();
    }
    assertThat(full.isClosed()).isTrue();
    assertThat(manager.isClosed()).isTrue();
  }

  private static CorralConfiguration<String, String> full() {
    CacheEntryCreatedListener<String, String> listener = events -> events.forEach(e -> {});
    return CorralConfiguration.builder(String.class, String.class)
        .statisticsEnabled(true)
        .managementEnabled(true)
        .listenerScope(ListenerScope.CLUSTER)
        .readThrough(true)
        .loaderFactory(ConstantLoader::new)
        .addListener(
            new MutableCacheEntryListenerConfiguration<>(() -> listener, null, false, false))
        .sweepInterval(Duration.ofMillis(10))
        .build();
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("corral") || name.contains("Pool-Evictor"))
        .collect(Collectors.toSet());
  }

  private static int connections() {
    return (int) server.commandText("CLIENT", "LIST").lines().filter(c -> !c.isBlank()).count();
  }

  private static Set<ObjectName> beans() {
    try {
      return ManagementFactory.getPlatformMBeanServer()
          .queryNames(new ObjectName("javax.cache:*,CacheManager=*" + server.port() + "*"), null);
    } catch (MalformedObjectNameException e) {
      throw new AssertionError(e);
    }
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
