package dev.corral.it.near;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralCache;
import dev.corral.CorralConfigurationBuilder;
import dev.corral.Tagger;
import dev.corral.it.faults.TestNode;
import dev.corral.testkit.RedisDeploymentHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.integration.CacheWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invalidation by tag, between two nodes, on whatever kind of Redis. */
abstract class TagsContract {
  private final String name = "tags-" + UUID.randomUUID();
  private TestNode here;
  private TestNode there;

  @BeforeEach
  final void open(RedisDeploymentHandle redis) {
    here = TestNode.at(redis.uri());
    there = TestNode.at(redis.uri());
  }

  @AfterEach
  final void close() {
    here.close();
    there.close();
  }

  private CorralCache<String, String> near(TestNode node) {
    return node.cache(name, b -> b.nearMaxEntries(1_000).statisticsEnabled(true));
  }

  private static Map<String, String> values(String prefix) {
    return IntStream.range(0, 50)
        .boxed()
        .collect(Collectors.toMap(i -> prefix + i, i -> "value of " + i));
  }

  @Test
  void taggedEntries_vanishOnAllNodes_andOthersStay() {
    CorralCache<String, String> cache = near(here);
    CorralCache<String, String> other = near(there);
    Map<String, String> plain = values("plain");
    cache.putAll(plain);
    Map<String, String> red = values("red");
    red.forEach((key, value) -> cache.put(key, value, Set.of("red", "all")));
    Map<String, String> green = values("green");
    green.forEach(
        (key, value) ->
            cache.putAsync(key, value, Set.of("green", "all")).toCompletableFuture().join());
    for (CorralCache<String, String> one : List.of(cache, other)) {
      assertThat(one.getAll(red.keySet())).isEqualTo(red);
      assertThat(one.getAll(green.keySet())).isEqualTo(green);
      assertThat(one.getAll(plain.keySet())).isEqualTo(plain);
    }
    cache.invalidateByTag("red");
    assertThat(cache.getAll(red.keySet())).as("at once here").isEmpty();
    await().until(() -> other.getAll(red.keySet()).isEmpty());
    for (CorralCache<String, String> one : List.of(cache, other)) {
      assertThat(one.getAll(green.keySet())).isEqualTo(green);
      assertThat(one.getAll(plain.keySet())).isEqualTo(plain);
    }
    other.invalidateByTagAsync("all").toCompletableFuture().join();
    assertThat(other.getAll(green.keySet())).isEmpty();
    await().until(() -> cache.getAll(green.keySet()).isEmpty());
    assertThat(cache.getAll(plain.keySet())).isEqualTo(plain);
  }

  @Test
  void nearEntriesOfOtherTags_areNotDropped() {
    CorralCache<String, String> cache = near(here);
    CorralCache<String, String> other = near(there);
    cache.put("a", "1", Set.of("red"));
    cache.put("b", "1", Set.of("green"));
    // A read that meets the message of the put on its way is not kept.
    await().until(() -> isNearHit(other, "a") && isNearHit(other, "b"));
    cache.invalidateByTag("red");
    await().until(() -> other.get("a") == null);
    long hits = other.nearStatistics().hits();
    assertThat(other.get("b")).isEqualTo("1");
    assertThat(other.nearStatistics().hits()).isEqualTo(hits + 1);
  }

  private static boolean isNearHit(CorralCache<String, String> cache, String key) {
    long hits = cache.nearStatistics().hits();
    return cache.get(key) != null && cache.nearStatistics().hits() > hits;
  }

  @Test
  void deadEntries_areAbsentForEachOperation() {
    CorralCache<String, String> cache = here.cache(name);
    for (int i = 0; i < 10; i++) {
      cache.put("k" + i, "old", Set.of("red"));
    }
    cache.put("other", "stays", Set.of("green"));
    cache.invalidateByTag("red");
    assertThat(cache.containsKey("k0")).isFalse();
    assertThat(cache.get("k0")).isNull();
    assertThat(cache.replace("k1", "new")).isFalse();
    assertThat(cache.replace("k1", "old", "new")).isFalse();
    assertThat(cache.getAndReplace("k1", "new")).isNull();
    assertThat(cache.remove("k2")).isFalse();
    assertThat(cache.getAndRemove("k3")).isNull();
    assertThat(cache.remove("k3", "old")).isFalse();
    List<String> iterated = new ArrayList<>();
    cache.forEach(entry -> iterated.add(entry.getKey()));
    assertThat(iterated).containsExactly("other");
    assertThat(cache.<Boolean>invoke("k4", (entry, arguments) -> entry.exists())).isFalse();
    assertThat(cache.getAndPut("k5", "new")).isNull();
    assertThat(cache.putIfAbsent("k6", "new")).isTrue();
    assertThat(cache.get("k6")).isEqualTo("new");
    cache.invoke(
        "k7",
        (entry, arguments) -> {
          entry.setValue(entry.exists() ? "seen" : "new");
          return null;
        });
    assertThat(cache.get("k7")).isEqualTo("new");
  }

