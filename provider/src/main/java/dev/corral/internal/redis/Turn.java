package dev.corral.internal.redis;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Lets one thread at a time connect; others wait for a bounded time. Thread-safe. Virtual threads
 * that wait hold up no others.
 */
final class Turn {
  private final ReentrantLock lock = new ReentrantLock();
  private final Duration longest;

  /**
   * @param longest how long a thread waits for those before it
   */
  Turn(Duration longest) {
    this.longest = longest;
  }

  /** Takes it if no other thread has it. */
  boolean tryTake() {
    return lock.tryLock();
  }

  /**
   * Takes it, for {@link #end}.
   *
   * @throws JedisException if it does not come in time, or the thread is interrupted
   */
  void take() {
    try {
      if (lock.tryLock() || lock.tryLock(longest.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JedisException("Interrupted while another thread was connecting", e);
    }
    throw new JedisException(
        "Another thread is connecting, for more than " + longest.toMillis() + " ms");
  }

  /** Takes it however long that lasts: to close. */
  void takeAtLast() {
    lock.lock();
  }

  void end() {
    lock.unlock();
  }
}
