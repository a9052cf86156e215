package dev.corral;

/**
 * Copies values for the callers of a near cache, so that one who modifies its copy changes nobody
 * else's. Given by the name of its class, as {@code near-copy}; the class is public and has a
 * public constructor without parameters.
 *
 * <p>Without a copier, values that can't be modified are shared and others are decoded anew for
 * each hit. A copier pays where decoding is slower than copying. It is not asked about values of
 * classes that are known to be immutable.
 *
 * <p>Called by many threads at once; must be thread-safe.
 *
 * @param <V> the type of the values
 */
@FunctionalInterface
public interface ValueCopier<V> {
  /**
   * Copies a value.
   *
   * @param value what the near cache keeps; not to be modified, nor to be kept
   * @return an equal value that shares nothing with it that could be modified; never null
   */
  V copy(V value);
}
