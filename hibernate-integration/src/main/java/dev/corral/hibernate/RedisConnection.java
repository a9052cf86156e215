package dev.corral.hibernate;

import dev.corral.CorralCacheManager;
import dev.corral.LockTimeoutException;
import dev.corral.OutcomeUnknownException;
import dev.corral.RedisUnavailableException;
import dev.corral.codec.CodecException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.cache.CacheException;
import javax.cache.processor.EntryProcessorException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether Redis answers, and what is to be done when it does again. While it does not, regions are
 * bypassed without asking it, and a thread looks for it. Thread-safe.
 */
final class RedisConnection implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RedisConnection.class);
  private static final long PROBE_MILLIS = 200;

  private final CorralCacheManager manager;
  private final Settings settings;
  private final RedisClock clock;
  private final List<Runnable> settlements = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService probes =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "corral-hibernate");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean up = true;

  RedisConnection(CorralCacheManager manager, Settings settings) {
    this.manager = manager;
    this.settings = settings;
    this.clock = new RedisClock(manager);
    probes.scheduleWithFixedDelay(this::probe, PROBE_MILLIS, PROBE_MILLIS, TimeUnit.MILLISECONDS);
  }

  CorralCacheManager manager() {
    return manager;
  }

  Settings settings() {
    return settings;
  }

  RedisClock clock() {
    return clock;
  }

  long lockMicros() {
    return settings.lockTimeout().toNanos() / 1000;
  }

  boolean isUp() {
    return up;
  }

  /** Makes good what is owed; called when Redis is back, and now and then. */
  void whenUp(Runnable settlement) {
    settlements.add(settlement);
  }

  /** A time before now, by Redis's clock. */
  long estimate() {
    if (up && clock.isStale()) {
      try {
        clock.now();
      } catch (CacheException e) {
        failed(e);
      }
    }
    return clock.atLeast();
  }

  /** The time, by Redis's clock; estimated while Redis is away. */
  long timestamp() {
    if (up) {
      try {
        return clock.now();
      } catch (CacheException e) {
        failed(e);
      }
    }
    return clock.atMost();
  }

  /** Notes that Redis did not do what it was asked for. */
  void failed(CacheException failure) {
    Throwable reason = reason(failure);
    if (reason instanceof CodecException || reason instanceof LockTimeoutException) {
      log.warn("An entry is not cached: {}", reason.getMessage());
    } else if (reason instanceof RedisUnavailableException
        || reason instanceof OutcomeUnknownException) {
      if (up) {
        up = false;
        log.warn("The second-level cache is bypassed until Redis is back: {}", reason.getMessage());
      }
    } else {
      log.warn("The second-level cache failed", failure);
    }
  }

  /** What a failure within an entry processor was. */
  private static Throwable reason(CacheException failure) {
    Throwable cause = failure.getCause();
    return failure instanceof EntryProcessorException && cause != null ? cause : failure;
  }

  private void probe() {
    try {
      if (!up) {
        clock.now();
      }
      settlements.forEach(Runnable::run);
      if (!up) {
        up = true;
        log.info("Redis is back, and the second-level cache with it");
      }
    } catch (CacheException | IllegalStateException e) {
      log.debug("Redis is still away: {}", e.toString());
    }
  }

  @Override
  public void close() {
    probes.shutdownNow();
    manager.close();
  }
}
