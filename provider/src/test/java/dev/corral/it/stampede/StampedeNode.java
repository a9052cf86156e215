package dev.corral.it.stampede;

import dev.corral.CorralCache;
import dev.corral.CorralConfiguration;
import dev.corral.CorralConfigurationBuilder;
import dev.corral.EntryLifetime;
import dev.corral.LoadStatistics;
import dev.corral.it.atomic.OpenCaches;
import dev.corral.testkit.NodeTask;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One JVM of a stampede. Its answers say how often each value was seen, as {@code {loaded=200}}.
 */
final class StampedeNode implements NodeTask {
  static final int THREADS = 200;

  /** How many keys a call of {@code getAll} touches on this node. */
  static final int KEYS = 4;

  static final String OLD = "old";

  private static final double QUERY_SECONDS = 0.2;
  private static final double GATE_SECONDS = 60;
  private static final Duration LONG = Duration.ofHours(1);

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private @Nullable OpenCaches caches;
  private int port;

  @Override
  public void start(List<String> args) {
    caches = OpenCaches.at(URI.create(args.get(0)));
    port = Integer.parseInt(args.get(1));
  }

  @Override
  public String handle(String command, List<String> args) throws Exception {
    CorralCache<String, String> cache = open(args.get(0));
    String key = args.size() < 2 ? "" : args.get(1);
    return switch (command) {
      case "open" -> "";
      case "get" -> atOnce(thread -> List.of(cache.get(key)));
      case "aside" ->
          atOnce(thread -> List.of(cache.get(key, new Origin(port, QUERY_SECONDS)::load)));
      case "getAll" -> atOnce(thread -> List.copyOf(cache.getAll(someOf(key, thread)).values()));
      case "burst" -> burst(cache, key, Integer.parseInt(args.get(2)));
      case "put" -> {
        cache.put(key, OLD);
        yield "";
      }
      case "contains" -> String.valueOf(cache.containsKey(key));
      case "shared" -> shared(cache.loadStatistics());
      default -> throw new IllegalArgumentException(command);
    };
  }

  private synchronized CorralCache<String, String> open(String name) {
    if (caches == null) {
      throw new IllegalStateException("The node has not started");
    }
    return caches.open(name, configuration(name)).unwrap(castedType());
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Class<CorralCache<String, String>> castedType() {
    return (Class) CorralCache.class;
  }

  private CorralConfiguration<String, String> configuration(String name) {
    EntryLifetime<String, String> lifetime =
        (key, value) -> value.equals(OLD) ? Duration.ofMillis(100) : LONG;
    CorralConfigurationBuilder<String, String> builder =
        CorralConfiguration.builder(String.class, String.class)
            .entryLifetimeFactory(() -> lifetime);
    Origin timed = new Origin(port, QUERY_SECONDS);
    Origin gated = new Origin(port, GATE_SECONDS);
    return switch (name) {
      case "aside" -> builder.build();
      case "through" -> builder.readThrough(true).loaderFactory(() -> timed).build();
      case "stale" ->
          builder.readThrough(true).loaderFactory(() -> gated).staleWhileRevalidate(LONG).build();
      case "dying" ->
          builder
              .readThrough(true)
              .loaderFactory(() -> gated)
              .loadLease(Duration.ofMillis(500))
              .loadWait(Duration.ofMinutes(1))
              .build();
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** All keys but one, which is another one for each thread. */
  private static Set<String> someOf(String key, int thread) {
    return new LinkedHashSet<>(
        IntStream.range(1, KEYS).mapToObj(i -> key + "/" + (thread + i) % KEYS).toList());
  }

  private String atOnce(IntFunction<List<String>> work) throws Exception {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    return count(
        threads,
        IntStream.range(0, THREADS)
            .<Callable<List<String>>>mapToObj(
                thread ->
                    () -> {
                      start.await();
                      return work.apply(thread);
                    })
            .toList());
  }

  /** On a virtual thread for each request where there are such, else on 200 threads. */
  private String burst(CorralCache<String, String> cache, String key, int requests)
      throws Exception {
    Callable<List<String>> request = () -> List.of(cache.get(key));
    return count(virtualThreads(), Collections.nCopies(requests, request));
  }

  private ExecutorService virtualThreads() throws ReflectiveOperationException {
    if (Runtime.version().feature() < 21) {
      return threads;
    }
    return (ExecutorService)
        Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
  }

  private static String count(
      ExecutorService executor, List<? extends Callable<List<String>>> tasks) throws Exception {
    List<Future<List<String>>> answers = new ArrayList<>();
    tasks.forEach(task -> answers.add(executor.submit(task)));
    Map<String, Integer> counts = new TreeMap<>();
    for (Future<List<String>> answer : answers) {
      answer.get().forEach(value -> counts.merge(value, 1, Integer::sum));
    }
    return counts.toString();
  }

  private static String shared(LoadStatistics statistics) {
    return statistics.coalescedInJvm() + "," + statistics.coalescedAcrossNodes();
  }

  @Override
  public void close() {
    if (caches != null) {
      caches.close();
    }
    threads.shutdownNow();
  }
}
