package dev.corral.quickstart;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import javax.cache.CacheManager;
import javax.cache.Caching;

/**
 * One of the JVMs of the incident. Reads commands, one a line, and answers each with a line; ends
 * when there are no more.
 *
 * <ul>
 *   <li>{@code get LINE ID}: one request
 *   <li>{@code run LINE ID START MILLIS}: all threads make requests, from a moment on (in ms since
 *       1970); the answer has each request
 * </ul>
 */
final class IncidentNode {
  static final int THREADS = 60;
  private static final long PERIOD_MILLIS = 100;

  private final Map<Line, LongFunction<String>> lines = new EnumMap<>(Line.class);

  private IncidentNode(CacheManager manager, HotProduct products) {
    for (Line line : Line.values()) {
      lines.put(line, line.open(manager, products));
    }
  }

  /**
   * Runs the node.
   *
   * @param arguments the URL of the database
   */
  public static void main(String... arguments) throws IOException, SQLException {
    HotProduct products = new HotProduct(arguments[0], THREADS);
    try (CacheManager manager =
            Caching.getCachingProvider()
                .getCacheManager(URI.create("classpath:corral.conf"), null);
        BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      IncidentNode node = new IncidentNode(manager, products);
      System.out.println("ready");
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        System.out.println(node.answer(line.split(" ")));
      }
    }
  }

  private String answer(String[] command) {
    LongFunction<String> requests = Objects.requireNonNull(lines.get(Line.valueOf(command[1])));
    long id = Long.parseLong(command[2]);
    if (command[0].equals("get")) {
      return requests.apply(id);
    }
    long start = Long.parseLong(command[3]);
    return run(() -> Objects.requireNonNull(requests.apply(id)), start, Long.parseLong(command[4]))
        .stream()
        .map(Request::toText)
        .collect(Collectors.joining(" "));
  }

  /** Each thread makes a request in each period, unless it still waits for the one before. */
  private static Queue<Request> run(Runnable request, long startMillis, long millis) {
    Queue<Request> done = new ConcurrentLinkedQueue<>();
    long zero = System.nanoTime() + nanos(startMillis - System.currentTimeMillis());
    long end = zero + nanos(millis);
    Threads.run(
        THREADS,
        thread -> {
          long next = zero + nanos(PERIOD_MILLIS) * thread / THREADS;
          while (next < end) {
            for (long now = System.nanoTime(); now < next; now = System.nanoTime()) {
              LockSupport.parkNanos(next - now);
            }
            long began = System.nanoTime();
            request.run();
            long ended = System.nanoTime();
            done.add(new Request(began - zero, ended - zero));
            while (next <= ended) {
              next += nanos(PERIOD_MILLIS);
            }
          }
        });
    return done;
  }

  private static long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
