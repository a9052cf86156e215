package dev.corral.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.corral.CorralCache;
import dev.corral.CorralConfigurationBuilder;
import dev.corral.CorralException;
import dev.corral.testkit.Fault;
import dev.corral.testkit.FaultyProxy;
import dev.corral.testkit.RedisDeployment;
import dev.corral.testkit.RedisServer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import javax.cache.processor.EntryProcessor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each operation that needs its key for itself meets each fault at each of its commands in turn,
 * handshakes and retries included.
 */
class ExclusiveOperationFaultsTest {
  private static final Duration LEASE = Duration.ofSeconds(1);
  private static final String OLD = "old";
  private static final String NEW = "new";

  private final Database database = new Database();
  private final RedisServer server = (RedisServer) RedisDeployment.STANDALONE.shared();
  private final String cacheName = "exclusive-" + UUID.randomUUID();
  private FaultyProxy proxy = FaultyProxy.to(server.host(), server.port());
  private TestNode faulty = TestNode.at(proxy.uri(server.uri()), "read-timeout=200ms");
  private TestNode other = TestNode.at(server.uri());
  private TestNode observer = TestNode.at(server.uri());

  private enum Mode {
    WRITE_THROUGH,
    READ_THROUGH,
    PLAIN
  }

  /** What an operation does to a key: from one state to another, both possibly "nothing there". */
  private record Scenario(
      String name,
      Mode mode,
      @Nullable String before,
      @Nullable String after,
      BiConsumer<CorralCache<String, String>, String> operation) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final EntryProcessor<String, String, String> SET =
      (entry, arguments) -> {
        entry.setValue(NEW);
        return NEW;
      };
  private static final EntryProcessor<String, String, String> REMOVE =
      (entry, arguments) -> {
        entry.remove();
        return "removed";
      };

  private static final List<Scenario> SCENARIOS =
      List.of(
          new Scenario(
              "put over a value",
              Mode.WRITE_THROUGH,
              OLD,
              NEW,
              (cache, key) -> cache.put(key, NEW)),
          new Scenario(
              "put of an absent key",
              Mode.WRITE_THROUGH,
              null,
              NEW,
              (cache, key) -> cache.put(key, NEW)),
          new Scenario(
              "getAndPut",
              Mode.WRITE_THROUGH,
              OLD,
              NEW,
              (cache, key) -> assertThat(cache.getAndPut(key, NEW)).isEqualTo(OLD)),
          new Scenario(
              "remove",
              Mode.WRITE_THROUGH,
              OLD,
              null,
              (cache, key) -> assertThat(cache.remove(key)).isTrue()),
          new Scenario(
              "write-through invoke that sets",
              Mode.WRITE_THROUGH,
              OLD,
              NEW,
              (cache, key) -> cache.invoke(key, SET)),
          new Scenario(
              "write-through invoke that removes",
              Mode.WRITE_THROUGH,
              OLD,
              null,
              (cache, key) -> cache.invoke(key, REMOVE)),
          new Scenario(
              "invoke that sets", Mode.PLAIN, OLD, NEW, (cache, key) -> cache.invoke(key, SET)),
          new Scenario(
              "invoke that creates", Mode.PLAIN, null, NEW, (cache, key) -> cache.invoke(key, SET)),
          new Scenario(
              "invoke that removes",
              Mode.PLAIN,
              OLD,
              null,
              (cache, key) -> cache.invoke(key, REMOVE)),
          new Scenario(
              "read-through get",
              Mode.READ_THROUGH,
              null,
              NEW,
              (cache, key) -> assertThat(cache.get(key)).isEqualTo(NEW)));

  static Stream<Arguments> scenariosAndFaults() {
    return withFaults(SCENARIOS.stream());
  }

  static Stream<Arguments> someScenariosAndFaults() {
    return withFaults(Stream.of(SCENARIOS.get(0), SCENARIOS.get(7)));
  }

  private static Stream<Arguments> withFaults(Stream<Scenario> scenarios) {
    return scenarios.flatMap(
        scenario -> Stream.of(Fault.values()).map(fault -> Arguments.of(scenario, fault)));
  }

  @AfterEach
  void close() {
    proxy.close();
    faulty.close();
    other.close();
    observer.close();
  }

