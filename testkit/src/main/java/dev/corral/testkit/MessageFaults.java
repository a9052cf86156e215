package dev.corral.testkit;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What becomes of published messages on their way through a {@link FaultyProxy}. Thread-safe; what
 * is changed holds from the next message on.
 */
final class MessageFaults {

  private final AtomicLong lost = new AtomicLong();
  private volatile Loss loss = new Loss(0, new Random());
  private volatile Duration delay = Duration.ZERO;

  private record Loss(double fraction, Random random) {

    boolean hits() {
      return fraction > 0 && random.nextDouble() < fraction;
    }
  }

  void lose(double fraction, Random random) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException(
          "A fraction of the messages is between 0 and 1, not " + fraction);
    }
    loss = new Loss(fraction, random);
  }

  void delay(Duration each) {
    if (each.isNegative()) {
      throw new IllegalArgumentException("Messages cannot arrive early: " + each);
    }
    delay = each;
  }

  void heal() {
    lose(0, new Random());
    delay(Duration.ZERO);
  }

  /** Decides about the next message, and counts it if it is lost. */
  boolean losesNext() {
    boolean hit = loss.hits();
    if (hit) {
      lost.incrementAndGet();
    }
    return hit;
  }

  Duration delay() {
    return delay;
  }

  long lost() {
    return lost.get();
  }
}
