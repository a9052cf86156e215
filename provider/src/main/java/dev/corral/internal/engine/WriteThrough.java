package dev.corral.internal.engine;

import dev.corral.internal.store.EntryKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;
import org.jspecify.annotations.Nullable;

/** Calls the cache writer as JSR-107 asks: what it throws arrives as a CacheWriterException. */
final class WriteThrough<K, V> {
  private final CacheContext<K, V> cache;
  private final CacheWriter<? super K, ? super V> writer;

  WriteThrough(CacheContext<K, V> cache, CacheWriter<? super K, ? super V> writer) {
    this.cache = cache;
    this.writer = writer;
  }

  void write(EntryKey key, V value) {
    call(List.of(key), () -> writer.write(new WrittenEntry<>(cache.keyOf(key), value)));
  }

  void delete(EntryKey key) {
    call(List.of(key), () -> writer.delete(cache.keyOf(key)));
  }

  /**
   * What a bulk write did.
   *
   * @param done the keys that were written or deleted
   * @param failure what the writer threw, or null
   */
  record Bulk(Set<EntryKey> done, @Nullable RuntimeException failure) {}

  Bulk writeAll(Map<EntryKey, V> values) {
    Map<Object, EntryKey> keys = new LinkedHashMap<>();
    Collection<Cache.Entry<? extends K, ? extends V>> entries = new ArrayList<>();
    values.forEach(
        (key, value) -> {
          keys.put(key.key(), key);
          entries.add(new WrittenEntry<>(cache.keyOf(key), value));
        });
    RuntimeException failure = bulk(values.keySet(), () -> writeAllEntries(entries));
    Set<EntryKey> done = new HashSet<>(values.keySet());
    if (failure != null) {
      entries.forEach(entry -> done.remove(keys.get(entry.getKey())));
    }
    return new Bulk(done, failure);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private void writeAllEntries(Collection entries) {
    writer.writeAll(entries);
  }

  Bulk deleteAll(Collection<EntryKey> keys) {
    Map<Object, EntryKey> byKey = new LinkedHashMap<>();
    keys.forEach(key -> byKey.put(key.key(), key));
    Collection<Object> left = new ArrayList<>(byKey.keySet());
    RuntimeException failure = bulk(keys, () -> writer.deleteAll(left));
    Set<EntryKey> done = new HashSet<>(keys);
    if (failure != null) {
      left.forEach(key -> done.remove(byKey.get(key)));
    }
    return new Bulk(done, failure);
  }

  private @Nullable RuntimeException bulk(Collection<EntryKey> keys, Runnable call) {
    try {
      call(keys, call);
      return null;
    } catch (CacheException e) {
      return e;
    }
  }

  private void call(Collection<EntryKey> keys, Runnable call) {
    try {
      HeldKeys.during(
          cache,
          keys,
          () -> {
            call.run();
            return true;
          });
    } catch (CacheWriterException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new CacheWriterException(
          "The cache writer of cache '" + cache.name() + "' failed: " + e.getMessage(), e);
    }
  }

  /** An entry on its way to the writer. */
  private record WrittenEntry<K, V>(K key, V value) implements Cache.Entry<K, V> {
    @Override
    public K getKey() {
      return key;
    }

    @Override
    public V getValue() {
      return value;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
      if (type.isInstance(this)) {
        return type.cast(this);
      }
      throw new IllegalArgumentException("This entry is no " + type.getName());
    }
  }
}
