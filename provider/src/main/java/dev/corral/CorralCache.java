package dev.corral;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
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
   * The value under a key, loaded by the function if it is missing: cache-aside, with all that
   * protects a read-through load. Concurrent callers of a missing key, on this node and on others,
   * share one load, whichever caller's function does it.
   *
   * @param key the key
   * @param loader finds the value; null if there is none, which is not kept unless the cache
   *     remembers nulls
   * @return the value, or null if there is none
   * @throws javax.cache.integration.CacheLoaderException if the function fails, with what it threw
   *     as its cause
   */
  @Nullable V get(K key, Function<? super K, ? extends @Nullable V> loader);

  /** The value under a key, loaded if it is missing, as {@link #get(Object, Function)}. */
  CompletionStage<@Nullable V> getAsync(K key, Function<? super K, ? extends @Nullable V> loader);

  /**
   * The value under a key, loaded if it is missing, as {@link #get(Object, Function)}, by a
   * function that is asynchronous itself: no thread waits for its stage. The function is called on
   * one of the manager's threads.
   *
   * @param loader begins to find the value; what its stage brings may be null, and a null stage
   *     means the same: there is none. With {@code load-timeout}, a stage that takes longer is
   *     cancelled
   */
  CompletionStage<@Nullable V> getComposedAsync(
      K key,
      Function<? super K, ? extends @Nullable CompletionStage<? extends @Nullable V>> loader);

  /** Drops all entries, as {@link #clear()}. */
  CompletionStage<Void> clearAsync();

  /**
   * What this cache's management bean shows, whether it is registered or not; follows what happens.
   * Counts nothing of JSR-107's while statistics are not enabled.
   */
  CorralStatisticsMXBean statistics();

  /** What became of the loads of this cache on this node. */
  LoadStatistics loadStatistics();

  /** What happened in the near cache of this cache on this node; all zero if it has none. */
  NearStatistics nearStatistics();

  /**
   * Drops an entry everywhere, because what it was made from has changed: in Redis, in the near
   * caches of all nodes, and in loads that are under way, whose results are not kept. Unlike {@link
   * #remove(Object)} it does not call the {@code CacheWriter} and counts as no removal; listeners
   * are told of the removal of an entry that was there.
   *
   * @param key the key
   */
  void invalidate(K key);

  /** Drops entries everywhere, as {@link #invalidate}. Not atomic as a whole; each entry is. */
  void invalidateAll(Set<? extends K> keys);

  /** Drops an entry everywhere, as {@link #invalidate}. */
  CompletionStage<Void> invalidateAsync(K key);

  /** Drops entries everywhere, as {@link #invalidateAll}. */
  CompletionStage<Void> invalidateAllAsync(Set<? extends K> keys);

  /**
   * Puts a value with tags, as {@link #put(Object, Object)}: the entry is there until one of its
   * tags is invalidated. The tags that the cache's {@link Tagger} gives the value come in addition.
   * A later put of the key replaces the tags with the value.
   *
   * @param tags at most 32 of 1 to 256 bytes in UTF-8 each; empty for none
   * @throws IllegalArgumentException if the tags are not so
   */
  void put(K key, V value, Set<String> tags);

  /** Puts a value with tags, as {@link #put(Object, Object, Set)}. */
  CompletionStage<Void> putAsync(K key, V value, Set<String> tags);

  /**
   * Drops all entries that have a tag, everywhere: in Redis, in the near caches of all nodes, and
   * in loads that are under way, whose results are not kept if they have the tag. Costs the same
   * for ten entries and ten million. Atomic per shard.
   *
   * <p>Calls no {@code CacheWriter} and counts as no removal. Unlike {@link #invalidate} it tells
   * no listeners, for no one looks for the entries.
   *
   * @param tag 1 to 256 bytes in UTF-8
   * @throws IllegalArgumentException if the tag is not so
   */
  void invalidateByTag(String tag);

  /** Drops all entries that have a tag, as {@link #invalidateByTag}. */
  CompletionStage<Void> invalidateByTagAsync(String tag);

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
