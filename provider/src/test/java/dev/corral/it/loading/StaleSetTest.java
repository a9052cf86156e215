package dev.corral.it.loading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.CorralCache;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A load never overwrites or resurrects anything newer, and no one is served by one that might. */
@WithRedis
class StaleSetTest {
  private static final int ROUNDS = 25;
  private Nodes nodes;

  @BeforeEach
  void open(RedisServer redis) {
    nodes = new Nodes(redis);
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  /** What happens to the key while it is being loaded. */
  enum Meanwhile {
    WRITTEN("newer"),
    REMOVED(null),
    CLEARED(null);

    private final @Nullable String expected;

    Meanwhile(@Nullable String expected) {
      this.expected = expected;
    }

    private void happensTo(CorralCache<String, String> cache) {
      switch (this) {
        case WRITTEN -> cache.put("a", "newer");
        case REMOVED -> cache.remove("a");
        case CLEARED -> cache.clear();
      }
    }
  }

  static Stream<Arguments> combinations() {
    return Stream.of(Meanwhile.values())
        .flatMap(
            change ->
                Stream.of(true, false)
                    .flatMap(
                        sameNode ->
                            Stream.of(false, true)
                                .map(lapsed -> Arguments.of(change, sameNode, lapsed))));
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void load_neverOverwritesWhatIsNewer(Meanwhile meanwhile, boolean sameNode, boolean lapsed) {
    Gate gate = new Gate();
    CorralCache<String, String> cache = nodes.open(TestLoader.answering(key -> gate.pass("old")));
    CorralCache<String, String> other = nodes.open(TestLoader.answering(key -> "unused"));
    CompletableFuture<String> loading = Nodes.inThread(() -> cache.get("a"));
    gate.awaitArrival();
    if (lapsed) {
      nodes.lapse("a");
    }
    meanwhile.happensTo(sameNode ? cache : other);
    gate.open();

    assertThat(Nodes.result(loading)).isEqualTo("old");
    assertThat(cache.loadStatistics().fillsRefused()).isEqualTo(1);
    assertThat(cache.containsKey("a")).isEqualTo(meanwhile.expected != null);
    if (meanwhile.expected != null) {
      assertThat(other.get("a")).isEqualTo(meanwhile.expected);
    }
    nodes.areAtRest();
  }

  @ParameterizedTest
  @EnumSource(Meanwhile.class)
  void load_neverOverwritesWhatAnotherNodeLoaded_afterTheChange(Meanwhile meanwhile) {
    Gate gate = new Gate();
    AtomicReference<String> database = new AtomicReference<>("old");
    CorralCache<String, String> cache = nodes.open(TestLoader.answering(key -> gate.pass("old")));
    CorralCache<String, String> other = nodes.open(TestLoader.answering(key -> database.get()));
    CompletableFuture<String> loading = Nodes.inThread(() -> cache.get("a"));
    gate.awaitArrival();
    database.set("newer");
    meanwhile.happensTo(other);
    assertThat(other.get("a")).isEqualTo("newer");
    gate.open();

    assertThat(Nodes.result(loading)).isEqualTo("old");
    assertThat(other.get("a")).isEqualTo("newer");
    assertThat(cache.get("a")).isEqualTo("newer");
    nodes.areAtRest();
  }

  @Test
  void load_whoseLeaseLapsed_neverOverwritesWhatTheNextHolderLoaded() {
    Gate gate = new Gate();
    CorralCache<String, String> cache = nodes.open(TestLoader.answering(key -> gate.pass("old")));
    CorralCache<String, String> other = nodes.open(TestLoader.answering(key -> "newer"));
    CompletableFuture<String> loading = Nodes.inThread(() -> cache.get("a"));
    gate.awaitArrival();
    nodes.lapse("a");
    assertThat(other.get("a")).isEqualTo("newer");
    gate.open();

    assertThat(Nodes.result(loading)).isEqualTo("old");
    assertThat(cache.get("a")).isEqualTo("newer");
    assertThat(cache.loadStatistics().fillsRefused()).isEqualTo(1);
    nodes.areAtRest();
  }

  @ParameterizedTest
  @EnumSource(Meanwhile.class)
  void bulkLoad_keepsWhatWasNotTouched_only(Meanwhile meanwhile) {
    Gate gate = new Gate();
    CorralCache<String, String> cache = nodes.open(TestLoader.answering(key -> gate.pass("old")));
    CompletableFuture<Map<String, String>> loading =
        Nodes.inThread(() -> cache.getAll(Set.of("a", "b")));
    gate.awaitArrival();
    meanwhile.happensTo(cache);
    gate.open();

    assertThat(Nodes.result(loading)).containsEntry("a", "old").containsEntry("b", "old");
    assertThat(cache.containsKey("a")).isEqualTo(meanwhile.expected != null);
    assertThat(cache.containsKey("b")).isEqualTo(meanwhile != Meanwhile.CLEARED);
    if (meanwhile.expected != null) {
      assertThat(cache.get("a")).isEqualTo(meanwhile.expected);
    }
    nodes.areAtRest();
  }

  /** The caller that asks after the change must not be given what was read before it. */
  @ParameterizedTest
  @CsvSource({
    "REMOVED,true,true", "REMOVED,true,false", "REMOVED,false,true", "REMOVED,false,false",
    "CLEARED,true,true", "CLEARED,true,false", "CLEARED,false,true", "CLEARED,false,false"
  })
  void flightBegunBeforeAnInvalidation_isNotJoinedAfterIt(
      Meanwhile meanwhile, boolean invalidatesHere, boolean asksHere) {
    AtomicReference<String> database = new AtomicReference<>();
    AtomicReference<Gate> held = new AtomicReference<>();
    TestLoader loader =
        TestLoader.answering(
            key -> {
              String read = Objects.requireNonNull(database.get());
              Gate gate = held.getAndSet(null);
              return gate == null ? read : gate.pass(read);
            });
    CorralCache<String, String> here = nodes.open(loader);
    CorralCache<String, String> there = nodes.open(loader);
    for (int round = 0; round < ROUNDS; round++) {
      here.clear();
      Gate gate = new Gate();
      String before = "before " + round;
      String after = "after " + round;
      database.set(before);
      held.set(gate);
      CompletableFuture<String> loading = Nodes.inThread(() -> here.get("a"));
      gate.awaitArrival();
      database.set(after);
      meanwhile.happensTo(invalidatesHere ? here : there);

      assertThat((asksHere ? here : there).get("a")).isEqualTo(after);
      assertThat(loading).isNotDone();
      gate.open();
      assertThat(Nodes.result(loading)).isEqualTo(before);
      assertThat(here.get("a")).isEqualTo(after);
    }
    assertThat(here.loadStatistics().fillsRefused()).isEqualTo(ROUNDS);
    nodes.areAtRest();
  }
}