  @Test
  void processor_runsAgain_whenItsEntryDiedMeanwhile() {
    CorralCache<String, String> cache = here.cache(name);
    CorralCache<String, String> other = there.cache(name);
    cache.put("a", "old", Set.of("red"));
    List<Boolean> existed = new CopyOnWriteArrayList<>();
    cache.invoke(
        "a",
        (entry, arguments) -> {
          existed.add(entry.exists());
          if (existed.size() == 1) {
            other.invalidateByTag("red");
          }
          entry.setValue(entry.exists() ? entry.getValue() + "!" : "new");
          return null;
        });
    assertThat(existed).containsExactly(true, false);
    assertThat(cache.get("a")).isEqualTo("new");
  }

  @Test
  void laterPut_replacesTheTags() {
    CorralCache<String, String> cache = near(here);
    cache.put("a", "1", Set.of("red"));
    cache.put("a", "2", Set.of("green"));
    cache.invalidateByTag("red");
    assertThat(cache.get("a")).isEqualTo("2");
    cache.put("a", "3");
    cache.invalidateByTag("green");
    assertThat(cache.get("a")).isEqualTo("3");
    cache.put("a", "4", Set.of("red"));
    assertThat(cache.get("a")).as("a tag that was invalidated is as good as new").isEqualTo("4");
    cache.clear();
    assertThat(cache.get("a")).isNull();
    cache.put("a", "5", Set.of("red"));
    assertThat(cache.get("a")).isEqualTo("5");
    cache.invalidateByTag("red");
    assertThat(cache.get("a")).isNull();
  }

  /** The part of a value before the colon is its tag. */
  public static final class ByPrefix implements Tagger<String, String> {
    @Override
    public Set<String> tagsOf(String key, String value) {
      if (value.startsWith("bad")) {
        throw new IllegalStateException("no tags for " + value);
      }
      return value.contains(":") ? Set.of(value.substring(0, value.indexOf(':'))) : Set.of();
    }
  }

  private static CorralConfigurationBuilder<String, String> tagging(
      CorralConfigurationBuilder<String, String> builder) {
    return builder.nearMaxEntries(1_000).taggerFactory(ByPrefix::new);
  }

  @Test
  void tagger_isAskedForEachValue_howeverItComes() {
    CorralCache<String, String> cache = here.cache(name, TagsContract::tagging);
    cache.put("put", "red:1");
    cache.put("union", "green:1", Set.of("red"));
    cache.putAll(Map.of("putAll", "red:2", "plain", "2"));
    cache.putIfAbsent("putIfAbsent", "red:3");
    cache.put("replace", "0");
    cache.replace("replace", "red:4");
    cache.put("equal", "0");
    cache.replace("equal", "0", "red:5");
    cache.getAndPut("getAndPut", "red:6");
    cache.invoke(
        "invoke",
        (entry, arguments) -> {
          entry.setValue("red:7");
          return null;
        });
    cache.get("loaded", key -> "red:8");
    assertThat(keys(cache)).hasSize(10);
    cache.invalidateByTag("red");
    assertThat(keys(cache)).containsExactly("plain");
  }

  private static Set<String> keys(Cache<String, String> cache) {
    Map<String, String> all = new HashMap<>();
    cache.forEach(entry -> all.put(entry.getKey(), entry.getValue()));
    return all.keySet();
  }

  @Test
  void nothingIsWritten_whenTheTaggerThrows() {
    CorralCache<String, String> cache = here.cache(name, TagsContract::tagging);
    cache.put("a", "red:1");
    assertThatThrownBy(() -> cache.put("a", "bad"))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("tagger of cache '" + name + "'")
        .hasMessageContaining("no tags for bad");
    assertThatThrownBy(() -> cache.putAll(Map.of("b", "bad", "c", "1")))
        .isInstanceOf(CacheException.class);
    assertThatThrownBy(() -> cache.get("d", key -> "bad")).isInstanceOf(CacheException.class);
    assertThatThrownBy(
            () ->
                cache.invoke(
                    "a",
                    (entry, arguments) -> {
                      entry.setValue("bad");
                      return null;
                    }))
        .isInstanceOf(CacheException.class);
    assertThat(keys(cache)).containsExactly("a");
    assertThat(cache.get("a")).isEqualTo("red:1");
  }

