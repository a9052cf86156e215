package dev.corral.it.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralCache;
import dev.corral.CorralConfigurationBuilder;
import dev.corral.it.events.Recorder.Event;
import dev.corral.it.faults.TestNode;
import dev.corral.testkit.RedisDeployment;
import dev.corral.testkit.RedisServer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.EventType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Expired events: fired when the expiry is noticed, once among all nodes, within the grace. */
class ExpiredEventsTest {
  private static final Duration LIFETIME = Duration.ofMillis(50);

  private final RedisServer server = (RedisServer) RedisDeployment.STANDALONE.shared();
  private final String name = "expired-" + UUID.randomUUID();
  private final Recorder recorder = new Recorder();

  private static CorralConfigurationBuilder<String, String> brief(
      CorralConfigurationBuilder<String, String> builder, Recorder recorder) {
    return builder.lifetime(LIFETIME).addListener(recorder.synchronous(true));
  }

  /** By the physical time to live of a record, which goes on for the grace after its expiry. */
  private void awaitExpiry(String key, Duration grace) {
    String record = server.commandText("KEYS", "corral:{" + name + "#*}rs:" + key).strip();
    assertThat(record).isNotEmpty();
    await().until(() -> Long.parseLong(server.commandText("PTTL", record)) < grace.toMillis());
  }

