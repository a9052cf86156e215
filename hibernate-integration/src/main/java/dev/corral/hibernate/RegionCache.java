package dev.corral.hibernate;

import dev.corral.CorralCache;
import dev.corral.CorralConfiguration;
import java.util.function.Supplier;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * The cache of a region, opened when it is first needed: by then the mapping is known, and an
 * application starts without Redis. Thread-safe.
 *
 * @param <V> the type of the values
 */
final class RegionCache<V> implements AutoCloseable {
  private final RedisConnection redis;
  private final String name;
  private final Supplier<CorralConfiguration<RegionKey, V>> configuration;
  private volatile @Nullable CorralCache<RegionKey, V> cache;

  RegionCache(
      RedisConnection redis,
      String name,
      Supplier<CorralConfiguration<RegionKey, V>> configuration) {
    this.redis = redis;
    this.name = name;
    this.configuration = configuration;
  }

  /**
   * The cache.
   *
   * @throws CacheException if Redis can't be reached, or the configuration is not allowed
   */
  @SuppressWarnings("unchecked")
  CorralCache<RegionKey, V> open() {
    CorralCache<RegionKey, V> known = cache;
    if (known == null) {
      synchronized (this) {
        known = cache;
        if (known == null) {
          known = redis.manager().createCache(name, configuration.get()).unwrap(CorralCache.class);
          cache = known;
        }
      }
    }
    return known;
  }

  @Override
  public void close() {
    CorralCache<RegionKey, V> known = cache;
    if (known != null) {
      known.close();
    }
  }
}
