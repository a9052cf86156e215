package dev.corral;

import java.util.Set;

/**
 * Gives each value its tags, by which entries can be invalidated together: {@link
 * CorralCache#invalidateByTag}. They are added to those that are given with a put.
 *
 * <p>If it throws, or returns what is not allowed, the operation fails with a {@link
 * javax.cache.CacheException} that says so, and nothing is written.
 *
 * <p>It is asked once per value that is put or loaded, by the threads that change entries, several
 * at a time: implementations must be thread-safe, and quick. Equal keys and values must get equal
 * tags on every node.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
@FunctionalInterface
public interface Tagger<K, V> {

  /**
   * The tags of a value.
   *
   * @param key under which it is kept
   * @param value the value
   * @return at most 32 tags of 1 to 256 bytes in UTF-8 each; empty for none; never null
   */
  Set<String> tagsOf(K key, V value);
}
