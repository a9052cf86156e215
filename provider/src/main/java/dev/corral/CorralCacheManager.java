package dev.corral;

import javax.cache.CacheManager;

/**
 * A cache manager of Corral: the caches of one application in one Redis deployment. Reached by
 * {@code cacheManager.unwrap(CorralCacheManager.class)}.
 */
public interface CorralCacheManager extends CacheManager {
  /**
   * The cache of a name, with what Corral adds to {@code javax.cache}.
   *
   * @param cacheName the name of a cache that is open here or declared in the configuration file
   * @param <K> the type of key
   * @param <V> the type of value
   * @return the cache, or null if there is none
   * @throws IllegalStateException if the manager is closed
   */
  @Override
  <K, V> @org.jspecify.annotations.Nullable CorralCache<K, V> getCache(String cacheName);
}
