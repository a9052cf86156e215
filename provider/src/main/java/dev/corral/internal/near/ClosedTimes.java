package dev.corral.internal.near;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Up to which time of each server all messages have arrived here: that time is <em>closed</em>.
 *
 * <p>To close time, the server is asked for its time, and then, on the subscription to that same
 * server, for an answer, which comes after all that it had published before. This goes on while
 * sessions ask, and stops a second after the last one did. Thread-safe; never blocks.
 */
public final class ClosedTimes implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClosedTimes.class);
  private static final long PERIOD_MILLIS = 20;
  private static final long IN_USE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Servers servers;
  private final ScheduledExecutorService scheduler;
  private final ConcurrentMap<String, Closing> closings = new ConcurrentHashMap<>();
  private volatile boolean ended;

  /** What is asked of servers. No method blocks. */
  public interface Servers {
    /** A server's time, in microseconds since 1970. */
    CompletionStage<Long> time(String server);

    /** True when all that the server had published on the subscription before has been heard. */
    CompletionStage<Boolean> drained(String server);
  }

  private static final class Closing {
    private final AtomicBoolean underWay = new AtomicBoolean();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile long closedMicros;
    private volatile long usedNanos;
  }

  /** Makes it; nothing is asked of a server before it is needed. */
  public ClosedTimes(Servers servers, ScheduledExecutorService scheduler) {
    this.servers = servers;
    this.scheduler = scheduler;
  }

  /** Whether all messages about changes up to this sequence have arrived from a server. */
  boolean covers(String server, long sequence) {
    Closing closing = closings.computeIfAbsent(server, s -> new Closing());
    closing.usedNanos = System.nanoTime();
    if (sequence < closing.closedMicros) {
      keepGoing(server, closing);
      return true;
    }
    close(server, closing);
    return false;
  }

  /** Messages of a server may have been lost: its time is open again. */
  void reset(String server) {
    closings.remove(server);
  }

  private void keepGoing(String server, Closing closing) {
    if (ended || closing.scheduled.get() || !closing.scheduled.compareAndSet(false, true)) {
      return;
    }
    try {
      scheduler.schedule(
          () -> {
            closing.scheduled.set(false);
            if (System.nanoTime() - closing.usedNanos < IN_USE_NANOS
                && closings.get(server) == closing) {
              close(server, closing);
            }
          },
          PERIOD_MILLIS,
          TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("Closing time ended with its scheduler", e);
    }
  }

  private void close(String server, Closing closing) {
    keepGoing(server, closing);
    if (ended || !closing.underWay.compareAndSet(false, true)) {
      return;
    }
    try {
      servers
          .time(server)
          .thenCompose(micros -> drained(server, closing, micros))
          .whenComplete(
              (closed, failure) -> {
                closing.underWay.set(false);
                if (failure != null) {
                  log.debug("The time of {} could not be closed", server, failure);
                }
              });
    } catch (RuntimeException e) {
      closing.underWay.set(false);
      log.debug("The time of {} could not be closed", server, e);
    }
  }

  private CompletionStage<Boolean> drained(String server, Closing closing, long micros) {
    return servers
        .drained(server)
        .thenApply(
            drained -> {
              if (drained && micros > closing.closedMicros) {
                closing.closedMicros = micros;
              }
              return drained;
            });
  }

  @Override
  public void close() {
    ended = true;
    closings.clear();
  }
}
