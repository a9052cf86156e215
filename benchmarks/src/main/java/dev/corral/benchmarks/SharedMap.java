package dev.corral.benchmarks;

import dev.corral.CorralCachingProvider;
import dev.corral.CorralConfiguration;
import java.net.URI;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.config.Config;

/** Values in Redis with copies in each JVM, opened on one node. Safe for use by many threads. */
interface SharedMap {
  int MAX_ENTRIES = 10_000;

  /** The value of a key, from this JVM if it is here; null if there is none. */
  @Nullable Long get(String key);

  /** Changes a value everywhere. */
  void put(String key, long value);

  /** Forgets what is in this JVM; the values in Redis stay. */
  void close();

  /** A connection that opens maps. */
  interface Client extends AutoCloseable {
    SharedMap open(String name);

    @Override
    void close();
  }

  /** The kinds by name, in the order in which they are reported. */
  enum Kind {
    CORRAL("Corral") {
      @Override
      Client connect(URI redis) {
        return new CorralClient(redis, new CorralCachingProvider());
      }
    },
    REDISSON("Redisson RLocalCachedMap") {
      @Override
      Client connect(URI redis) {
        Config config = new Config();
        config.useSingleServer().setAddress(redis.toString());
        return new RedissonMaps(Redisson.create(config));
      }
    };

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }

    abstract Client connect(URI redis);
  }

  /** Corral with a near cache, its other options as they are by default. */
  record CorralClient(URI redis, CorralCachingProvider provider) implements Client {
    @Override
    public SharedMap open(String name) {
      return new CorralMap(
          provider
              .getCacheManager(redis, null)
              .createCache(
                  name,
                  CorralConfiguration.builder(String.class, Long.class)
                      .nearMaxEntries(MAX_ENTRIES)
                      .build()));
    }

    @Override
    public void close() {
      provider.close();
    }
  }

  /** A cache of Corral. */
  record CorralMap(Cache<String, Long> cache) implements SharedMap {
    @Override
    public @Nullable Long get(String key) {
      return cache.get(key);
    }

    @Override
    public void put(String key, long value) {
      cache.put(key, value);
    }

    @Override
    public void close() {
      cache.close();
    }
  }

  /** Redisson, whose maps invalidate, and forget everything after a reconnect. */
  record RedissonMaps(RedissonClient client) implements Client {
    @Override
    public SharedMap open(String name) {
      return new RedissonMap(
          client.getLocalCachedMap(
              LocalCachedMapOptions.<String, Long>name(name)
                  .cacheSize(MAX_ENTRIES)
                  .evictionPolicy(LocalCachedMapOptions.EvictionPolicy.LRU)
                  .syncStrategy(LocalCachedMapOptions.SyncStrategy.INVALIDATE)
                  .reconnectionStrategy(LocalCachedMapOptions.ReconnectionStrategy.CLEAR)));
    }

    @Override
    public void close() {
      client.shutdown();
    }
  }

  /** A map of Redisson. */
  record RedissonMap(RLocalCachedMap<String, Long> map) implements SharedMap {
    @Override
    public @Nullable Long get(String key) {
      return map.get(key);
    }

    @Override
    public void put(String key, long value) {
      map.fastPut(key, value);
    }

    @Override
    public void close() {
      map.destroy();
    }
  }
}
