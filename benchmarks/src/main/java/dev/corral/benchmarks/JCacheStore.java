package dev.corral.benchmarks;

import dev.corral.CorralCachingProvider;
import dev.corral.CorralConfiguration;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;
import org.redisson.config.Config;
import org.redisson.jcache.JCachingProvider;
import org.redisson.jcache.configuration.RedissonConfiguration;

/** A cache of JSR-107, as it is by default. */
final class JCacheStore implements Store {
  private static final String NAME = "measured";

  private final CachingProvider provider;
  private final Cache<String, Object> cache;

  private JCacheStore(CachingProvider provider, Cache<String, Object> cache) {
    this.provider = provider;
    this.cache = cache;
  }

  @SuppressWarnings("unchecked")
  static Store corral(URI redis, Class<?> type) {
    CachingProvider provider = new CorralCachingProvider();
    return new JCacheStore(
        provider,
        (Cache<String, Object>)
            provider
                .getCacheManager(redis, null)
                .createCache(NAME, CorralConfiguration.builder(String.class, type).build()));
  }

  @SuppressWarnings("unchecked")
  static Store redisson(URI redis, Class<?> type) {
    Config config = new Config();
    config.useSingleServer().setAddress(redis.toString());
    CachingProvider provider = new JCachingProvider();
    MutableConfiguration<String, Object> types =
        new MutableConfiguration<String, Object>().setTypes(String.class, (Class<Object>) type);
    return new JCacheStore(
        provider,
        provider
            .getCacheManager()
            .createCache(NAME, RedissonConfiguration.fromConfig(config, types)));
  }

  @Override
  public Object get(String key) {
    return Objects.requireNonNull(cache.get(key), "A value was lost");
  }

  @Override
  public void put(String key, Object value) {
    cache.put(key, value);
  }

  @Override
  public int getAll(Set<String> keys) {
    return cache.getAll(keys).size();
  }

  @Override
  public void putAll(Map<String, Object> values) {
    cache.putAll(values);
  }

  @Override
  public long iterate() {
    long count = 0;
    for (Cache.Entry<String, Object> entry : cache) {
      Objects.requireNonNull(entry.getValue(), "An entry has a value");
      count++;
    }
    return count;
  }

  @Override
  public void clear() {
    cache.clear();
  }

  @Override
  public void close() {
    provider.close();
  }
}
