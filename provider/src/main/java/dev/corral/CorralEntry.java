package dev.corral;

import javax.cache.Cache;

/**
 * An entry that an iteration over a cache of Corral hands out.
 *
 * @param <K> the type of key
 * @param <V> the type of value
 */
public interface CorralEntry<K, V> extends Cache.Entry<K, V> {}
