package dev.corral.benchmarks;

import dev.corral.benchmarks.NearHits.Cursor;
import dev.corral.benchmarks.NearHits.Types;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.redisson.Redisson;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.config.Config;

/** {@code get} of what a map of Redisson has in this JVM; {@link NearHitsBenchmark} runs it. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class NearMapHits {
  /** The types of keys and values. */
  @Param("STRING_TO_RECORD")
  public Types types = Types.STRING_TO_RECORD;

  private final Object[] keys = new Object[NearHits.KEYS];
  private RedissonClient client;
  private RLocalCachedMap<Object, Object> map;

  /** Opens the map, fills it, and has all entries read once. */
  @Setup(Level.Trial)
  public void open() {
    Config config = new Config();
    config.useSingleServer().setAddress(System.getProperty(NearHits.REDIS));
    client = Redisson.create(config);
    map =
        client.getLocalCachedMap(
            LocalCachedMapOptions.<Object, Object>name("near-map-hits-" + types)
                .cacheSize(NearHits.MAX_ENTRIES)
                .evictionPolicy(LocalCachedMapOptions.EvictionPolicy.LRU)
                .syncStrategy(LocalCachedMapOptions.SyncStrategy.INVALIDATE));
    for (int i = 0; i < keys.length; i++) {
      keys[i] = types.key(i);
      map.fastPut(keys[i], types.value(i));
    }
    for (Object key : keys) {
      map.get(key);
    }
    System.gc();
  }

  /** A hit. */
  @Benchmark
  public @Nullable Object get(Cursor cursor) {
    return map.get(keys[cursor.next()]);
  }

  /** Closes the client. */
  @TearDown(Level.Trial)
  public void close() {
    client.shutdown();
  }
}
