package dev.corral.benchmarks;

import dev.corral.CorralCache;
import dev.corral.CorralCachingProvider;
import dev.corral.CorralConfiguration;
import java.net.URI;
import java.util.function.UnaryOperator;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.UnifiedJedis;

/** A way to cache what is slow to load, opened on one node. Safe for use by many threads. */
interface Subject extends AutoCloseable {
  /** The value under a key, loaded if it is missing. */
  String get(String key);

  @Override
  void close();

  /** The subjects by name, in the order in which they are reported. */
  enum Kind {
    CACHE_ASIDE("plain cache-aside, Jedis") {
      @Override
      Subject open(URI redis, UnaryOperator<String> loader) {
        return new CacheAside(connect(redis), loader);
      }
    },
    CORRAL("Corral") {
      @Override
      Subject open(URI redis, UnaryOperator<String> loader) {
        return Corral.open(redis, loader);
      }
    };

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }

    abstract Subject open(URI redis, UnaryOperator<String> loader);

    private static UnifiedJedis connect(URI redis) {
      if (!"redis-cluster".equals(redis.getScheme())) {
        return RedisClient.create(redis);
      }
      String first = redis.getAuthority().replaceAll(",.*", "");
      return RedisClusterClient.create(HostAndPort.from(first));
    }
  }

  /** GET; if there is nothing, load and SET. */
  record CacheAside(UnifiedJedis redis, UnaryOperator<String> loader) implements Subject {
    @Override
    public String get(String key) {
      String cached = redis.get(key);
      if (cached != null) {
        return cached;
      }
      String loaded = loader.apply(key);
      redis.set(key, loaded);
      return loaded;
    }

    @Override
    public void close() {
      redis.close();
    }
  }

  /** Corral with its defaults. */
  record Corral(
      CorralCachingProvider provider,
      CorralCache<String, String> cache,
      UnaryOperator<String> loader)
      implements Subject {
    static Corral open(URI redis, UnaryOperator<String> loader) {
      CorralCachingProvider provider = new CorralCachingProvider();
      @SuppressWarnings("unchecked")
      CorralCache<String, String> cache =
          provider
              .getCacheManager(redis, null)
              .createCache(
                  "stampede",
                  CorralConfiguration.builder(String.class, String.class).cacheAside(true).build())
              .unwrap(CorralCache.class);
      return new Corral(provider, cache, loader);
    }

    @Override
    public String get(String key) {
      String value = cache.get(key, loader);
      if (value == null) {
        throw new IllegalStateException("Nothing under " + key);
      }
      return value;
    }

    @Override
    public void close() {
      provider.close();
    }
  }
}
