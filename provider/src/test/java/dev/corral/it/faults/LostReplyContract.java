package dev.corral.it.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralCache;
import dev.corral.CorralConfigurationBuilder;
import dev.corral.OutcomeUnknownException;
import dev.corral.testkit.Fault;
import dev.corral.testkit.FaultyProxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The reply to a mutation is lost: it is made once, and the caller learns the truth or that the
 * outcome is unknown. For every kind of mutation, at every command that it sends.
 */
abstract class LostReplyContract {
  private static final String A = "a";
  private static final Map<String, String> NOTHING = Map.of();
  private static final Map<String, String> OLD = Map.of(A, "old");
  private static final Map<String, String> NEW = Map.of(A, "new");
  private static final Map<String, String> SEVERAL_OLD =
      Map.of(A, "old", "b", "old", "c", "old", "d", "old");
  private static final Map<String, String> SEVERAL_NEW =
      Map.of(A, "new", "b", "new", "c", "new", "d", "new");

  private final Database database = new Database();
  private TestNode faulty;
  private TestNode healthy;

  /** Where the network fails. */
  abstract URI faultyUri();

  /** The same Redis; nothing of what is sent there meets a fault. */
  abstract URI healthyUri();

  abstract List<FaultyProxy> proxies();

  /** What can be found out about a change whose reply is lost. */
  private enum Certainty {
    /** The record or the metadata proves it: the caller must be told. */
    PROVABLE,
    /** What was there before, or that nothing was done, is lost with the reply. */
    UNPROVABLE,
    /** As PROVABLE, and the writer is called. */
    WRITE_THROUGH,
    /** As UNPROVABLE, and the writer is called. */
    UNPROVABLE_WRITE_THROUGH;

    boolean writes() {
      return this == WRITE_THROUGH || this == UNPROVABLE_WRITE_THROUGH;
    }

    boolean isProvable() {
      return this == PROVABLE || this == WRITE_THROUGH;
    }
  }

  /** A mutation, with the states before and after it and its true result. */
  private record Kind(
      String name,
      Certainty certainty,
      Map<String, String> before,
      Map<String, String> after,
      @Nullable Object result,
      Function<CorralCache<String, String>, @Nullable Object> operation) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static @Nullable Object nothing(Runnable operation) {
    operation.run();
    return null;
  }

  private static @Nullable Object appends(CorralCache<String, String> cache) {
    return cache.invoke(
        A,
        (entry, arguments) -> {
          entry.setValue((entry.exists() ? entry.getValue() : "") + "+");
          return entry.getValue();
        });
  }

  private static boolean removesByIterator(CorralCache<String, String> cache) {
    Iterator<Cache.Entry<String, String>> entries = cache.iterator();
    entries.next();
    entries.remove();
    return true;
  }

  private static boolean removesByProcessor(CorralCache<String, String> cache) {
    return cache.invoke(
        A,
        (entry, arguments) -> {
          entry.remove();
          return true;
        });
  }

