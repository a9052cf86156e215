package dev.corral.micronaut;

import dev.corral.CorralCache;
import dev.corral.RedisUnavailableException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache that may not be open yet, because Redis could not be reached when the application
 * started. Whoever uses it opens it.
 *
 * <p>Thread-safe. Opening is tried by one caller at a time, which waits for it no longer than the
 * connection's timeouts; others fail meanwhile with what the last attempt failed with.
 */
final class OpenCache {
  private static final Logger log = LoggerFactory.getLogger(OpenCache.class);

  private final String name;
  private final Supplier<CorralCache<Object, Object>> opening;
  private final AtomicBoolean isOpening = new AtomicBoolean();
  private volatile @Nullable CorralCache<Object, Object> cache;
  private volatile @Nullable RedisUnavailableException failure;

  OpenCache(String name, Supplier<CorralCache<Object, Object>> opening) {
    this.name = name;
    this.opening = opening;
  }

  String name() {
    return name;
  }

  /** Whether it is open, without trying. */
  boolean isOpen() {
    return cache != null;
  }

  /**
   * The cache, opened if need be.
   *
   * @throws RedisUnavailableException if it is not open, and Redis cannot be reached
   */
  CorralCache<Object, Object> get() {
    CorralCache<Object, Object> open = cache;
    if (open != null) {
      return open;
    }
    RedisUnavailableException last = failure;
    if (last == null) {
      return openOrFail(null);
    }
    if (!isOpening.compareAndSet(false, true)) {
      throw new RedisUnavailableException(
          "Cache '" + name + "' is not open yet, and another caller is trying to open it", last);
    }
    try {
      return openOrFail(last);
    } finally {
      isOpening.set(false);
    }
  }

  /** Who had to wait for another's attempt makes none of its own. */
  private synchronized CorralCache<Object, Object> openOrFail(
      @Nullable RedisUnavailableException last) {
    CorralCache<Object, Object> open = cache;
    if (open != null) {
      return open;
    }
    RedisUnavailableException latest = failure;
    if (latest != null && latest != last) {
      throw latest;
    }
    try {
      open = opening.get();
    } catch (RedisUnavailableException e) {
      failure = e;
      throw e;
    }
    if (last != null) {
      log.info("Cache '{}' is open, now that Redis can be reached", name);
    }
    cache = open;
    return open;
  }
}
