package dev.corral.benchmarks;

import dev.corral.CorralCachingProvider;
import dev.corral.CorralConfiguration;
import dev.corral.testkit.RedisServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;
import org.redisson.config.Config;
import org.redisson.jcache.JCachingProvider;
import org.redisson.jcache.configuration.RedissonConfiguration;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;

/** A way to byte arrays in Redis. Safe for use by many threads. */
interface Store extends AutoCloseable {
  byte[] get(String key);

  void put(String key, byte[] value);

  @Override
  void close();

  /** The ways, in the order in which they are measured. */
  enum Kind {
    JEDIS,
    CORRAL,
    REDISSON;

    Store open(RedisServer redis) {
      return switch (this) {
        case JEDIS -> new PooledJedis(redis);
        case CORRAL -> JCacheStore.corral(redis.uri());
        case REDISSON -> JCacheStore.redisson(redis.uri());
      };
    }
  }

  /** Plain commands over a pool of 64 connections. */
  final class PooledJedis implements Store {
    private final RedisClient client;

    PooledJedis(RedisServer redis) {
      ConnectionPoolConfig pool = new ConnectionPoolConfig();
      pool.setMaxTotal(64);
      pool.setMaxIdle(64);
      pool.setTestWhileIdle(false);
      client =
          RedisClient.builder().hostAndPort(redis.host(), redis.port()).poolConfig(pool).build();
    }

    private static byte[] name(String key) {
      return key.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] get(String key) {
      return client.get(name(key));
    }

    @Override
    public void put(String key, byte[] value) {
      client.set(name(key), value);
    }

    @Override
    public void close() {
      client.close();
    }
  }

  /** A cache of JSR-107 without near cache. */
  final class JCacheStore implements Store {
    private static final String NAME = "throughput";

    private final CachingProvider provider;
    private final Cache<String, byte[]> cache;

    private JCacheStore(CachingProvider provider, Cache<String, byte[]> cache) {
      this.provider = provider;
      this.cache = cache;
    }

    static Store corral(URI redis) {
      CachingProvider provider = new CorralCachingProvider();
      CacheManager manager = provider.getCacheManager(redis, null);
      return new JCacheStore(
          provider,
          manager.createCache(
              NAME, CorralConfiguration.builder(String.class, byte[].class).build()));
    }

    static Store redisson(URI redis) {
      Config config = new Config();
      config.useSingleServer().setAddress(redis.toString());
      CachingProvider provider = new JCachingProvider();
      MutableConfiguration<String, byte[]> types =
          new MutableConfiguration<String, byte[]>().setTypes(String.class, byte[].class);
      return new JCacheStore(
          provider,
          provider
              .getCacheManager()
              .createCache(NAME, RedissonConfiguration.fromConfig(config, types)));
    }

    @Override
    public byte[] get(String key) {
      return Objects.requireNonNull(cache.get(key), "A value was lost");
    }

    @Override
    public void put(String key, byte[] value) {
      cache.put(key, value);
    }

    @Override
    public void close() {
      provider.close();
    }
  }
}
