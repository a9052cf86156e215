package dev.corral.internal.jcache;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Closes things in the reverse order of their registration, each once; the first failure is kept
 * and has the others as suppressed.
 */
final class Closeables {
  private final List<AutoCloseable> closeables = new ArrayList<>();
  private final Set<Object> known = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Adds a thing if it can be closed. */
  void add(@Nullable Object candidate) {
    if (candidate instanceof AutoCloseable closeable && known.add(candidate)) {
      closeables.add(closeable);
    }
  }

  /** Closes what a failed attempt leaves behind; a failure to do so is added to the attempt's. */
  static void closeAfter(Throwable failure, AutoCloseable... left) {
    Closeables closeables = new Closeables();
    for (AutoCloseable closeable : left) {
      closeables.add(closeable);
    }
    try {
      closeables.close("what a failed attempt left");
    } catch (CacheException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Closes everything.
   *
   * @param what for the message
   * @throws CacheException if something failed to close
   */
  void close(String what) {
    CacheException failure = null;
    Collections.reverse(closeables);
    for (AutoCloseable closeable : closeables) {
      try {
        closeable.close();
      } catch (Exception e) {
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        if (failure == null) {
          failure = new CacheException("Closing " + what + " failed: " + e.getMessage(), e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    closeables.clear();
    if (failure != null) {
      throw failure;
    }
  }
}
