package dev.corral.internal.engine;

import dev.corral.internal.store.EntryKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;

/**
 * Where missing values come from: the cache's loader, or a function given with a call, which may be
 * asynchronous itself. What it throws arrives as a {@link CacheLoaderException}.
 */
final class Source<K, V> {
  private final CacheContext<K, V> cache;
  private final Function<List<EntryKey>, CompletionStage<Map<EntryKey, V>>> values;
  private final boolean composing;

  private Source(
      CacheContext<K, V> cache,
      Function<List<EntryKey>, CompletionStage<Map<EntryKey, V>>> values,
      boolean composing) {
    this.cache = cache;
    this.values = values;
    this.composing = composing;
  }

  private static <K, V> Source<K, V> blocking(
      CacheContext<K, V> cache, Function<List<EntryKey>, Map<EntryKey, V>> values) {
    return new Source<>(cache, keys -> Stages.done(values.apply(keys)), false);
  }

  static <K, V> Source<K, V> of(CacheContext<K, V> cache, CacheLoader<K, V> loader) {
    return blocking(
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
    return blocking(
        cache,
        keys -> {
          Map<EntryKey, V> found = new LinkedHashMap<>();
          keys.forEach(key -> put(found, key, function.apply(cache.keyOf(key))));
          return found;
        });
  }

  /** A source that no thread waits for. */
  static <K, V> Source<K, V> composing(
      CacheContext<K, V> cache,
      Function<? super K, ? extends CompletionStage<? extends @Nullable V>> function) {
    return new Source<>(
        cache,
        keys -> {
          CompletionStage<Map<EntryKey, V>> all = Stages.done(new LinkedHashMap<>());
          for (EntryKey key : keys) {
            CompletionStage<? extends @Nullable V> one = function.apply(cache.keyOf(key));
            all =
                all.thenCombine(
                    one,
                    (found, value) -> {
                      put(found, key, value);
                      return found;
                    });
          }
          return all;
        },
        true);
  }

  /** Whether it is to be asked by {@link #begin}. */
  boolean isComposing() {
    return composing;
  }

  private static <V> void put(Map<EntryKey, V> found, EntryKey key, @Nullable V value) {
    if (value != null) {
      found.put(key, value);
    }
  }

  /** The values that there are. */
  Map<EntryKey, V> load(List<EntryKey> keys) {
    return Stages.await(begin(keys));
  }

  /** Begins to find the values that there are. */
  CompletionStage<Map<EntryKey, V>> begin(List<EntryKey> keys) {
    return Stages.call(() -> values.apply(keys))
        .handle(
            (found, failure) -> {
              if (failure != null) {
                throw failed(Stages.unwrap(failure));
              }
              return found;
            });
  }

  private CompletionException failed(Throwable failure) {
    return new CompletionException(
        failure instanceof Exception && !(failure instanceof CacheLoaderException)
            ? new CacheLoaderException(
                "The cache loader of cache '" + cache.name() + "' failed: " + failure.getMessage(),
                failure)
            : failure);
  }
}