  static Stream<Kind> singleKeyKinds() {
    return Stream.of(
        new Kind(
            "put", Certainty.PROVABLE, NOTHING, NEW, null, c -> nothing(() -> c.put(A, "new"))),
        new Kind(
            "put over a value",
            Certainty.PROVABLE,
            OLD,
            NEW,
            null,
            c -> nothing(() -> c.put(A, "new"))),
        new Kind("getAndPut", Certainty.PROVABLE, NOTHING, NEW, null, c -> c.getAndPut(A, "new")),
        new Kind(
            "getAndPut over a value",
            Certainty.UNPROVABLE,
            OLD,
            NEW,
            "old",
            c -> c.getAndPut(A, "new")),
        new Kind(
            "putIfAbsent", Certainty.PROVABLE, NOTHING, NEW, true, c -> c.putIfAbsent(A, "new")),
        new Kind(
            "putIfAbsent over a value",
            Certainty.UNPROVABLE,
            OLD,
            OLD,
            false,
            c -> c.putIfAbsent(A, "new")),
        new Kind("replace", Certainty.PROVABLE, OLD, NEW, true, c -> c.replace(A, "new")),
        new Kind(
            "replace of nothing",
            Certainty.UNPROVABLE,
            NOTHING,
            NOTHING,
            false,
            c -> c.replace(A, "new")),
        new Kind(
            "replace of a given value",
            Certainty.PROVABLE,
            OLD,
            NEW,
            true,
            c -> c.replace(A, "old", "new")),
        new Kind(
            "getAndReplace", Certainty.UNPROVABLE, OLD, NEW, "old", c -> c.getAndReplace(A, "new")),
        new Kind("remove", Certainty.PROVABLE, OLD, NOTHING, true, c -> c.remove(A)),
        new Kind(
            "remove of nothing", Certainty.UNPROVABLE, NOTHING, NOTHING, false, c -> c.remove(A)),
        new Kind(
            "remove of a given value",
            Certainty.PROVABLE,
            OLD,
            NOTHING,
            true,
            c -> c.remove(A, "old")),
        new Kind("getAndRemove", Certainty.UNPROVABLE, OLD, NOTHING, "old", c -> c.getAndRemove(A)),
        new Kind(
            "putAsync",
            Certainty.PROVABLE,
            OLD,
            NEW,
            null,
            c -> nothing(() -> c.putAsync(A, "new").toCompletableFuture().join())),
        new Kind(
            "invoke",
            Certainty.PROVABLE,
            OLD,
            Map.of(A, "old+"),
            "old+",
            LostReplyContract::appends),
        new Kind(
            "invoke that creates",
            Certainty.PROVABLE,
            NOTHING,
            Map.of(A, "+"),
            "+",
            LostReplyContract::appends),
        new Kind(
            "invoke that removes",
            Certainty.PROVABLE,
            OLD,
            NOTHING,
            true,
            LostReplyContract::removesByProcessor),
        new Kind(
            "iterator.remove",
            Certainty.PROVABLE,
            OLD,
            NOTHING,
            true,
            LostReplyContract::removesByIterator),
        new Kind(
            "write-through put",
            Certainty.WRITE_THROUGH,
            OLD,
            NEW,
            null,
            c -> nothing(() -> c.put(A, "new"))),
        new Kind(
            "write-through putIfAbsent",
            Certainty.WRITE_THROUGH,
            NOTHING,
            NEW,
            true,
            c -> c.putIfAbsent(A, "new")),
        new Kind(
            "write-through getAndPut",
            Certainty.UNPROVABLE_WRITE_THROUGH,
            OLD,
            NEW,
            "old",
            c -> c.getAndPut(A, "new")),
        new Kind(
            "write-through remove", Certainty.WRITE_THROUGH, OLD, NOTHING, true, c -> c.remove(A)),
        new Kind(
            "write-through invoke",
            Certainty.WRITE_THROUGH,
            OLD,
            Map.of(A, "old+"),
            "old+",
            LostReplyContract::appends));
  }

  private static Stream<Kind> bulkKinds() {
    return Stream.of(
        new Kind(
            "putAll",
            Certainty.PROVABLE,
            NOTHING,
            SEVERAL_NEW,
            null,
            c -> nothing(() -> c.putAll(SEVERAL_NEW))),
        new Kind(
            "putAll over values",
            Certainty.PROVABLE,
            SEVERAL_OLD,
            SEVERAL_NEW,
            null,
            c -> nothing(() -> c.putAll(SEVERAL_NEW))),
        new Kind(
            "removeAll of keys",
            Certainty.UNPROVABLE,
            SEVERAL_OLD,
            NOTHING,
            null,
            c -> nothing(() -> c.removeAll(SEVERAL_OLD.keySet()))),
        new Kind("clear", Certainty.PROVABLE, SEVERAL_OLD, NOTHING, null, c -> nothing(c::clear)),
        new Kind(
            "write-through putAll",
            Certainty.WRITE_THROUGH,
            SEVERAL_OLD,
            SEVERAL_NEW,
            null,
            c -> nothing(() -> c.putAll(SEVERAL_NEW))));
  }

