package dev.corral.benchmarks;

import dev.corral.testkit.RedisServer;
import java.util.Map;
import java.util.Set;

/** A way to values in Redis, without near cache. Safe for use by many threads. */
interface Store extends AutoCloseable {
  Object get(String key);

  void put(String key, Object value);

  /** How many of the keys have a value, all of which were fetched. */
  int getAll(Set<String> keys);

  void putAll(Map<String, Object> values);

  /** Goes through all entries, with their values; tells how many there were. */
  long iterate();

  void clear();

  @Override
  void close();

  /** The ways, in the order in which they are measured. */
  enum Kind {
    CORRAL("Corral", "#1f6f54"),
    JEDIS("Jedis, pool of 64", "#d08a2e"),
    LETTUCE("Lettuce", "#7a6fb0"),
    REDISSON("Redisson JCache", "#b04a4a");

    private final String title;
    private final String colour;

    Kind(String title, String colour) {
      this.title = title;
      this.colour = colour;
    }

    String title() {
      return title;
    }

    String colour() {
      return colour;
    }

    /** Whether it is a cache, which encodes values and has an iterator. */
    boolean isCache() {
      return this == CORRAL || this == REDISSON;
    }

    Store open(RedisServer redis, Class<?> type) {
      return switch (this) {
        case CORRAL -> JCacheStore.corral(redis.uri(), type);
        case JEDIS -> new JedisStore(redis);
        case LETTUCE -> new LettuceStore(redis.uri());
        case REDISSON -> JCacheStore.redisson(redis.uri(), type);
      };
    }
  }
}
