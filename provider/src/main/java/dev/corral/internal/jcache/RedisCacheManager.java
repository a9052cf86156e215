package dev.corral.internal.jcache;

import dev.corral.CorralCache;
import dev.corral.CorralCacheManager;
import dev.corral.internal.config.ManagerSettings;
import dev.corral.internal.config.ResolvedConfiguration;
import dev.corral.internal.near.CoarseClock;
import dev.corral.internal.redis.BlockingLink;
import dev.corral.internal.redis.RedisConnector;
import dev.corral.internal.store.CacheInRedis;
import dev.corral.internal.store.ServerTime;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.Configuration;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/**
 * A cache manager of JSR-107. Connects to Redis and starts threads when its first cache is created;
 * ends both when it is closed.
 *
 * <p>Thread-safe. Creating, destroying and closing exclude each other; looking up a cache waits for
 * none of them.
 */
@SuppressWarnings("NullAway") // JSR-107's methods return null where they say so
public final class RedisCacheManager implements CorralCacheManager {
  private final Origin origin;
  private final ManagerSettings settings;
  private final Map<String, RedisCache<?, ?>> caches = new ConcurrentHashMap<>();
  private @Nullable Running running;
  private volatile boolean closed;

  /** What runs while there are caches. */
  private record Running(BlockingLink link, Threads threads, CoarseClock clock) {}

  /**
   * Where a manager comes from.
   *
   * @param provider its provider
   * @param onClose told when the manager is closed
   * @param uri what it was asked for by
   * @param loader finds classes
   * @param properties what it was asked for with
   */
  public record Origin(
      CachingProvider provider,
      Consumer<CacheManager> onClose,
      URI uri,
      ClassLoader loader,
      Properties properties) {}

  /** Creates a manager; does not connect. */
  public RedisCacheManager(Origin origin, ManagerSettings settings) {
    this.origin = origin;
    this.settings = settings;
  }

  @Override
  public CachingProvider getCachingProvider() {
    return origin.provider();
  }

  @Override
  public URI getURI() {
    return origin.uri();
  }

  @Override
  public ClassLoader getClassLoader() {
    return origin.loader();
  }

  @Override
  public Properties getProperties() {
    Properties copy = new Properties();
    copy.putAll(origin.properties());
    return copy;
  }

  @Override
  public <K, V, C extends Configuration<K, V>> Cache<K, V> createCache(
      String cacheName, C configuration) {
    mustBeOpen();
    Objects.requireNonNull(cacheName, "cacheName");
    Objects.requireNonNull(configuration, "configuration");
    if (!configuration.isStoreByValue()) {
      throw new UnsupportedOperationException(
          "Cache '"
              + cacheName
              + "' can't store by reference: its values live in Redis. Use setStoreByValue(true).");
    }
    return create(cacheName, settings.settingsFor(cacheName, configuration));
  }

  private synchronized <K, V> RedisCache<K, V> create(
      String cacheName, ResolvedConfiguration<K, V> resolved) {
    mustBeOpen();
    if (caches.containsKey(cacheName)) {
      throw new CacheException(
          "A cache named '" + cacheName + "' is open in this manager; get it or destroy it first");
    }
    CacheResources<K, V> resources = new CacheResources<>(cacheName, resolved, shared());
    try {
      RedisCache<K, V> cache = new RedisCache<>(this, resources);
      caches.put(cacheName, cache);
      return cache;
    } catch (RuntimeException e) {
      Closeables.closeAfter(e, resources);
      throw e;
    }
  }

  private CacheResources.Shared shared() {
    Running now = run();
    return new CacheResources.Shared(
        now.link(), settings.connection().prefix(), origin.loader(), now.threads(), now.clock());
  }

  private synchronized Running run() {
    Running now = running;
    if (now == null) {
      Threads threads = Threads.start();
      now =
          new Running(
              RedisConnector.connect(settings.connection()),
              threads,
              new CoarseClock(threads.scheduler()));
      running = now;
    }
    return now;
  }

