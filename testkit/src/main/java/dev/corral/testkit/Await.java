package dev.corral.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits until something holds, by asking again and again. */
final class Await {

  private static final long POLL_MILLIS = 10;

  private Await() {}

  /**
   * Returns when the condition holds; an exception from it means "not yet".
   *
   * @param what completes "Waited in vain until ..."
   * @throws IllegalStateException after the timeout, with the last exception as its cause
   */
  static void until(Duration timeout, Supplier<String> what, Callable<Boolean> condition) {
    long deadline = System.nanoTime() + timeout.toNanos();
    Exception last = null;
    do {
      try {
        if (condition.call()) {
          return;
        }
        last = null;
      } catch (GaveUpException e) {
        throw e;
      } catch (InterruptedException e) {
        throw interrupted(e);
      } catch (Exception e) {
        last = e;
      }
      pause(POLL_MILLIS);
    } while (System.nanoTime() < deadline);
    throw timedOut(timeout, what.get(), last);
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  static IllegalStateException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("Interrupted while waiting", cause);
  }

  private static IllegalStateException timedOut(
      Duration timeout, String what, @Nullable Exception last) {
    return new IllegalStateException(
        "Waited in vain for " + timeout.toMillis() + " ms until " + what, last);
  }

  /** Ends the waiting at once: the condition can no longer come true. */
  static class GaveUpException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    GaveUpException(String message) {
      super(message);
    }
  }
}
