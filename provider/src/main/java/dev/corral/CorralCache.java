package dev.corral;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import javax.cache.Cache;
import javax.cache.processor.EntryProcessor;
import org.jspecify.annotations.Nullable;

/**
 * A cache of Corral, with what it adds to {@code javax.cache}. Reached by {@code
 * cache.unwrap(CorralCache.class)}.
 *
 * <p>The asynchronous methods do what their synchronous namesakes do, on the manager's threads. Bad
 * arguments and a closed cache throw at once; everything else fails the stage, with the same
 * exceptions.
 *
 * @param <K> the type of key
 * @param <V> the type of value
 */
public interface CorralCache<K, V> extends Cache<K, V> {
  /**
   * The value under a key, as {@link #get(Object)}.
   *
   * @return the value, or null if there is none
   */
  CompletionStage<@Nullable V> getAsync(K key);

  /** The values that there are under some keys, as {@link #getAll(Set)}. */
  CompletionStage<Map<K, V>> getAllAsync(Set<? extends K> keys);

  /** Puts a value, as {@link #put(Object, Object)}. */
  CompletionStage<Void> putAsync(K key, V value);

  /**
   * Removes an entry, as {@link #remove(Object)}.
   *
   * @return whether there was one
   */
  CompletionStage<Boolean> removeAsync(K key);

  /**
   * Invokes an entry processor, as {@link #invoke(Object, EntryProcessor, Object...)}.
   *
   * @param <T> the type of the processor's result
   * @return the processor's result, which may be null
   */
  <T> CompletionStage<@Nullable T> invokeAsync(
      K key, EntryProcessor<K, V, T> processor, Object... arguments);
}