  @Override
  public <K, V> Cache<K, V> getCache(String cacheName, Class<K> keyType, Class<V> valueType) {
    mustBeOpen();
    Objects.requireNonNull(keyType, "keyType");
    Objects.requireNonNull(valueType, "valueType");
    CorralCache<K, V> cache = getCache(cacheName);
    if (cache != null) {
      Configuration<?, ?> created = caches.get(cacheName).configuration();
      check(cacheName, "keys", created.getKeyType(), keyType);
      check(cacheName, "values", created.getValueType(), valueType);
    }
    return cache;
  }

  private static void check(String cacheName, String what, Class<?> created, Class<?> asked) {
    if (!created.equals(asked)) {
      throw new ClassCastException(
          "Cache '"
              + cacheName
              + "' was created for "
              + what
              + " of type "
              + created.getName()
              + ", not "
              + asked.getName());
    }
  }

  @Override
  @SuppressWarnings("unchecked")
  public <K, V> @Nullable CorralCache<K, V> getCache(String cacheName) {
    mustBeOpen();
    Objects.requireNonNull(cacheName, "cacheName");
    CorralCache<?, ?> cache = caches.get(cacheName);
    if (cache == null && settings.declaredCaches().contains(cacheName)) {
      cache = createDeclared(cacheName);
    }
    return (CorralCache<K, V>) cache;
  }

  private synchronized CorralCache<?, ?> createDeclared(String cacheName) {
    RedisCache<?, ?> cache = caches.get(cacheName);
    return cache != null ? cache : create(cacheName, settings.declared(cacheName));
  }

  @Override
  public long serverTime() {
    mustBeOpen();
    return ServerTime.micros(run().link());
  }

  @Override
  public Iterable<String> getCacheNames() {
    mustBeOpen();
    LinkedHashSet<String> names = new LinkedHashSet<>(caches.keySet());
    names.addAll(settings.declaredCaches());
    return List.copyOf(names);
  }

  @Override
  public synchronized void destroyCache(String cacheName) {
    mustBeOpen();
    Objects.requireNonNull(cacheName, "cacheName");
    RedisCache<?, ?> cache = caches.get(cacheName);
    if (cache != null) {
      cache.close();
    }
    Running now = running;
    if (now != null) {
      CacheInRedis.find(now.link(), settings.connection().prefix(), cacheName)
          .ifPresent(
              found -> {
                found.destroy();
                now.threads().waiting().execute(found::freeDead);
              });
    }
  }

  @Override
  public void enableManagement(String cacheName, boolean enabled) {
    mustBeOpen();
    Objects.requireNonNull(cacheName, "cacheName");
    RedisCache<?, ?> cache = caches.get(cacheName);
    if (cache != null) {
      cache.enableManagement(enabled);
    }
  }

  @Override
  public void enableStatistics(String cacheName, boolean enabled) {
    mustBeOpen();
    Objects.requireNonNull(cacheName, "cacheName");
    RedisCache<?, ?> cache = caches.get(cacheName);
    if (cache != null) {
      cache.enableStatistics(enabled);
    }
  }

  /** Called by a cache that is closed. */
  void forget(RedisCache<?, ?> cache) {
    caches.remove(cache.getName(), cache);
  }

  @Override
  public void close() {
    List<RedisCache<?, ?>> open;
    Running now;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      open = new ArrayList<>(new LinkedHashMap<>(caches).values());
      now = running;
      running = null;
    }
    origin.onClose().accept(this);
    Closeables closeables = new Closeables();
    if (now != null) {
      closeables.add(now.link());
      closeables.add(now.threads());
    }
    open.forEach(closeables::add);
    closeables.close("cache manager " + this);
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new IllegalArgumentException("A cache manager of Corral is no " + type.getName());
  }

  private void mustBeOpen() {
    if (closed) {
      throw new IllegalStateException("The cache manager of " + shown() + " is closed");
    }
  }

  /** The URI without what may be secret. */
  private String shown() {
    return origin.uri().toString().replaceAll("//[^@/]*@", "//***@").replaceAll("\\?.*", "");
  }

  @Override
  public String toString() {
    return "cache manager of " + shown();
  }
}