  static Stream<Kind> allKinds() {
    return Stream.concat(singleKeyKinds(), bulkKinds());
  }

  @Test
  void invalidationByTag_isRepeated_whenItsReplyIsLost() {
    String name = "lost-" + UUID.randomUUID();
    CorralCache<String, String> cache = faulty.cache(name, b -> b.shards(2));
    CorralCache<String, String> other = healthy.cache(name, b -> b.shards(2));
    other.invalidateByTag("warm-up");
    IntStream.range(0, 20).forEach(i -> other.put("k" + i, "v", Set.of("red")));
    other.put("green", "stays", Set.of("green"));
    long before = faults();
    swallowOnce(command -> command.size() > 5 && "red".equals(text(command.get(5))));
    cache.invalidateByTag("red");
    assertThat(faults()).isGreaterThan(before);
    assertThat(contents(other)).containsOnlyKeys("green");
    other.put("k0", "new", Set.of("red"));
    assertThat(other.get("k0")).isEqualTo("new");
  }

  private static String text(byte[] argument) {
    return new String(argument, UTF_8);
  }

  @BeforeEach
  void connect() {
    proxies().forEach(FaultyProxy::heal);
    faulty = TestNode.at(faultyUri(), "read-timeout=120ms", "retry-timeout=20s");
    healthy = TestNode.at(healthyUri());
    loadScripts(healthy.cache("warm-up"));
  }

  /** On every server: else the reply that is lost may be that the script is not known yet. */
  private static void loadScripts(CorralCache<String, String> cache) {
    Set<String> keys =
        IntStream.range(0, 100).mapToObj(String::valueOf).collect(Collectors.toSet());
    cache.putAll(keys.stream().collect(Collectors.toMap(key -> key, key -> key)));
    cache.invokeAll(keys, (entry, arguments) -> entry.exists());
    cache.clear();
  }

  @AfterEach
  void disconnect() {
    proxies().forEach(FaultyProxy::heal);
    faulty.close();
    healthy.close();
  }

  /** The caches of one attempt: the same cache seen from two nodes. */
  private record Views(CorralCache<String, String> faulty, CorralCache<String, String> healthy) {}

  private Views open(Kind kind) {
    String name = "lost-" + UUID.randomUUID();
    Views views =
        new Views(
            faulty.cache(name, b -> configure(b, kind)),
            healthy.cache(name, b -> configure(b, kind)));
    views.healthy.putAll(kind.before);
    kind.before.keySet().forEach(key -> assertThat(views.faulty.containsKey(key)).isTrue());
    database.writesSinceLast();
    return views;
  }

  private CorralConfigurationBuilder<String, String> configure(
      CorralConfigurationBuilder<String, String> builder, Kind kind) {
    builder.shards(2);
    return kind.certainty.writes()
        ? builder.writeThrough(true).writerFactory(() -> database)
        : builder;
  }

  private static Map<String, String> contents(CorralCache<String, String> cache) {
    Map<String, String> contents = new HashMap<>();
    cache.forEach(entry -> contents.put(entry.getKey(), entry.getValue()));
    return contents;
  }

  private long faults() {
    return proxies().stream().mapToLong(FaultyProxy::faultsInjected).sum();
  }

  private void swallowOnce(Predicate<List<byte[]>> which) {
    proxies().forEach(proxy -> proxy.onCommand(which, Fault.SWALLOW_REPLY, 1));
  }

  private static boolean isScript(List<byte[]> command) {
    return new String(command.get(0), StandardCharsets.US_ASCII).startsWith("EVAL");
  }

  @ParameterizedTest
  @MethodSource("allKinds")
  void mutation_isMadeOnceAndToldTruly_whenAnyReplyIsLost(Kind kind) {
    int step = 0;
    while (isHit(kind, step)) {
      step++;
    }
    assertThat(step).as("replies that were lost").isPositive();
  }

