package dev.corral.it.consistency;

import static org.awaitility.Awaitility.await;

import dev.corral.testkit.ChildJvm;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Some JVMs that share one cache. A test says what they do and which faults happen meanwhile; the
 * fleet runs it and brings back what was seen.
 */
final class Fleet implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** How long {@link #measure} reads and writes at least. */
  private static final Duration LEAST =
      Duration.ofSeconds(Integer.getInteger("staleness.seconds", 0));

  /** Something that goes wrong, again and again, about every second. */
  @FunctionalInterface
  interface Fault {

    /** All is well. */
    Fault NONE = board -> {};

    /**
     * Makes it go wrong once more.
     *
     * @param board where doubts can be cast on what was acknowledged, if Redis may lose it
     */
    void strike(Board board) throws Exception;
  }

  /** Something that goes wrong while a history is recorded, again and again. */
  @FunctionalInterface
  interface Disturbance {

    /** All is well. */
    Disturbance NONE = () -> {};

    void strike() throws Exception;
  }

  private final List<ChildJvm> nodes = new ArrayList<>();

  /**
   * Starts the nodes.
   *
   * @param settings of the cache, as {@code name=value}
   */
  Fleet(int count, URI uri, String cache, String... settings) {
    List<CompletableFuture<ChildJvm>> starting = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Stream<String> fixed = Stream.of(uri.toString(), "" + i, "" + count, cache);
      String[] arguments = Stream.concat(fixed, Stream.of(settings)).toArray(String[]::new);
      starting.add(
          CompletableFuture.supplyAsync(
              () ->
                  ChildJvm.builder(ConsistencyNode.class)
                      .jvmArgs("-XX:TieredStopAtLevel=1")
                      .start(arguments)));
    }
    starting.forEach(node -> nodes.add(node.join()));
  }

  /** The JVMs, to be paused or killed. */
  List<ChildJvm> nodes() {
    return nodes;
  }

  /** Lets a node stand still for a moment, as a long garbage collection would. */
  void pause(int node, Duration moment) {
    nodes.get(node).pause();
    pass(moment);
    nodes.get(node).resume();
  }

  /** Lets the writers, but not the readers, rest for a while: what is old then stays so. */
  void restWriters(Duration whileReading) {
    onAll("pauseWriters", List.of());
    pass(whileReading);
    onAll("resumeWriters", List.of());
  }

  /** Does something while no writer is within a change: none can be acknowledged during it. */
  void whileWritersRest(Runnable action) {
    onAll("pauseWriters", List.of());
    action.run();
    onAll("resumeWriters", List.of());
  }

  private static void pass(Duration time) {
    long since = System.nanoTime();
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> System.nanoTime() - since > time.toNanos());
  }

  /** What the clients of all nodes saw and did, in the order of invocation. */
  List<Operation> record(RegisterPlan plan, Disturbance disturbance) {
    return record("record", plan.toArguments(), disturbance);
  }

  /** What the sessions of all nodes saw and did, in the order of invocation. */
  List<Operation> recordSessions(CausalPlan plan, Disturbance disturbance) {
    return record("recordSessions", plan.toArguments(), disturbance);
  }

  private List<Operation> record(String command, List<String> arguments, Disturbance disturbance) {
    onAll(command, arguments);
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              disturbance.strike();
              return onAll("isRecorded", List.of()).stream().allMatch(Boolean::parseBoolean);
            });
    return Histories.parse(onAll("history", List.of()));
  }

  /** Measures until that many reads were checked. */
  StalenessReport measure(StalenessPlan plan, long reads, Fault fault) throws IOException {
    return measure(plan, reads, 1, fault);
  }

  /**
   * Reads and writes until at least that many reads were checked, the fault has struck that often,
   * and the least time has passed, if one was set; then lets the writers stop, waits for the bound
   * to pass, and lets each node read each key once more.
   */
  StalenessReport measure(StalenessPlan plan, long reads, int strikes, Fault fault)
      throws IOException {
    Board board = Board.open(plan.board(), plan.keys());
    onAll("measure", plan.toArguments());
    AtomicInteger struck = new AtomicInteger();
    long begin = System.nanoTime();
    await()
        .atMost(PATIENCE.plus(LEAST))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              fault.strike(board);
              return struck.incrementAndGet() >= strikes
                  && System.nanoTime() - begin >= LEAST.toNanos()
                  && sum("progress").checked() >= reads;
            });
    onAll("stopWriters", List.of());
    pass(plan.bound());
    return sum("sweep");
  }

  /** Has a node clear the cache while the writers, but not the readers, rest, and rest on. */
  void clear(Board board, int keys, int node, Duration rest) {
    onAll("pauseWriters", List.of());
    List<Long> removals = new ArrayList<>();
    for (int key = 0; key < keys; key++) {
      removals.add(board.begin(key, true));
    }
    nodes.get(node).call("clear");
    for (int key = 0; key < keys; key++) {
      board.acknowledge(key, removals.get(key));
    }
    pass(rest);
    onAll("resumeWriters", List.of());
  }

  /** How many reads the near caches of all nodes have answered. */
  long nearHits() {
    return onAll("nearHits", List.of()).stream().mapToLong(Long::parseLong).sum();
  }

  private StalenessReport sum(String command) {
    return onAll(command, List.of()).stream()
        .map(StalenessReport::parse)
        .reduce(StalenessReport.NOTHING, StalenessReport::plus);
  }

  private List<String> onAll(String command, List<String> arguments) {
    List<CompletableFuture<String>> answers =
        nodes.stream()
            .map(node -> node.callAsync(command, arguments.toArray(String[]::new)))
            .toList();
    return answers.stream().map(CompletableFuture::join).toList();
  }

  @Override
  public void close() {
    nodes.forEach(ChildJvm::close);
  }
}
