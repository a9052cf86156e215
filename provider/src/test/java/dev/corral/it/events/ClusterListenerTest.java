package dev.corral.it.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralCachingProvider;
import dev.corral.CorralConfiguration;
import dev.corral.ListenerScope;
import dev.corral.testkit.RedisDeployment;
import java.time.Duration;
import java.util.List;
import javax.cache.Cache;
import javax.cache.event.EventType;
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

    List<Recorder.Event> expected =
        List.of(
            new Recorder.Event(EventType.CREATED, "a", "1", null),
            new Recorder.Event(EventType.UPDATED, "a", "2", "1"),
            new Recorder.Event(EventType.REMOVED, "a", "2", "2"));
    await().untilAsserted(() -> assertThat(there.events()).isEqualTo(expected));
    assertThat(here.events()).isEqualTo(expected);
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
    List<Recorder.Event> expected =
        List.of(
            new Recorder.Event(EventType.CREATED, "b", "1", null),
            new Recorder.Event(EventType.EXPIRED, "b", "1", "1"));
    await()
        .untilAsserted(
            () -> {
              assertThat(here.events()).isEqualTo(expected);
              assertThat(there.events()).isEqualTo(expected);
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
                .addListener(recorder.synchronous(true))
                .build());
  }
}
