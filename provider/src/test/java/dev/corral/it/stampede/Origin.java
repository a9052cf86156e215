package dev.corral.it.stampede;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.cache.integration.CacheLoader;
import redis.clients.jedis.Jedis;

/**
 * Where the entries come from: a slow database that counts its queries, in a Redis of its own. A
 * query takes as long as said, or until the test opens the gate of its key.
 */
final class Origin implements CacheLoader<String, String> {
  static final String LOADED = "loaded";

  /** A hash: how often each key was loaded. */
  static final String LOADS = "loads";

  /** A list: the process ids of the loaders, in the order in which they began. */
  static final String STARTED = "started";

  private static final int TIMEOUT_MILLIS = 90_000;

  private final int port;
  private final double longestSeconds;

  Origin(int port, double longestSeconds) {
    this.port = port;
    this.longestSeconds = longestSeconds;
  }

  static Jedis connect(int port) {
    return new Jedis("127.0.0.1", port, TIMEOUT_MILLIS);
  }

  static String gate(String key) {
    return "gate:" + key;
  }

  @Override
  public String load(String key) {
    query(List.of(key));
    return LOADED;
  }

  @Override
  public Map<String, String> loadAll(Iterable<? extends String> keys) {
    Map<String, String> values = new LinkedHashMap<>();
    keys.forEach(key -> values.put(key, LOADED));
    query(List.copyOf(values.keySet()));
    return values;
  }

  private void query(List<String> keys) {
    try (Jedis database = connect(port)) {
      keys.forEach(key -> database.hincrBy(LOADS, key, 1));
      database.rpush(STARTED, String.valueOf(ProcessHandle.current().pid()));
      database.blpop(longestSeconds, keys.stream().map(Origin::gate).toArray(String[]::new));
    }
  }
}