  static Stream<Arguments> waysToNotice() {
    return Stream.<Map.Entry<String, BiConsumer<CorralCache<String, String>, String>>>of(
            Map.entry("get", (cache, key) -> assertThat(cache.get(key)).isNull()),
            Map.entry(
                "getAll", (cache, key) -> assertThat(cache.getAll(Set.of(key, "b"))).isEmpty()),
            Map.entry("put", (cache, key) -> cache.put(key, "new")),
            Map.entry("putAll", (cache, key) -> cache.putAll(Map.of(key, "new"))),
            Map.entry(
                "putIfAbsent", (cache, key) -> assertThat(cache.putIfAbsent(key, "new")).isTrue()),
            Map.entry(
                "getAndPut", (cache, key) -> assertThat(cache.getAndPut(key, "new")).isNull()),
            Map.entry("replace", (cache, key) -> assertThat(cache.replace(key, "new")).isFalse()),
            Map.entry("remove", (cache, key) -> assertThat(cache.remove(key)).isFalse()),
            Map.entry(
                "invoke",
                (cache, key) ->
                    cache.invoke(
                        key,
                        (entry, arguments) -> {
                          assertThat(entry.exists()).isFalse();
                          entry.setValue("new");
                          return true;
                        })),
            Map.entry(
                "iteration", (cache, key) -> assertThat(cache.iterator().hasNext()).isFalse()))
        .map(way -> Arguments.of(way.getKey(), way.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("waysToNotice")
  void expiredEvent_isFiredOnce_whenOperationNoticesIt(
      String way, BiConsumer<CorralCache<String, String>, String> notice) {
    Duration grace = Duration.ofSeconds(60);
    try (TestNode node = TestNode.at(server.uri())) {
      CorralCache<String, String> cache =
          node.cache(name, b -> brief(b, recorder).expiredGrace(grace));
      cache.put("k", "old");
      awaitExpiry("k", grace);
      assertThat(recorder.eventsOf(EventType.EXPIRED)).isEmpty();
      notice.accept(cache, "k");
      assertThat(recorder.eventsOf(EventType.EXPIRED))
          .containsExactly(new Event(EventType.EXPIRED, "k", "old", "old"));
      assertThat(recorder.eventsOf(EventType.UPDATED)).isEmpty();
      assertThat(recorder.eventsOf(EventType.REMOVED)).isEmpty();
      int created = recorder.eventsOf(EventType.CREATED).size();
      assertThat(created).isEqualTo(cacheHolds(way) ? 2 : 1);
      cache.get("k");
      cache.containsKey("k");
      assertThat(
              recorder.eventsOf(EventType.EXPIRED).stream()
                  .filter(event -> "old".equals(event.old())))
          .hasSize(1);
    }
  }

  private static boolean cacheHolds(String way) {
    return way.startsWith("put") || way.equals("getAndPut") || way.equals("invoke");
  }

  @Test
  void expiredEvent_isFiredByTheBackgroundPass_withoutAnyAccess() {
    try (TestNode node = TestNode.at(server.uri())) {
      CorralCache<String, String> cache =
          node.cache(name, b -> brief(b, recorder).sweepInterval(Duration.ofMillis(20)));
      cache.putAll(Map.of("a", "1", "b", "2", "c", "3"));
      await()
          .untilAsserted(
              () ->
                  assertThat(recorder.eventsOf(EventType.EXPIRED))
                      .containsExactlyInAnyOrder(
                          new Event(EventType.EXPIRED, "a", "1", "1"),
                          new Event(EventType.EXPIRED, "b", "2", "2"),
                          new Event(EventType.EXPIRED, "c", "3", "3")));
    }
  }

  /** The first pass fails in its listener: the turn to sweep must not stay with it. */
  @Test
  void backgroundPass_goesOn_afterListenerFailed() {
    Set<String> failedOn = ConcurrentHashMap.newKeySet();
    CacheEntryExpiredListener<String, String> failing =
        events -> {
          if (failedOn.add("once")) {
            throw new IllegalStateException("this listener fails once");
          }
        };
    try (TestNode node = TestNode.at(server.uri())) {
      CorralCache<String, String> cache =
          node.cache(
              name,
              b ->
                  brief(b, recorder)
                      .addListener(
                          new MutableCacheEntryListenerConfiguration<>(
                              () -> failing, null, false, true))
                      .sweepInterval(Duration.ofMillis(20)));
      cache.put("first", "1");
      await().until(() -> !failedOn.isEmpty());
      cache.put("second", "2");
      await().untilAsserted(() -> assertThat(recorder.eventsOf("second")).hasSize(2));
    }
  }

  @Test
  void expiredEvent_isFiredOnceAmongAllNodes_whenAllListenSweepAndRead() {
    Recorder others = new Recorder();
    int entries = 200;
    try (TestNode mine = TestNode.at(server.uri());
        TestNode theirs = TestNode.at(server.uri())) {
      CorralCache<String, String> here =
          mine.cache(name, b -> brief(b, recorder).sweepInterval(Duration.ofMillis(10)));
      CorralCache<String, String> there =
          theirs.cache(name, b -> brief(b, others).sweepInterval(Duration.ofMillis(10)));
      for (int i = 0; i < entries; i++) {
        (i % 2 == 0 ? here : there).put("k" + i, "v");
        here.get("k" + i / 2);
        there.get("k" + i / 2);
      }
      await()
          .untilAsserted(
              () -> {
                here.get("k7");
                there.get("k7");
                assertThat(expired(recorder) + expired(others)).isGreaterThanOrEqualTo(entries);
              });
      assertThat(
              Stream.concat(recorder.events().stream(), others.events().stream())
                  .filter(event -> event.type() == EventType.EXPIRED)
                  .map(Event::key))
          .doesNotHaveDuplicates()
          .hasSize(entries);
    }
  }

  private static int expired(Recorder recorder) {
    return recorder.eventsOf(EventType.EXPIRED).size();
  }

  @Test
  void expiredEvent_isNotFired_afterTheGrace() {
    try (TestNode node = TestNode.at(server.uri())) {
      CorralCache<String, String> cache =
          node.cache(name, b -> brief(b, recorder).expiredGrace(Duration.ofMillis(1)));
      cache.put("k", "old");
      await().until(() -> server.commandText("KEYS", "corral:{" + name + "#*}rs:k").isBlank());
      assertThat(cache.get("k")).isNull();
      cache.put("k", "new");
      assertThat(recorder.eventsOf(EventType.EXPIRED)).isEmpty();
      assertThat(recorder.eventsOf(EventType.CREATED)).hasSize(2);
    }
  }
}
