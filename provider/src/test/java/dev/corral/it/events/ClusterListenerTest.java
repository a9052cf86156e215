package dev.corral.it.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralCachingProvider;
import dev.corral.CorralConfiguration;
import dev.corral.ListenerScope;
import dev.corral.testkit.RedisDeployment;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.cache.Cache;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.expiry.CreatedExpiryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Listeners of scope CLUSTER hear of what other nodes do. */
class ClusterListenerTest {
  private final CorralCachingProvider first = new CorralCachingProvider();
  private final CorralCachingProvider second = new CorralCachingProvider();

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"STANDALONE", "CLUSTER"})
  void listener_hearsWhatAnotherNodeDoes_once(RedisDeployment deployment) {
    Recorder here = new Recorder();
    Recorder there = new Recorder();
    Cache<String, String> writer = cache(first, deployment, here);
    cache(second, deployment, there);

    writer.put("a", "1");
    writer.put("a", "2");
    writer.remove("a");

    List<String> expected = List.of("CREATED a 1 null", "UPDATED a 2 1", "REMOVED a 2 2");
    await().untilAsserted(() -> assertThat(there.events).containsExactlyElementsOf(expected));
    assertThat(here.events).containsExactlyElementsOf(expected);
  }

  @ParameterizedTest
  @EnumSource(names = {"STANDALONE", "CLUSTER"})
  void expiry_isToldToAllNodes_once(RedisDeployment deployment) {
    Recorder here = new Recorder();
    Recorder there = new Recorder();
    Cache<String, String> writer = cache(first, deployment, here);
    Cache<String, String> other = cache(second, deployment, there);

    writer.put("b", "1");
    await().until(() -> !other.containsKey("b"));
    await()
        .untilAsserted(
            () -> {
              assertThat(here.events).containsExactly("CREATED b 1 null", "EXPIRED b 1 1");
              assertThat(there.events).containsExactly("CREATED b 1 null", "EXPIRED b 1 1");
            });
  }

  private static Cache<String, String> cache(
      CorralCachingProvider provider, RedisDeployment deployment, Recorder recorder) {
    return provider
        .getCacheManager(deployment.shared().uri(), null)
        .createCache(
            "cluster-listener",
            CorralConfiguration.builder(String.class, String.class)
                .listenerScope(ListenerScope.CLUSTER)
                .sweepInterval(Duration.ofMillis(200))
                .expiryPolicyFactory(
                    CreatedExpiryPolicy.factoryOf(
                        new javax.cache.expiry.Duration(java.util.concurrent.TimeUnit.SECONDS, 1)))
                .addListener(
                    new MutableCacheEntryListenerConfiguration<>(
                        FactoryBuilder.factoryOf(recorder), null, true, true))
                .build());
  }

  private static final class Recorder
      implements CacheEntryCreatedListener<String, String>,
          CacheEntryUpdatedListener<String, String>,
          CacheEntryRemovedListener<String, String>,
          CacheEntryExpiredListener<String, String>,
          java.io.Serializable {
    private static final long serialVersionUID = 1L;
    private final List<String> events = new CopyOnWriteArrayList<>();

    private void record(Iterable<CacheEntryEvent<? extends String, ? extends String>> heard) {
      heard.forEach(
          event ->
              events.add(
                  event.getEventType()
                      + " "
                      + event.getKey()
                      + " "
                      + event.getValue()
                      + " "
                      + event.getOldValue()));
    }

    @Override
    public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends String>> heard) {
      record(heard);
    }

    @Override
    public void onUpdated(Iterable<CacheEntryEvent<? extends String, ? extends String>> heard) {
      record(heard);
    }

    @Override
    public void onRemoved(Iterable<CacheEntryEvent<? extends String, ? extends String>> heard) {
      record(heard);
    }

    @Override
    public void onExpired(Iterable<CacheEntryEvent<? extends String, ? extends String>> heard) {
      record(heard);
    }
  }
}
