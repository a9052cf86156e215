package dev.corral.internal.jcache;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import javax.cache.integration.CacheLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets calls through to a cache's loader until the cache is closed, so that no load in the
 * background uses a loader that was closed.
 *
 * <p>Calls run concurrently. {@link #close} refuses those that come after it with an {@link
 * IllegalStateException}, and waits for those under way, at most as long as it was told; if a
 * loader closes its own cache, that wait is left out. It does not close the loader.
 *
 * @param <K> the type of key
 * @param <V> the type of value
 */
final class LoaderGate<K, V> implements CacheLoader<K, V>, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LoaderGate.class);

  private final String cacheName;
  private final CacheLoader<K, V> loader;
  private final Duration longestWait;
  private final ReentrantReadWriteLock calls = new ReentrantReadWriteLock();
  private volatile boolean closed;

  LoaderGate(String cacheName, CacheLoader<K, V> loader, Duration longestWait) {
    this.cacheName = cacheName;
    this.loader = loader;
    this.longestWait = longestWait;
  }

  /** The loader behind the gate. */
  CacheLoader<K, V> loader() {
    return loader;
  }

  @Override
  public V load(K key) {
    return call(() -> loader.load(key));
  }

  @Override
  public Map<K, V> loadAll(Iterable<? extends K> keys) {
    return call(() -> loader.loadAll(keys));
  }

  /** The lock is only tried: a load must not wait behind a close that waits for another load. */
  private <T> T call(Supplier<T> load) {
    if (!calls.readLock().tryLock()) {
      throw refused();
    }
    try {
      if (closed) {
        throw refused();
      }
      return load.get();
    } finally {
      calls.readLock().unlock();
    }
  }

  private IllegalStateException refused() {
    return new IllegalStateException("Cache '" + cacheName + "' is closed, it loads no more");
  }

  @Override
  public void close() {
    closed = true;
    if (calls.getReadHoldCount() == 0 && !isQuiet()) {
      log.warn(
          "Cache '{}' is closed while its loader is at work: it did not return within {}",
          cacheName,
          longestWait);
    }
  }

  private boolean isQuiet() {
    try {
      if (calls.writeLock().tryLock(longestWait.toNanos(), TimeUnit.NANOSECONDS)) {
        calls.writeLock().unlock();
        return true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }
}
