package dev.corral.hibernate;

import javax.cache.CacheException;
import org.hibernate.cache.spi.support.StorageAccess;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * Results of queries. Which of them hold is decided by the timestamps, not here. What Redis does
 * not do is as if nothing were cached.
 */
final class QueryStorage implements StorageAccess {
  private final RedisConnection redis;
  private final RegionCache<Object> cache;

  QueryStorage(RedisConnection redis, RegionCache<Object> cache) {
    this.redis = redis;
    this.cache = cache;
  }

  @Override
  public @Nullable Object getFromCache(Object key, SharedSessionContractImplementor session) {
    if (redis.isUp()) {
      try {
        return cache.open().get(RegionKey.of(key));
      } catch (CacheException e) {
        redis.failed(e);
      }
    }
    return null;
  }

  @Override
  public void putIntoCache(Object key, Object value, SharedSessionContractImplementor session) {
    if (redis.isUp()) {
      try {
        cache.open().put(RegionKey.of(key), value);
      } catch (CacheException e) {
        redis.failed(e);
      }
    }
  }

  @Override
  public boolean contains(Object key) {
    if (redis.isUp()) {
      try {
        return cache.open().containsKey(RegionKey.of(key));
      } catch (CacheException e) {
        redis.failed(e);
      }
    }
    return false;
  }

  @Override
  public void evictData() {
    if (redis.isUp()) {
      try {
        cache.open().clear();
      } catch (CacheException e) {
        redis.failed(e);
      }
    }
  }

  @Override
  public void evictData(Object key) {
    if (redis.isUp()) {
      try {
        cache.open().remove(RegionKey.of(key));
      } catch (CacheException e) {
        redis.failed(e);
      }
    }
  }

  @Override
  public void release() {
    cache.close();
  }
}
