package dev.corral.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * A queue that gives back each frame a while after it was put in, in order: a frame that is due
 * early waits for those before it. One thread puts, one takes; any may close. It holds up to
 * {@value #MOST_BYTES} bytes; who puts more waits.
 */
final class DelayLine {

  static final int MOST_BYTES = 32 << 20;

  private final Deque<Late> waiting = new ArrayDeque<>();
  private long lastDue = System.nanoTime();
  private long bytes;
  private boolean ended;
  private boolean closed;

  private record Late(byte[] frame, long due) {}

  /** Puts a frame in, which is never given back if the line is closed. */
  synchronized void put(byte[] frame, Duration delay) throws IOException {
    long due = System.nanoTime() + delay.toNanos();
    lastDue = due - lastDue > 0 ? due : lastDue;
    while (!closed && bytes >= MOST_BYTES) {
      await(Long.MAX_VALUE);
    }
    waiting.add(new Late(frame, lastDue));
    bytes += frame.length;
    notifyAll();
  }

  /** Says that nothing more will be put in. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Ends all waiting at once; what has not been taken is lost. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /**
   * Waits for frames that are due, and takes all of them.
   *
   * @return false if there will be no more
   */
  synchronized boolean takeDue(ByteArrayOutputStream into) throws IOException {
    while (!closed && !(ended && waiting.isEmpty())) {
      long left = waiting.isEmpty() ? Long.MAX_VALUE : untilDue(waiting.element());
      if (left <= 0) {
        while (!waiting.isEmpty() && untilDue(waiting.element()) <= 0) {
          byte[] frame = waiting.remove().frame();
          bytes -= frame.length;
          into.writeBytes(frame);
        }
        notifyAll();
        return true;
      }
      await(left);
    }
    return false;
  }

  private static long untilDue(Late late) {
    return late.due() - System.nanoTime();
  }

  private void await(long nanos) throws IOException {
    try {
      TimeUnit.NANOSECONDS.timedWait(this, nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while messages were held back");
    }
  }
}
