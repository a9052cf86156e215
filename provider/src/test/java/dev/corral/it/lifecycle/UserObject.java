package dev.corral.it.lifecycle;

import java.io.Closeable;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import org.jspecify.annotations.Nullable;

/** Everything that an application may give to a cache, in one class that can be closed. */
final class UserObject
    implements CacheLoader<String, String>,
        CacheWriter<String, String>,
        ExpiryPolicy,
        CacheEntryCreatedListener<String, String>,
        CacheEntryEventFilter<String, String>,
        Closeable {
  private final AtomicInteger closed = new AtomicInteger();

  /** How often it was closed. */
  int closed() {
    return closed.get();
  }

  @Override
  public void close() {
    closed.incrementAndGet();
  }

  @Override
  public String load(String key) {
    return "loaded";
  }

  @Override
  public Map<String, String> loadAll(Iterable<? extends String> keys) {
    return Map.of();
  }

  @Override
  public void write(Cache.Entry<? extends String, ? extends String> entry) {}

  @Override
  public void writeAll(Collection<Cache.Entry<? extends String, ? extends String>> entries) {}

  @Override
  public void delete(Object key) {}

  @Override
  public void deleteAll(Collection<?> keys) {}

  @Override
  public Duration getExpiryForCreation() {
    return Duration.ETERNAL;
  }

  @Override
  public @Nullable Duration getExpiryForAccess() {
    return null;
  }

  @Override
  public @Nullable Duration getExpiryForUpdate() {
    return null;
  }

  @Override
  public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {}

  @Override
  public boolean evaluate(CacheEntryEvent<? extends String, ? extends String> event) {
    return true;
  }
}
