package dev.corral.internal.redis;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The connections to one server that callers share.
 *
 * <p>A few callers take one each, as to read one's own reply costs less than to be woken by who has
 * read it. More callers, and those that can't read, take as few as possible, so that commands meet
 * on them and travel together: one, a second for what would have to wait on the first, and more
 * only while those are slow to answer. Thread-safe.
 */
final class Lanes implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Lanes.class);

  /** One, and one for whom it is busy. */
  private static final int USUAL = 2;

  private static final int MOST = 8;

  private final Supplier<Lane> opener;
  private final AtomicReferenceArray<@Nullable Lane> lanes;
  private final Turn opening;
  private final int usual;
  private final Backoff backoff = new Backoff();
  private boolean closed;

  Lanes(Supplier<Lane> opener, int most, Duration acquireTimeout) {
    this.opener = opener;
    this.opening = new Turn(acquireTimeout);
    this.lanes = new AtomicReferenceArray<>(Math.min(MOST, most));
    this.usual = Math.min(USUAL, most);
  }

  /**
   * The lane to use now.
   *
   * @throws JedisException if there is none and none can be opened
   */
  Lane choose() {
    if (load() < lanes.length() && !VirtualThreads.isVirtual(Thread.currentThread())) {
      Lane idle = idle();
      if (idle != null) {
        return idle;
      }
    }
    return shared();
  }

  private int load() {
    int load = 0;
    for (int i = 0; i < lanes.length(); i++) {
      Lane lane = lanes.get(i);
      load += lane == null ? 0 : lane.load();
    }
    return load;
  }

  private @Nullable Lane idle() {
    for (int i = 0; i < lanes.length(); i++) {
      Lane lane = opened(i);
      if (lane != null && lane.load() == 0) {
        return lane;
      }
    }
    return null;
  }

  private Lane shared() {
    Lane best = null;
    for (int i = 0; i < usual; i++) {
      Lane lane = opened(i);
      if (lane != null && lane.isPrompt()) {
        return lane;
      }
      best = better(best, lane);
    }
    for (int i = usual; i < lanes.length() && (best == null || best.isSlow()); i++) {
      best = better(best, opened(i));
    }
    if (best == null) {
      throw new JedisException("No connection was opened");
    }
    return best;
  }

  private static @Nullable Lane better(@Nullable Lane one, @Nullable Lane other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    boolean slow = one.isSlow();
    return slow == other.isSlow() ? one.load() <= other.load() ? one : other : slow ? other : one;
  }

  private @Nullable Lane opened(int index) {
    Lane lane = lanes.get(index);
    return lane != null && !lane.isBroken() ? lane : open(index, !hasOpen());
  }

  /** A lane that is open and not slow; null if there is none. */
  @Nullable Lane chooseOpen() {
    Lane best = null;
    for (int i = 0; i < lanes.length(); i++) {
      Lane lane = lanes.get(i);
      if (lane != null && !lane.isBroken() && !lane.isSlow()) {
        if (lane.isPrompt()) {
          return lane;
        }
        best = better(best, lane);
      }
    }
    return best;
  }

  private boolean hasOpen() {
    for (int i = 0; i < lanes.length(); i++) {
      Lane lane = lanes.get(i);
      if (lane != null && !lane.isBroken()) {
        return true;
      }
    }
    return false;
  }

  /** Opens one; null if that is not needed and does not go well. */
  private @Nullable Lane open(int index, boolean needed) {
    if (needed) {
      opening.take();
    } else if (backoff.nanosLeft() > 0 || !opening.tryTake()) {
      return null;
    }
    try {
      Lane there = lanes.get(index);
      if (there != null && !there.isBroken()) {
        return there;
      }
      if (closed) {
        throw new IllegalStateException("The connection to Redis is closed");
      }
      Lane opened = opener.get();
      backoff.succeeded();
      lanes.set(index, opened);
      return opened;
    } catch (JedisException e) {
      backoff.failed();
      if (needed) {
        throw e;
      }
      log.debug("A further connection could not be opened", e);
      return null;
    } finally {
      opening.end();
    }
  }

  @Override
  public void close() {
    opening.takeAtLast();
    try {
      closed = true;
      for (int i = 0; i < lanes.length(); i++) {
        Lane lane = lanes.get(i);
        if (lane != null) {
          lane.end(new JedisConnectionException("The connection to Redis is closed"));
        }
      }
    } finally {
      opening.end();
    }
  }
}
