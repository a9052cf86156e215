package dev.corral;

import dev.corral.internal.config.DefaultUri;
import dev.corral.internal.config.ManagerSettings;
import dev.corral.internal.jcache.RedisCacheManager;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.WeakHashMap;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.OptionalFeature;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/**
 * The JSR-107 caching provider over Redis, found by {@code Caching.getCachingProvider()}.
 *
 * <p>The URI of a cache manager says where Redis is ({@code redis://}, {@code rediss://}, {@code
 * redis-sentinel://}, {@code redis-cluster://}, {@code embedded:}) or names a configuration file.
 * The default URI is the system property {@code dev.corral.uri}, else the environment variable
 * {@code CORRAL_URI}, else {@code corral.conf} on the class path, else {@code
 * redis://localhost:6379}.
 *
 * <p>Thread-safe. There is one cache manager per class loader and URI; it connects when its first
 * cache is created.
 */
public final class CorralCachingProvider implements CachingProvider {
  private final Map<ClassLoader, Map<URI, RedisCacheManager>> managers = new WeakHashMap<>();

  /**
   * The cache manager of a class loader and URI, created if there is none.
   *
   * @param uri where Redis or the configuration is; null for the default
   * @param classLoader finds the classes of keys and values; null for the default
   * @param properties override the URI and the file where their names begin with {@code corral.};
   *     null for none
   * @throws CacheException if the URI, an option or the file is not understood
   */
  @Override
  public CacheManager getCacheManager(
      @Nullable URI uri, @Nullable ClassLoader classLoader, @Nullable Properties properties) {
    URI where = uri == null ? getDefaultURI() : uri;
    ClassLoader loader = classLoader == null ? getDefaultClassLoader() : classLoader;
    Properties given = copyOf(properties);
    synchronized (managers) {
      Map<URI, RedisCacheManager> ofLoader =
          managers.computeIfAbsent(loader, unknown -> new HashMap<>());
      RedisCacheManager known = ofLoader.get(where);
      if (known != null && !known.isClosed()) {
        return known;
      }
      RedisCacheManager created =
          new RedisCacheManager(
              new RedisCacheManager.Origin(this, this::forget, where, loader, given),
              ManagerSettings.resolve(where, loader, given));
      ofLoader.put(where, created);
      return created;
    }
  }

  private void forget(CacheManager closed) {
    synchronized (managers) {
      Map<URI, RedisCacheManager> ofLoader = managers.get(closed.getClassLoader());
      if (ofLoader != null) {
        ofLoader.values().remove(closed);
        if (ofLoader.isEmpty()) {
          managers.remove(closed.getClassLoader());
        }
      }
    }
  }

  private static Properties copyOf(@Nullable Properties properties) {
    Properties copy = new Properties();
    if (properties != null) {
      properties
          .stringPropertyNames()
          .forEach(name -> copy.put(name, properties.getProperty(name)));
    }
    return copy;
  }

  @Override
  public CacheManager getCacheManager(@Nullable URI uri, @Nullable ClassLoader classLoader) {
    return getCacheManager(uri, classLoader, null);
  }

  @Override
  public CacheManager getCacheManager() {
    return getCacheManager(null, null, null);
  }

  @Override
  public ClassLoader getDefaultClassLoader() {
    return CorralCachingProvider.class.getClassLoader();
  }

  @Override
  public URI getDefaultURI() {
    return DefaultUri.find(getDefaultClassLoader());
  }

  @Override
  public Properties getDefaultProperties() {
    return new Properties();
  }

  @Override
  public void close() {
    List<RedisCacheManager> all = new ArrayList<>();
    synchronized (managers) {
      managers.values().forEach(ofLoader -> all.addAll(ofLoader.values()));
      managers.clear();
    }
    closeAll(all);
  }

  @Override
  public void close(@Nullable ClassLoader classLoader) {
    List<RedisCacheManager> all = new ArrayList<>();
    synchronized (managers) {
      Map<URI, RedisCacheManager> ofLoader =
          managers.remove(classLoader == null ? getDefaultClassLoader() : classLoader);
      if (ofLoader != null) {
        all.addAll(ofLoader.values());
      }
    }
    closeAll(all);
  }

  @Override
  public void close(@Nullable URI uri, @Nullable ClassLoader classLoader) {
    List<RedisCacheManager> one = new ArrayList<>();
    synchronized (managers) {
      Map<URI, RedisCacheManager> ofLoader =
          managers.get(classLoader == null ? getDefaultClassLoader() : classLoader);
      RedisCacheManager manager =
          ofLoader == null ? null : ofLoader.remove(uri == null ? getDefaultURI() : uri);
      if (manager != null) {
        one.add(manager);
      }
    }
    closeAll(one);
  }

  private static void closeAll(List<RedisCacheManager> managers) {
    CacheException failure = null;
    for (RedisCacheManager manager : managers) {
      try {
        manager.close();
      } catch (CacheException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** No optional feature: values live in Redis, so storing by reference is impossible. */
  @Override
  public boolean isSupported(OptionalFeature feature) {
    return false;
  }
}
