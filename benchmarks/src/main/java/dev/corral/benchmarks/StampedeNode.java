package dev.corral.benchmarks;

import dev.corral.testkit.NodeTask;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One JVM of {@link StampedeBenchmark}: 200 threads that ask for the same missing key at once. */
final class StampedeNode implements NodeTask {
  static final int THREADS = 200;
  static final long LOAD_MILLIS = 200;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final AtomicInteger loads = new AtomicInteger();
  private final AtomicLong loadEnd = new AtomicLong();
  private @Nullable Subject subject;

  /** What a node saw of a round; moments in microseconds since 1970, 0 if there was none. */
  record Seen(long firstCall, long lastReturn, int loads, long lastLoadEnd) {
    static Seen parse(String text) {
      String[] fields = text.split(",", -1);
      return new Seen(
          Long.parseLong(fields[0]),
          Long.parseLong(fields[1]),
          Integer.parseInt(fields[2]),
          Long.parseLong(fields[3]));
    }

    @Override
    public String toString() {
      return firstCall + "," + lastReturn + "," + loads + "," + lastLoadEnd;
    }
  }

  @Override
  public void start(List<String> args) {
    subject = Subject.Kind.valueOf(args.get(0)).open(URI.create(args.get(1)), this::load);
  }

  @Override
  public String handle(String command, List<String> args) throws Exception {
    Subject asked = subject;
    if (asked == null) {
      throw new IllegalStateException("The node has not started");
    }
    return stampede(asked, args.get(0)).toString();
  }

  private Seen stampede(Subject asked, String key) throws Exception {
    loads.set(0);
    loadEnd.set(0);
    AtomicLong firstCall = new AtomicLong();
    CyclicBarrier start = new CyclicBarrier(THREADS, () -> firstCall.set(now()));
    List<Future<Long>> returns = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      returns.add(
          threads.submit(
              () -> {
                start.await();
                asked.get(key);
                return now();
              }));
    }
    long lastReturn = 0;
    for (Future<Long> end : returns) {
      lastReturn = Math.max(lastReturn, end.get());
    }
    return new Seen(firstCall.get(), lastReturn, loads.get(), loadEnd.get());
  }

  private String load(String key) {
    loads.incrementAndGet();
    try {
      TimeUnit.MILLISECONDS.sleep(LOAD_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while loading " + key, e);
    }
    loadEnd.accumulateAndGet(now(), Math::max);
    return "value of " + key;
  }

  private static long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  @Override
  public void close() {
    if (subject != null) {
      subject.close();
    }
    threads.shutdownNow();
  }
}
