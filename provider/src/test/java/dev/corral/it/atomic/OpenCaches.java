package dev.corral.it.atomic;

import dev.corral.CorralCachingProvider;
import java.net.URI;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/**
 * The caches of one node: a provider of its own, so that two of these in one JVM share no more than
 * two JVMs would. Closed with everything it opened.
 */
public final class OpenCaches implements AutoCloseable {
  private final CachingProvider provider = new CorralCachingProvider();
  private final CacheManager manager;

  private OpenCaches(URI uri) {
    this.manager = provider.getCacheManager(uri, null);
  }

  /** A node at that Redis. */
  public static OpenCaches at(URI uri) {
    return new OpenCaches(uri);
  }

  /** The node's cache manager. */
  public CacheManager manager() {
    return manager;
  }

  /** The cache of that name, created with JSR-107's defaults if it is not open yet. */
  public synchronized <K, V> Cache<K, V> open(String name, Class<K> keys, Class<V> values) {
    return open(name, new MutableConfiguration<K, V>().setTypes(keys, values));
  }

  /** The cache of that name, created as configured if it is not open yet. */
  public synchronized <K, V> Cache<K, V> open(String name, Configuration<K, V> configuration) {
    @Nullable Cache<K, V> open =
        manager.getCache(name, configuration.getKeyType(), configuration.getValueType());
    return open != null ? open : manager.createCache(name, configuration);
  }

  @Override
  public void close() {
    provider.close();
  }
}
