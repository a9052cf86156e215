package dev.corral.benchmarks;

import dev.corral.CorralCache;
import dev.corral.CorralCachingProvider;
import dev.corral.CorralConfiguration;
import dev.corral.testkit.RedisCluster;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.BooleanSupplier;

/**
 * Minutes of full load on a Cluster whose connections are cut every second and whose slots move.
 * Fails if a reply belongs to another request, a put is lost, a caller is forgotten, or something
 * is left behind. Prints Markdown.
 */
final class SoakBenchmark {
  private static final int CALLERS = 64;
  private static final int KEYS_EACH = 32;
  private static final long FORGOTTEN_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long HEAP_GROWTH_MB = 64;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final Duration duration;
  private final SoakFindings findings = new SoakFindings();

  SoakBenchmark(Duration duration) {
    this.duration = duration;
  }

  /** What is held at some moment. */
  private record Held(int threads, long connections, long heapMb) {
    static Held now(RedisCluster cluster) {
      System.gc();
      return new Held(
          corralThreads(),
          connections(cluster),
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20);
    }

    private static int corralThreads() {
      return (int)
          Thread.getAllStackTraces().keySet().stream()
              .map(Thread::getName)
              .filter(name -> name.startsWith("corral-") && !name.startsWith("corral-testkit"))
              .count();
    }

    /** Of clients, without that which asks. */
    private static long connections(RedisCluster cluster) {
      return cluster.primaries().stream()
          .mapToLong(
              primary ->
                  primary.commandText("CLIENT", "LIST", "TYPE", "normal").lines().count() - 1)
          .sum();
    }

    @Override
    public String toString() {
      return "| %d | %d | %d |".formatted(threads, connections, heapMb);
    }
  }

  /** What was held while there was load, and the trouble that was made. */
  private record Load(SoakTrouble trouble, Held early, Held late) {}

  void run() throws InterruptedException {
    try (RedisCluster cluster = RedisCluster.start()) {
      out.println(Machine.describe(cluster.primaries().get(0)));
      out.println();
      Held before = Held.now(cluster);
      Load load = load(cluster);
      awaitOrFail(() -> Held.corralThreads() == 0, "Threads were left behind");
      awaitOrFail(
          () -> Held.connections(cluster) <= before.connections(), "Connections were left behind");
      report(load, Held.now(cluster));
      mustNot(findings.wrong().sum() > 0, "Replies were another request's");
      mustNot(findings.lost().sum() > 0, "Acknowledged puts were lost");
      mustNot(load.late().heapMb() > load.early().heapMb() + HEAP_GROWTH_MB, "The heap has grown");
    }
  }

  private Load load(RedisCluster cluster) throws InterruptedException {
    try (CorralCachingProvider provider = new CorralCachingProvider()) {
      List<SoakCaller> callers = callers(open(provider, cluster.uri()));
      List<Thread> threads = start(callers);
      SoakTrouble trouble = new SoakTrouble(cluster);
      Held early;
      try {
        watch(callers, duration.dividedBy(10));
        early = Held.now(cluster);
        watch(callers, duration.minus(duration.dividedBy(10)));
      } finally {
        trouble.end();
      }
      callers.forEach(SoakCaller::stop);
      for (Thread thread : threads) {
        thread.join(TimeUnit.NANOSECONDS.toMillis(FORGOTTEN_NANOS));
        mustNot(thread.isAlive(), "A caller was forgotten");
      }
      return new Load(trouble, early, Held.now(cluster));
    }
  }

  private static CorralCache<Integer, byte[]> open(CorralCachingProvider provider, URI uri) {
    return (CorralCache<Integer, byte[]>)
        provider
            .getCacheManager(uri, null)
            .createCache("soak", CorralConfiguration.builder(Integer.class, byte[].class).build());
  }

  private List<SoakCaller> callers(CorralCache<Integer, byte[]> cache) {
    AtomicIntegerArray acknowledged = new AtomicIntegerArray(CALLERS * KEYS_EACH);
    List<SoakCaller> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      callers.add(new SoakCaller(cache, findings, acknowledged, i * KEYS_EACH, KEYS_EACH));
    }
    return callers;
  }

  private static List<Thread> start(List<SoakCaller> callers) {
    List<Thread> threads = callers.stream().map(caller -> new Thread(caller, "caller")).toList();
    threads.forEach(Thread::start);
    return threads;
  }

  /** Lets a time pass, and fails if a call lasts for too long. */
  private static void watch(List<SoakCaller> callers, Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      TimeUnit.SECONDS.sleep(1);
      boolean forgotten =
          callers.stream().anyMatch(caller -> caller.nanosUnderWay() > FORGOTTEN_NANOS);
      mustNot(forgotten, "A call has lasted for a minute");
    }
  }

  private static void awaitOrFail(BooleanSupplier condition, String failure)
      throws InterruptedException {
    long end = System.nanoTime() + FORGOTTEN_NANOS;
    while (!condition.getAsBoolean()) {
      mustNot(System.nanoTime() > end, failure);
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static void mustNot(boolean failed, String what) {
    if (failed) {
      Thread.getAllStackTraces()
          .forEach((thread, stack) -> System.err.println(thread + " " + List.of(stack)));
      throw new IllegalStateException(what);
    }
  }

  private void report(Load load, Held after) {
    SoakTrouble trouble = load.trouble();
    out.printf(
        Locale.ROOT,
        "%d min, %d threads, %d keys: %,d calls; %,d connections cut, %,d slots moved (%d after an"
            + " error on the way). Replies of another request: %d. Acknowledged puts lost: %d.%n%n",
        duration.toMinutes(),
        CALLERS,
        CALLERS * KEYS_EACH,
        findings.calls(),
        trouble.cuts(),
        trouble.moves(),
        trouble.failedMoves(),
        findings.wrong().sum(),
        findings.lost().sum());
    out.println("| call | number | 50%, ms | 99% | 99.9% | longest |");
    out.println("|---|--:|--:|--:|--:|--:|");
    findings
        .nanosByKind()
        .forEach(
            (kind, nanos) ->
                out.printf(
                    Locale.ROOT,
                    "| %s | %,d | %.1f | %.0f | %.0f | %.0f |%n",
                    kind,
                    nanos.getTotalCount(),
                    nanos.getValueAtPercentile(50) / 1e6,
                    nanos.getValueAtPercentile(99) / 1e6,
                    nanos.getValueAtPercentile(99.9) / 1e6,
                    nanos.getMaxValue() / 1e6));
    out.println();
    out.println("Calls that failed: " + findings.failures() + ".");
    out.println();
    out.println("| | Corral's threads | connections | heap after a collection, MB |");
    out.println("|---|--:|--:|--:|");
    out.println("| after a tenth of the time " + load.early());
    out.println("| at its end " + load.late());
    out.println("| closed " + after);
    out.println();
  }
}
