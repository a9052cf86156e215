package dev.corral.it.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralCache;
import dev.corral.it.events.Recorder.Event;
import dev.corral.it.faults.TestNode;
import dev.corral.testkit.RedisDeployment;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What listeners are told, and in which order. */
class EventOrderTest {
  private static final int THREADS = 8;
  private static final int ROUNDS = 150;
  private static final List<String> KEYS = List.of("a", "b", "c");

  private final URI uri = RedisDeployment.STANDALONE.shared().uri();
  private final String name = "events-" + UUID.randomUUID();
  private final Recorder recorder = new Recorder();

  /** Each event's old value is what the event before it, of the same key, left. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void eventsOfAKey_formAnUnbrokenChain_whenThreadsChangeIt(boolean synchronous) {
    try (TestNode node = TestNode.at(uri)) {
      CorralCache<String, String> cache =
          node.cache(
              name,
              b ->
                  b.addListener(
                      synchronous ? recorder.synchronous(true) : recorder.asynchronous(true)));
      Set<String> written = changeByManyThreads(cache);
      for (String key : KEYS) {
        cache.remove(key);
      }
      for (String key : KEYS) {
        await().untilAsserted(() -> mustEndWithRemoval(key));
        mustBeChain(key);
      }
      assertThat(
              recorder.events().stream()
                  .filter(event -> event.type() != EventType.REMOVED)
                  .map(Event::value))
          .containsExactlyInAnyOrderElementsOf(written);
    }
  }

  private static Set<String> changeByManyThreads(CorralCache<String, String> cache) {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<CompletableFuture<Set<String>>> running = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      int thread = t;
      running.add(CompletableFuture.supplyAsync(() -> change(cache, thread), threads));
    }
    Set<String> written = new HashSet<>();
    running.forEach(one -> written.addAll(one.join()));
    threads.shutdown();
    return written;
  }

  /** Changes keys in all ways; returns the values that it wrote. */
  private static Set<String> change(CorralCache<String, String> cache, int thread) {
    Set<String> written = new HashSet<>();
    for (int i = 0; i < ROUNDS; i++) {
      String key = KEYS.get(ThreadLocalRandom.current().nextInt(KEYS.size()));
      String value = thread + "/" + i;
      switch (i % 6) {
        case 0 -> cache.remove(key);
        case 1 -> {
          if (cache.putIfAbsent(key, value)) {
            written.add(value);
          }
        }
        case 2 -> {
          cache.invoke(
              key,
              (entry, arguments) -> {
                entry.setValue(value);
                return true;
              });
          written.add(value);
        }
        case 3 -> {
          cache.putAll(Map.of(key, value));
          written.add(value);
        }
        case 4 -> {
          if (cache.replace(key, value)) {
            written.add(value);
          }
        }
        default -> {
          cache.put(key, value);
          written.add(value);
        }
      }
    }
    return written;
  }

  private void mustEndWithRemoval(String key) {
    List<Event> events = recorder.eventsOf(key);
    assertThat(events).isNotEmpty();
    assertThat(events.get(events.size() - 1).type()).isEqualTo(EventType.REMOVED);
    assertThat(events.stream().filter(event -> event.type() == EventType.REMOVED).count())
        .isEqualTo(events.stream().filter(event -> event.type() == EventType.CREATED).count());
  }

  private void mustBeChain(String key) {
    @Nullable String current = null;
    for (Event event : recorder.eventsOf(key)) {
      switch (event.type()) {
        case CREATED -> assertThat(current).as("before %s", event).isNull();
        case UPDATED, REMOVED -> {
          assertThat(current).as("before %s", event).isNotNull();
          assertThat(event.old()).isEqualTo(current);
        }
        default -> throw new AssertionError("Nothing expires here: " + event);
      }
      current = event.type() == EventType.REMOVED ? null : event.value();
    }
    assertThat(current).isNull();
  }

  @Test
  void oldValue_isLeftOut_whenItIsNotRequired() {
    try (TestNode node = TestNode.at(uri)) {
      CorralCache<String, String> cache =
          node.cache(name, b -> b.addListener(recorder.synchronous(false)));
      cache.put("k", "1");
      cache.put("k", "2");
      assertThat(recorder.events())
          .extracting(Event::type, Event::value)
          .containsExactly(tuple(EventType.CREATED, "1"), tuple(EventType.UPDATED, "2"));
    }
  }

  @Test
  void filter_decidesWhatListenerHears_ofSinglesAndBulks() {
    try (TestNode node = TestNode.at(uri)) {
      CorralCache<String, String> cache =
          node.cache(
              name,
              b ->
                  b.addListener(
                      new MutableCacheEntryListenerConfiguration<>(
                          () -> recorder,
                          () -> event -> event.getKey().length() == 1,
                          true,
                          true)));
      cache.put("x", "1");
      cache.put("xx", "1");
      cache.putAll(Map.of("x", "2", "xx", "2", "y", "2"));
      cache.removeAll(Set.of("xx", "y"));
      assertThat(recorder.events())
          .containsExactlyInAnyOrder(
              new Event(EventType.CREATED, "x", "1", null),
              new Event(EventType.UPDATED, "x", "2", "1"),
              new Event(EventType.CREATED, "y", "2", null),
              recorder.eventsOf(EventType.REMOVED).get(0));
      assertThat(recorder.eventsOf(EventType.REMOVED))
          .singleElement()
          .satisfies(event -> assertThat(event.key()).isEqualTo("y"))
          .satisfies(event -> assertThat(event.old()).isEqualTo("2"));
    }
  }

  @Test
  void listeners_hearOfTheirOwnNodeOnly_byDefault() {
    Recorder others = new Recorder();
    try (TestNode mine = TestNode.at(uri);
        TestNode theirs = TestNode.at(uri)) {
      CorralCache<String, String> cache =
          mine.cache(name, b -> b.addListener(recorder.synchronous(true)));
      CorralCache<String, String> elsewhere =
          theirs.cache(name, b -> b.addListener(others.synchronous(true)));
      cache.put("k", "mine");
      elsewhere.put("k", "theirs");
      assertThat(recorder.events())
          .containsExactly(new Event(EventType.CREATED, "k", "mine", null));
      assertThat(others.events())
          .containsExactly(new Event(EventType.UPDATED, "k", "theirs", "mine"));
    }
  }

  @Test
  void clear_firesNothing_andRemoveAllFiresForEach() {
    try (TestNode node = TestNode.at(uri)) {
      CorralCache<String, String> cache =
          node.cache(name, b -> b.addListener(recorder.synchronous(true)));
      cache.putAll(Map.of("a", "1", "b", "1"));
      cache.clear();
      assertThat(recorder.eventsOf(EventType.REMOVED)).isEmpty();
      cache.putAll(Map.of("a", "2", "b", "2"));
      assertThat(recorder.eventsOf(EventType.CREATED)).hasSize(4);
      cache.removeAll();
      assertThat(recorder.eventsOf(EventType.REMOVED))
          .extracting(Event::key)
          .containsExactlyInAnyOrder("a", "b");
    }
  }
}
