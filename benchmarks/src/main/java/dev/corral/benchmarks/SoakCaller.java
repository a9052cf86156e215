package dev.corral.benchmarks;

import dev.corral.CorralCache;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * A thread that puts values under keys of its own, reads everybody's, and checks what it gets: each
 * value is its key's, whole, and not older than what had been acknowledged before it was asked for.
 */
final class SoakCaller implements Runnable {
  private static final int READ_TOGETHER = 20;
  private static final int PUT_TOGETHER = 5;

  private final CorralCache<Integer, byte[]> cache;
  private final SoakFindings findings;
  private final AtomicIntegerArray acknowledged;
  private final int first;
  private final int[] attempted;
  private volatile boolean stopped;
  private volatile long begunNanos = Long.MAX_VALUE;

  /**
   * @param acknowledged by key, the number of the last put that was acknowledged
   * @param first the first key of its own
   * @param own how many there are
   */
  SoakCaller(
      CorralCache<Integer, byte[]> cache,
      SoakFindings findings,
      AtomicIntegerArray acknowledged,
      int first,
      int own) {
    this.cache = cache;
    this.findings = findings;
    this.acknowledged = acknowledged;
    this.first = first;
    this.attempted = new int[own];
  }

  void stop() {
    stopped = true;
  }

  /** For how long its call has lasted; negative if there is none. */
  long nanosUnderWay() {
    long begun = begunNanos;
    return begun == Long.MAX_VALUE ? -1 : System.nanoTime() - begun;
  }

  @Override
  public void run() {
    while (!stopped) {
      int kind = ThreadLocalRandom.current().nextInt(100);
      if (kind < 50) {
        timed("get", this::read);
      } else if (kind < 60) {
        timed("getAsync", this::readAsync);
      } else if (kind < 90) {
        timed("put", this::put);
      } else if (kind < 95) {
        timed("getAll of 20", this::readAll);
      } else {
        timed("putAll of 5", this::putAll);
      }
    }
  }

  private void timed(String kind, Runnable call) {
    long begin = System.nanoTime();
    begunNanos = begin;
    try {
      call.run();
      findings.done(kind, System.nanoTime() - begin);
    } catch (CacheException e) {
      findings.failed(kind, e, System.nanoTime() - begin);
    } catch (CompletionException e) {
      findings.failed(kind, e.getCause() == null ? e : e.getCause(), System.nanoTime() - begin);
    } finally {
      begunNanos = Long.MAX_VALUE;
    }
  }

  private int anyKey() {
    return ThreadLocalRandom.current().nextInt(acknowledged.length());
  }

  private void read() {
    int key = anyKey();
    int least = acknowledged.get(key);
    check(key, least, cache.get(key));
  }

  private void readAsync() {
    int key = anyKey();
    int least = acknowledged.get(key);
    check(key, least, cache.getAsync(key).toCompletableFuture().join());
  }

  private void readAll() {
    Map<Integer, Integer> least = new HashMap<>();
    while (least.size() < READ_TOGETHER) {
      int key = anyKey();
      least.put(key, acknowledged.get(key));
    }
    Map<Integer, byte[]> found = cache.getAll(least.keySet());
    least.forEach((key, number) -> check(key, number, found.get(key)));
  }

  private void check(int key, int least, byte @Nullable [] value) {
    if (value == null) {
      if (least > 0) {
        findings.lost().increment();
      }
      return;
    }
    int number = SoakValue.numberOf(key, value);
    LongAdder wrong = number < 0 ? findings.wrong() : number < least ? findings.lost() : null;
    if (wrong != null) {
      wrong.increment();
    }
  }

  private void put() {
    int own = ThreadLocalRandom.current().nextInt(attempted.length);
    int number = ++attempted[own];
    cache.put(first + own, SoakValue.make(first + own, number));
    acknowledged.set(first + own, number);
  }

  private void putAll() {
    Set<Integer> chosen = new LinkedHashSet<>();
    while (chosen.size() < PUT_TOGETHER) {
      chosen.add(ThreadLocalRandom.current().nextInt(attempted.length));
    }
    Map<Integer, byte[]> values = new HashMap<>();
    chosen.forEach(own -> values.put(first + own, SoakValue.make(first + own, ++attempted[own])));
    cache.putAll(values);
    chosen.forEach(own -> acknowledged.set(first + own, attempted[own]));
  }
}
