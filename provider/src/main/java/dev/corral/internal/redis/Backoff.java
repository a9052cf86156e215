package dev.corral.internal.redis;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Pauses between attempts: random, and growing with each failure to some limit. Thread-safe. */
final class Backoff {
  private static final int FIRST_MILLIS = 20;
  private static final int LONGEST_MILLIS = 2_000;

  private int failures;
  private long dueNanos = System.nanoTime();

  synchronized void failed() {
    failures = Math.min(failures + 1, 7);
    int longest = Math.min(LONGEST_MILLIS, FIRST_MILLIS << failures);
    long pause = ThreadLocalRandom.current().nextInt(1, longest);
    dueNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause);
  }

  synchronized void succeeded() {
    failures = 0;
  }

  /** How long to wait before the next attempt; zero or less if it is due. */
  synchronized long nanosLeft() {
    return dueNanos - System.nanoTime();
  }
}
