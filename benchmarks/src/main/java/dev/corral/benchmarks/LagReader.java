package dev.corral.benchmarks;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads all keys all the time, with a breath after each pass, and remembers from which moment on
 * each value was no longer served: the start of the first read that came after the last read which
 * found it. Each key has one thread that reads it.
 */
final class LagReader {
  private static final int THREADS = 4;
  private static final long BREATH_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private final SharedMap map;
  private final long[][] gone = new long[LagWriter.KEYS][];
  private final int[] served = new int[LagWriter.KEYS];
  private final LongAdder passes = new LongAdder();
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final List<Future<?>> running = new ArrayList<>();
  private final long started = System.nanoTime();
  private volatile boolean stopped;

  LagReader(SharedMap map) {
    this.map = map;
    Arrays.setAll(gone, key -> new long[256]);
  }

  /**
   * What a round showed.
   *
   * @param median of the time, in microseconds, from a write's return until the value before it was
   *     no longer served
   * @param high the 99th percentile of the same
   * @param longest the longest such time
   * @param stale how many keys do not show their last value in the end
   * @param pass how long a pass over the keys took on average, in microseconds
   */
  record Seen(double median, double high, double longest, int stale, double pass) {
    static Seen parse(String text) {
      String[] fields = text.split(",", -1);
      return new Seen(
          Double.parseDouble(fields[0]),
          Double.parseDouble(fields[1]),
          Double.parseDouble(fields[2]),
          Integer.parseInt(fields[3]),
          Double.parseDouble(fields[4]));
    }

    @Override
    public String toString() {
      return median + "," + high + "," + longest + "," + stale + "," + pass;
    }
  }

  void start() {
    for (int thread = 0; thread < THREADS; thread++) {
      int first = thread;
      running.add(threads.submit(() -> readSome(first)));
    }
  }

  private void readSome(int first) {
    while (!stopped) {
      for (int key = first; key < LagWriter.KEYS; key += THREADS) {
        long start = System.nanoTime();
        Long value = map.get(LagWriter.key(key));
        see(key, value == null ? 0 : value.intValue(), start);
      }
      passes.increment();
      LockSupport.parkNanos(BREATH_NANOS);
    }
  }

  private void see(int key, int value, long start) {
    int before = served[key];
    if (value == before) {
      return;
    }
    if (before >= gone[key].length) {
      gone[key] = Arrays.copyOf(gone[key], 2 * before);
    }
    gone[key][before] = start;
    served[key] = value;
  }

  /** Stops reading, and compares what was seen with the writes that a file tells of. */
  Seen stop(Path file) throws Exception {
    long end = System.nanoTime();
    stopped = true;
    for (Future<?> thread : running) {
      thread.get();
    }
    threads.shutdown();
    double pass = (end - started) / 1000.0 * THREADS / passes.sum();
    List<LagWriter.Write> writes = writes(file);
    int[] last = new int[LagWriter.KEYS];
    writes.forEach(write -> last[write.key()] = Math.max(last[write.key()], write.value()));
    for (int key = 0; key < last.length; key++) {
      // What is still served is served until the end.
      if (served[key] < last[key]) {
        see(key, last[key], end);
        last[key] = -1;
      }
    }
    int stale = (int) Arrays.stream(last).filter(value -> value < 0).count();
    double[] lags = writes.stream().mapToDouble(this::lagMicros).sorted().toArray();
    return new Seen(
        lags[lags.length / 2], lags[lags.length * 99 / 100], lags[lags.length - 1], stale, pass);
  }

  private double lagMicros(LagWriter.Write write) {
    long until = write.returned();
    long[] moments = gone[write.key()];
    for (int older = 0; older < Math.min(write.value(), moments.length); older++) {
      if (moments[older] != 0) {
        until = Math.max(until, moments[older]);
      }
    }
    return (until - write.returned()) / 1000.0;
  }

  private static List<LagWriter.Write> writes(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      int count = in.readInt();
      List<LagWriter.Write> writes = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        writes.add(new LagWriter.Write(in.readInt(), in.readInt(), in.readLong()));
      }
      return writes;
    }
  }
}
