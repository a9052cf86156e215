package dev.corral.benchmarks;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Who asks at the same time.
 *
 * @param number how many threads
 * @param virtual whether they are virtual, which needs JDK 21
 */
record Callers(int number, boolean virtual) {
  /** Platform threads; and virtual ones, where there are any. */
  static List<Callers> all() {
    List<Callers> all = new ArrayList<>(platform(1, 4, 16, 64));
    if (Runtime.version().feature() >= 21) {
      for (int threads : new int[] {64, 256, 1024}) {
        all.add(new Callers(threads, true));
      }
    }
    return all;
  }

  static List<Callers> platform(int... numbers) {
    List<Callers> callers = new ArrayList<>();
    for (int number : numbers) {
      callers.add(new Callers(number, false));
    }
    return callers;
  }

  /** Has all of them do something over and over for a time; tells how often a second. */
  double perSecond(Runnable once, long nanos) throws ExecutionException, InterruptedException {
    ExecutorService executor = executor();
    try {
      long begin = System.nanoTime();
      List<Future<Long>> counts = new ArrayList<>();
      for (int i = 0; i < number; i++) {
        counts.add(executor.submit(() -> repeat(once, begin + nanos)));
      }
      long all = 0;
      for (Future<Long> count : counts) {
        all += count.get();
      }
      return all * 1e9 / (System.nanoTime() - begin);
    } finally {
      executor.shutdown();
    }
  }

  private static long repeat(Runnable once, long endNanos) {
    long count = 0;
    for (; System.nanoTime() - endNanos < 0; count++) {
      once.run();
    }
    return count;
  }

  /** By reflection, as the class files are those of Java 17. */
  private ExecutorService executor() {
    if (!virtual) {
      return Executors.newFixedThreadPool(number);
    }
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("There are no virtual threads", e);
    }
  }

  @Override
  public String toString() {
    return number + (virtual ? " virtual" : "");
  }
}