  private CorralConfigurationBuilder<String, String> configure(
      CorralConfigurationBuilder<String, String> builder, Mode mode) {
    builder.lockLease(LEASE).lockWait(Duration.ofSeconds(20)).shards(2);
    return switch (mode) {
      case WRITE_THROUGH -> builder.writeThrough(true).writerFactory(() -> database);
      case READ_THROUGH ->
          builder.readThrough(true).loaderFactory(() -> database).setting("load-lease", "1s");
      case PLAIN -> builder;
    };
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("scenariosAndFaults")
  void operation_isAtomicAndLeavesNoLock_whenAnyOfItsCommandsFails(Scenario scenario, Fault fault) {
    failEachCommandOf(scenario, fault, false);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("someScenariosAndFaults")
  void operation_isAtomicAndLeavesNoLock_whenItsReconnectFails(Scenario scenario, Fault fault) {
    failEachCommandOf(scenario, fault, true);
  }

  private void failEachCommandOf(Scenario scenario, Fault fault, boolean disconnected) {
    CorralCache<String, String> cache = faulty.cache(cacheName, b -> configure(b, scenario.mode()));
    CorralCache<String, String> rival = other.cache(cacheName, b -> configure(b, scenario.mode()));
    CorralCache<String, String> plain = observer.cache(cacheName, b -> configure(b, Mode.PLAIN));
    int step = 0;
    while (isHit(scenario, cache, rival, plain, new Hit(fault, step, disconnected))) {
      step++;
    }
    assertThat(step).as("commands that met a fault").isGreaterThanOrEqualTo(2);
  }

  private record Hit(Fault fault, int step, boolean disconnected) {}

  private boolean isHit(
      Scenario scenario,
      CorralCache<String, String> cache,
      CorralCache<String, String> rival,
      CorralCache<String, String> plain,
      Hit hit) {
    String key = "key-" + hit.step();
    prepare(scenario, rival, key);
    assertThat(cache.containsKey("anything")).isFalse();
    if (hit.disconnected()) {
      proxy.cutAll();
    }
    AtomicInteger seen = new AtomicInteger();
    long faultsBefore = proxy.faultsInjected();
    proxy.onCommand(command -> seen.getAndIncrement() == hit.step(), hit.fault(), 1);
    Throwable failure = catchThrowable(() -> scenario.operation().accept(cache, key));
    proxy.heal();
    if (proxy.faultsInjected() == faultsBefore) {
      assertThat(failure).isNull();
      return false;
    }
    mustBeWhole(scenario, plain, key, failure);
    mustNotHoldLongerThanLease();
    rival.invoke(
        key,
        (entry, arguments) -> {
          entry.setValue("next");
          return "next";
        });
    assertThat(plain.get(key)).isEqualTo("next");
    return true;
  }

  private void prepare(Scenario scenario, CorralCache<String, String> rival, String key) {
    if (scenario.before() != null) {
      rival.put(key, scenario.before());
    } else if (scenario.mode() == Mode.READ_THROUGH) {
      database.row(key, NEW);
    }
    database.writesSinceLast();
  }

  private void mustBeWhole(
      Scenario scenario,
      CorralCache<String, String> plain,
      String key,
      @Nullable Throwable failure) {
    String cached = plain.get(key);
    Set<@Nullable String> possible = new HashSet<>();
    possible.add(scenario.after());
    if (failure != null) {
      assertThat(failure).as(TestNode.messages(failure)).isInstanceOf(CorralException.class);
      possible.add(scenario.before());
    }
    if (scenario.mode() == Mode.READ_THROUGH) {
      possible.add(null);
    }
    if (scenario.mode() == Mode.WRITE_THROUGH) {
      possible.add(null);
      assertThat(database.writesSinceLast()).isLessThanOrEqualTo(1);
      if (cached != null) {
        assertThat(database.row(key)).as("the row behind the entry").isEqualTo(cached);
      }
    }
    assertThat(possible).contains(cached);
  }

  private void mustNotHoldLongerThanLease() {
    String leases = server.commandText("KEYS", "*{" + cacheName + "#*}l*");
    leases
        .lines()
        .filter(key -> !key.isBlank())
        .forEach(
            key ->
                assertThat(Long.parseLong(server.commandText("PTTL", key)))
                    .as("time to live of lease " + key)
                    .isNotEqualTo(-1)
                    .isLessThanOrEqualTo(LEASE.toMillis()));
  }
}
