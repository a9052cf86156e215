package dev.corral.internal.engine;

import dev.corral.internal.store.EntryKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;

/**
 * Where missing values come from: the cache's loader, or a function given with a call. What it
 * throws arrives as a {@link CacheLoaderException}.
 */
final class Source<K, V> {
  private final CacheContext<K, V> cache;
  private final Function<List<EntryKey>, Map<EntryKey, V>> values;

  private Source(CacheContext<K, V> cache, Function<List<EntryKey>, Map<EntryKey, V>> values) {
    this.cache = cache;
    this.values = values;
  }

  static <K, V> Source<K, V> of(CacheContext<K, V> cache, CacheLoader<K, V> loader) {
    return new Source<>(
        cache,
        keys -> {
          Map<EntryKey, V> found = new LinkedHashMap<>();
          if (keys.size() == 1) {
            put(found, keys.get(0), loader.load(cache.keyOf(keys.get(0))));
          } else {
            Map<K, V> answers = loader.loadAll(keys.stream().map(cache::keyOf).toList());
            if (answers != null) {
              keys.forEach(key -> put(found, key, answers.get(cache.keyOf(key))));
            }
          }
          return found;
        });
  }

  static <K, V> Source<K, V> of(
      CacheContext<K, V> cache, Function<? super K, ? extends @Nullable V> function) {
    return new Source<>(
        cache,
        keys -> {
          Map<EntryKey, V> found = new LinkedHashMap<>();
          keys.forEach(key -> put(found, key, function.apply(cache.keyOf(key))));
          return found;
        });
  }

  private static <V> void put(Map<EntryKey, V> found, EntryKey key, @Nullable V value) {
    if (value != null) {
      found.put(key, value);
    }
  }

  /** The values that there are. */
  Map<EntryKey, V> load(List<EntryKey> keys) {
    return calling(() -> values.apply(keys));
  }

  private <T> T calling(Supplier<T> loader) {
    try {
      return loader.get();
    } catch (CacheLoaderException e) {
      throw e;
    } catch (Exception e) { // also a checked one: loaders in other languages declare none
      throw new CacheLoaderException(
          "The cache loader of cache '" + cache.name() + "' failed: " + e.getMessage(), e);
    }
  }
}