  private boolean isHit(Kind kind, int step) {
    Views views = open(kind);
    AtomicInteger seen = new AtomicInteger();
    long faultsBefore = faults();
    swallowOnce(command -> seen.getAndIncrement() == step);
    AtomicReference<@Nullable Object> result = new AtomicReference<>();
    Throwable failure = catchThrowable(() -> result.set(kind.operation.apply(views.faulty)));
    proxies().forEach(FaultyProxy::heal);
    boolean hit = faults() > faultsBefore;
    if (failure == null) {
      assertThat(result.get()).isEqualTo(kind.result);
    } else {
      assertThat(hit).as("a reply was lost").isTrue();
      assertThat(failure).isInstanceOf(OutcomeUnknownException.class);
      assertThat(kind.certainty.isProvable())
          .as("the outcome could have been told: %s", TestNode.messages(failure))
          .isFalse();
    }
    if (kind.certainty.writes()) {
      assertThat(database.writesSinceLast()).isEqualTo(kind.after.size() + removed(kind));
      contents(views.healthy)
          .forEach((key, value) -> assertThat(value).isEqualTo(database.row(key)));
    }
    if (failure == null || !kind.certainty.writes()) {
      await().untilAsserted(() -> assertThat(contents(views.healthy)).isEqualTo(kind.after));
    }
    views.faulty.close();
    views.healthy.close();
    return hit;
  }

  private static int removed(Kind kind) {
    return kind.before.size() > kind.after.size() ? kind.before.size() - kind.after.size() : 0;
  }

  @ParameterizedTest
  @MethodSource("singleKeyKinds")
  void mutation_isNotRepeatedOverLaterChange_whenItsReplyIsLost(Kind kind) {
    int scripts = scriptsOf(kind);
    Views views = open(kind);
    AtomicInteger seen = new AtomicInteger();
    long faultsBefore = faults();
    swallowOnce(command -> isScript(command) && seen.incrementAndGet() == scripts);
    CompletableFuture<@Nullable Object> outcome =
        CompletableFuture.supplyAsync(() -> kind.operation.apply(views.faulty));
    await().until(() -> faults() > faultsBefore || outcome.isDone());
    assertThat(faults()).as("lost replies").isEqualTo(faultsBefore + 1);
    await().untilAsserted(() -> assertThat(contents(views.healthy)).isIn(kind.after, Map.of()));
    views.healthy.put(A, "later");
    Throwable failure = catchThrowable(() -> assertThat(outcome.get()).isEqualTo(kind.result));
    if (failure != null) {
      assertThat(failure).hasCauseInstanceOf(OutcomeUnknownException.class);
    }
    if (kind.certainty.writes()) {
      assertThat(contents(views.healthy)).isIn(Map.of(A, "later"), Map.of());
      assertThat(database.row(A)).isEqualTo("later");
    } else {
      assertThat(contents(views.healthy)).isEqualTo(Map.of(A, "later"));
    }
  }

  /** How many scripts the operation runs; the last one makes the change. */
  private int scriptsOf(Kind kind) {
    Views views = open(kind);
    AtomicInteger seen = new AtomicInteger();
    swallowOnce(command -> isScript(command) && seen.incrementAndGet() < 0);
    assertThat(kind.operation.apply(views.faulty)).isEqualTo(kind.result);
    proxies().forEach(FaultyProxy::heal);
    return seen.get();
  }

  @Test
  void putIfAbsent_hasOneWinnerWhoIsToldSo_whenRepliesKeepGettingLost() {
    String name = "winner-" + UUID.randomUUID();
    CorralCache<String, String> cache = faulty.cache(name);
    CorralCache<String, String> rival = healthy.cache(name);
    for (int i = 0; i < 10; i++) {
      String key = "k" + i;
      cache.containsKey(key);
      swallowOnce(LostReplyContract::isScript);
      boolean won = cache.putIfAbsent(key, "mine");
      proxies().forEach(FaultyProxy::heal);
      assertThat(won).as("what the creator is told").isTrue();
      assertThat(rival.putIfAbsent(key, "theirs")).isFalse();
      assertThat(rival.get(key)).isEqualTo("mine");
    }
  }
}
