package dev.corral.benchmarks;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes to all keys at a given rate, in random order: the n-th value of a key is n. Each key has
 * one thread that writes it.
 */
final class LagWriter {
  static final int KEYS = 1000;
  static final int WRITES_PER_SECOND = 5000;

  private static final int THREADS = 4;
  private static final long INTERVAL_NANOS =
      TimeUnit.SECONDS.toNanos(1) * THREADS / WRITES_PER_SECOND;

  private final SharedMap map;

  LagWriter(SharedMap map) {
    this.map = map;
  }

  /** A value was written to a key, and the write returned at a moment of the monotonic clock. */
  record Write(int key, int value, long returned) {}

  static String key(int number) {
    return "key-" + number;
  }

  /**
   * Writes for some seconds, then notes all writes in a file; says how many there were a second.
   */
  String write(int seconds, Path file) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      long start = System.nanoTime();
      List<Future<List<Write>>> parts = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int first = thread;
        parts.add(threads.submit(() -> writeSome(first, seconds, start)));
      }
      List<Write> all = new ArrayList<>();
      for (Future<List<Write>> part : parts) {
        all.addAll(part.get());
      }
      double took = (System.nanoTime() - start) / 1e9;
      note(all, file);
      return Double.toString(all.size() / took);
    } finally {
      threads.shutdownNow();
    }
  }

  private List<Write> writeSome(int first, int seconds, long start) {
    SplittableRandom random = new SplittableRandom(first);
    int[] last = new int[KEYS];
    int count = seconds * WRITES_PER_SECOND / THREADS;
    List<Write> writes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long due = start + i * INTERVAL_NANOS;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      int key = first + THREADS * random.nextInt(KEYS / THREADS);
      map.put(key(key), ++last[key]);
      writes.add(new Write(key, last[key], System.nanoTime()));
    }
    return writes;
  }

  private static void note(List<Write> writes, Path file) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(writes.size());
      for (Write write : writes) {
        out.writeInt(write.key);
        out.writeInt(write.value);
        out.writeLong(write.returned);
      }
    }
  }
}
