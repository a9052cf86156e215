package dev.corral.internal.redis;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that reads a lane's replies where no caller can. It begins when it is first called and
 * ends when it was not needed for some seconds. Thread-safe.
 */
final class LaneReader {
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Lane lane;
  private final String name;
  private @Nullable Thread thread;
  private boolean called;

  LaneReader(Lane lane, String name) {
    this.lane = lane;
    this.name = name;
  }

  synchronized void call() {
    called = true;
    if (thread == null) {
      Thread started = new Thread(this::run, name);
      started.setDaemon(true);
      started.start();
      thread = started;
    } else {
      LockSupport.unpark(thread);
    }
  }

  /** Ends the thread once the lane, which is broken, has nothing more to read. */
  synchronized void end() {
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    do {
      lane.readAll();
    } while (awaitsCall());
  }

  /** False if it was idle for long enough to end. */
  private boolean awaitsCall() {
    if (isCalled()) {
      return true;
    }
    if (!lane.isBroken()) {
      LockSupport.parkNanos(this, IDLE_NANOS);
    }
    return isCalled() || goesOn();
  }

  private synchronized boolean isCalled() {
    boolean was = called;
    called = false;
    return was;
  }

  private synchronized boolean goesOn() {
    if (called || lane.isAwaited()) {
      return true;
    }
    thread = null;
    return false;
  }
}
