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

  /**
   * The time by Redis's clock, asked for now: one round trip. On Redis Cluster it is the clock of
   * the primary that owns slot 0, the same for all nodes.
   *
   * @return microseconds since 1970, no earlier than the call and no later than its return
   * @throws CorralException if the server cannot be asked
   * @throws IllegalStateException if the manager is closed
   */
  long serverTime();
}
