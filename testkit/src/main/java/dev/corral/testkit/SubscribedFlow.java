package dev.corral.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What reaches a client that has subscribed: messages and replies in the order of the server, some
 * messages lost or late. The caller's thread reads and writes; from the first late message on, a
 * thread of its own writes, so that a message that is held back does not hold back the reading of
 * the next. A client that does not read slows the server down, as without a proxy.
 */
final class SubscribedFlow {

  private static final Logger log = LoggerFactory.getLogger(SubscribedFlow.class);
  private static final int BURST_BYTES = 65_536;

  /** Where frames go; it empties the burst. */
  @FunctionalInterface
  interface Output {
    void write(ByteArrayOutputStream burst) throws IOException;
  }

  private final MessageFaults faults;
  private final Output output;
  private final Runnable onFailure;
  private @Nullable DelayLine line;
  private @Nullable Thread writer;

  /**
   * Creates a flow.
   *
   * @param onFailure told when the client can no longer be written to
   */
  SubscribedFlow(MessageFaults faults, Output output, Runnable onFailure) {
    this.faults = faults;
    this.output = output;
    this.onFailure = onFailure;
  }

  /**
   * Passes frames on until the stream ends.
   *
   * @param asPush whether messages are pushes
   * @param isCutDue asked for each frame
   * @return whether all that the server sent was passed on; false if a cut is due
   */
  boolean pass(InputStream in, boolean asPush, BooleanSupplier isCutDue) throws IOException {
    ByteArrayOutputStream burst = new ByteArrayOutputStream();
    try {
      for (byte[] frame = Resp.readReply(in); frame != null; frame = Resp.readReply(in)) {
        if (isCutDue.getAsBoolean()) {
          return false;
        }
        boolean message = Resp.isMessage(frame, asPush);
        if (!message || !faults.losesNext()) {
          pass(frame, message, burst);
        }
        if (in.available() == 0 || burst.size() >= BURST_BYTES) {
          output.write(burst);
        }
      }
      output.write(burst);
      drain();
      return true;
    } finally {
      if (line != null) {
        line.close();
      }
    }
  }

  private void pass(byte[] frame, boolean message, ByteArrayOutputStream burst) throws IOException {
    Duration delay = message ? faults.delay() : Duration.ZERO;
    if (line == null && delay.isZero()) {
      burst.writeBytes(frame);
      return;
    }
    if (line == null) {
      output.write(burst);
      DelayLine begun = new DelayLine();
      line = begun;
      writer = Threads.daemon("proxy-late", () -> writeLate(begun));
    }
    line.put(frame, delay);
  }

  private void writeLate(DelayLine from) {
    ByteArrayOutputStream burst = new ByteArrayOutputStream();
    try {
      while (from.takeDue(burst)) {
        output.write(burst);
      }
    } catch (IOException e) {
      log.debug("A subscribed client is gone: {}", e.toString());
      from.close();
      onFailure.run();
    }
  }

  private void drain() {
    if (line != null && writer != null) {
      line.end();
      Threads.join(writer);
    }
  }
}
