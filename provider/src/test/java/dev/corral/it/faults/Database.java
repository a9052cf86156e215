package dev.corral.it.faults;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import org.jspecify.annotations.Nullable;

/** What a cache stands in front of; counts what is asked of it. Thread-safe. */
final class Database implements CacheLoader<String, String>, CacheWriter<String, String> {
  private final Map<String, String> rows = new ConcurrentHashMap<>();
  private final AtomicInteger writes = new AtomicInteger();
  private final AtomicInteger loads = new AtomicInteger();

  @Nullable String row(String key) {
    return rows.get(key);
  }

  void row(String key, String value) {
    rows.put(key, value);
  }

  /** How many rows were written or deleted since the last call. */
  int writesSinceLast() {
    return writes.getAndSet(0);
  }

  int loadsSinceLast() {
    return loads.getAndSet(0);
  }

  @Override
  @SuppressWarnings("NullAway") // JSR-107's loaders return null where there is nothing
  public String load(String key) {
    loads.incrementAndGet();
    return rows.get(key);
  }

  @Override
  public Map<String, String> loadAll(Iterable<? extends String> keys) {
    Map<String, String> found = new HashMap<>();
    for (String key : keys) {
      String value = load(key);
      if (value != null) {
        found.put(key, value);
      }
    }
    return found;
  }

  @Override
  public void write(Cache.Entry<? extends String, ? extends String> entry) {
    writes.incrementAndGet();
    rows.put(entry.getKey(), entry.getValue());
  }

  @Override
  public void writeAll(Collection<Cache.Entry<? extends String, ? extends String>> entries) {
    entries.forEach(this::write);
    entries.clear();
  }

  @Override
  public void delete(Object key) {
    writes.incrementAndGet();
    rows.remove((String) key);
  }

  @Override
  public void deleteAll(Collection<?> keys) {
    keys.forEach(this::delete);
    keys.clear();
  }
}