  @Test
  void badTags_areRefused_byName() {
    CorralCache<String, String> cache = here.cache(name);
    Set<String> nullTag = new HashSet<>();
    nullTag.add(null);
    Set<String> many = IntStream.range(0, 33).mapToObj(i -> "t" + i).collect(Collectors.toSet());
    for (Set<String> bad :
        List.of(Set.of(""), nullTag, many, Set.of("ä".repeat(129)), Set.of("\ud800"))) {
      assertThatThrownBy(() -> cache.put("a", "1", bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(name);
      assertThatThrownBy(() -> cache.putAsync("a", "1", bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String bad : List.of("", "x".repeat(257), "\ud800")) {
      assertThatThrownBy(() -> cache.invalidateByTag(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(name);
      assertThatThrownBy(() -> cache.invalidateByTagAsync(bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(cache.get("a")).isNull();
    Set<String> most =
        IntStream.range(0, 32).mapToObj(i -> i + "x".repeat(250)).collect(Collectors.toSet());
    cache.put("a", "1", most);
    assertThat(cache.get("a")).isEqualTo("1");
    cache.invalidateByTag("7" + "x".repeat(250));
    assertThat(cache.get("a")).isNull();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void loadBegunBefore_isNeitherKeptNorJoined(boolean sameNode) {
    UnaryOperator<CorralConfigurationBuilder<String, String>> tagging = TagsContract::tagging;
    CorralCache<String, String> cache = here.cache(name, tagging);
    CorralCache<String, String> other = there.cache(name, tagging);
    LoadUnderWay early = new LoadUnderWay(cache, "a", "red:from before");
    (sameNode ? cache : other).invalidateByTag("red");
    CorralCache<String, String> asking = sameNode ? cache : other;
    CompletableFuture<String> late =
        asking.getAsync("a", key -> "red:from after").toCompletableFuture();
    early.end();
    assertThat(early.result()).isEqualTo("red:from before");
    assertThat(late.join()).isEqualTo("red:from after");
    assertThat(cache.get("a")).isIn(null, "red:from after");
    assertThat(other.get("a")).isIn(null, "red:from after");
  }

  @Test
  void loadBegunBefore_isNotJoined_byWhoAsksAfterwards() {
    CorralCache<String, String> cache =
        here.cache(name, b -> tagging(b).setting("load-scope", "jvm"));
    LoadUnderWay early = new LoadUnderWay(cache, "a", "red:from before");
    cache.invalidateByTag("red");
    assertThat(cache.getAsync("a", key -> "red:from after"))
        .as("while the other still loads")
        .succeedsWithin(Duration.ofSeconds(20))
        .isEqualTo("red:from after");
    early.end();
    assertThat(early.result()).isEqualTo("red:from before");
  }

  @Test
  void invalidation_callsNoWriterAndNoListener() {
    List<String> calls = new CopyOnWriteArrayList<>();
    CacheWriter<String, String> writer =
        new CacheWriter<>() {
          @Override
          public void write(Cache.Entry<? extends String, ? extends String> entry) {
            calls.add("write " + entry.getKey());
          }

          @Override
          public void writeAll(
              Collection<Cache.Entry<? extends String, ? extends String>> entries) {
            calls.add("writeAll");
          }

          @Override
          public void delete(Object key) {
            calls.add("delete");
          }

          @Override
          public void deleteAll(Collection<?> keys) {
            calls.add("deleteAll");
          }
        };
    CacheEntryRemovedListener<String, String> listener =
        events -> events.forEach(event -> calls.add("removed " + event.getKey()));
    CorralCache<String, String> cache =
        here.cache(
            name,
            b ->
                b.setting("listener-scope", "cluster")
                    .writeThrough(true)
                    .writerFactory(() -> writer));
    cache.registerCacheEntryListener(
        new MutableCacheEntryListenerConfiguration<>(() -> listener, null, false, true));
    CorralCache<String, String> other = near(there);
    cache.put("a", "1", Set.of("red"));
    other.invalidateByTag("red");
    cache.invalidateByTag("red");
    assertThat(cache.get("a")).isNull();
    cache.put("b", "1");
    cache.remove("b");
    assertThat(calls).containsExactly("write a", "write b", "delete", "removed b");
  }
}
