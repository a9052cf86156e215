package dev.corral.it.loading;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.cache.CacheException;

/** A place in a loader at which a test holds it until it opens. */
final class Gate {
  private static final int LIMIT_SECONDS = 60;
  private final CountDownLatch arrival = new CountDownLatch(1);
  private final CountDownLatch opening = new CountDownLatch(1);

  /** Waits until the gate is opened. */
  void pass() {
    arrival.countDown();
    await(opening);
  }

  /** Waits, and then returns a value. */
  String pass(String value) {
    pass();
    return value;
  }

  /** Waits until someone arrived. */
  void awaitArrival() {
    await(arrival);
  }

  void open() {
    opening.countDown();
  }

  static void await(CountDownLatch latch) {
    try {
      if (!latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("Waited too long at a gate of the test");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CacheException("interrupted at the gate", e);
    }
  }
}
