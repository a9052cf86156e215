package dev.corral.internal.jcache;

import dev.corral.internal.engine.CacheContext;
import dev.corral.internal.engine.Engine;
import dev.corral.internal.engine.Stages;
import dev.corral.internal.store.CacheInRedis;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The background pass over one cache: restores its descriptor if Redis lost it, frees dead records,
 * and notices expired ones if someone listens. One node at a time, and gently: some hundred
 * records, then a pause. A failure is logged once and tried again at the next interval.
 */
final class Maintenance implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Maintenance.class);
  private static final Duration LONGEST_TURN = Duration.ofMinutes(5);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final CacheContext<?, ?> cache;
  private final Engine<?, ?> engine;
  private final CacheInRedis home;
  private @Nullable ScheduledFuture<?> schedule;
  private volatile boolean closed;
  private boolean failing;

  Maintenance(CacheContext<?, ?> cache, Engine<?, ?> engine, CacheInRedis home) {
    this.cache = cache;
    this.engine = engine;
    this.home = home;
  }

  /** Starts, unless the interval is zero. */
  void start(ScheduledExecutorService scheduler, Duration interval) {
    if (!interval.isZero()) {
      long nanos = interval.toNanos();
      long first = ThreadLocalRandom.current().nextLong(nanos / 2, nanos + 1);
      schedule = scheduler.scheduleWithFixedDelay(this::run, first, nanos, TimeUnit.NANOSECONDS);
    }
  }

  private synchronized void run() {
    if (closed) {
      return;
    }
    try {
      pass();
      failing = false;
    } catch (RuntimeException e) {
      if (!failing && !closed) {
        log.warn("The background pass over cache '{}' failed, and is tried again", cache.name(), e);
      }
      failing = true;
    }
  }

  private void pass() {
    home.join();
    boolean listens = cache.events().has(EventType.EXPIRED);
    home.sweepTurn(listens, LONGEST_TURN).ifPresent(this::sweep);
  }

  private void sweep(byte[] mark) {
    int freed;
    try {
      freed = Stages.await(engine.sweep(this::pause));
    } catch (RuntimeException e) {
      // Else no node sweeps before the turn lapses.
      Closeables.closeAfter(e, home::sweepBroken);
      throw e;
    }
    home.sweepDone(mark);
    log.debug("Freed {} dead records of cache '{}'", freed, cache.name());
  }

  private void pause() {
    if (closed) {
      throw new IllegalStateException("Cache '" + cache.name() + "' was closed during a sweep");
    }
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  /** Ends the passes; waits for one that is under way. */
  @Override
  public void close() {
    closed = true;
    ScheduledFuture<?> scheduled = schedule;
    if (scheduled != null) {
      scheduled.cancel(false);
    }
    synchronized (this) {
      schedule = null;
    }
  }
}
