package dev.corral.benchmarks;

import com.github.benmanes.caffeine.jcache.configuration.CaffeineConfiguration;
import com.github.benmanes.caffeine.jcache.spi.CaffeineCachingProvider;
import dev.corral.CorralCachingProvider;
import dev.corral.CorralConfiguration;
import java.net.URI;
import java.util.OptionalLong;
import javax.cache.Cache;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;
import org.ehcache.jsr107.EhcacheCachingProvider;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** {@code Cache.get} of what is in this JVM; {@link NearHitsBenchmark} runs it. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class NearHits {
  /** Where the fork finds Redis. */
  static final String REDIS = "corral.benchmarks.redis";

  static final int KEYS = 1024;
  static final int MAX_ENTRIES = 10_000;

  /** The provider. */
  @Param("CORRAL")
  public Subject subject = Subject.CORRAL;

  /** The types of keys and values. */
  @Param("STRING_TO_RECORD")
  public Types types = Types.STRING_TO_RECORD;

  /** Whether the cache counts for JSR-107's statistics. */
  @Param("false")
  public boolean statistics;

  private final Object[] keys = new Object[KEYS];
  private CachingProvider provider;
  private Cache<Object, Object> cache;

  /** A value that can't be modified. */
  public record Book(String title, String author, int year, long sold) {
    static Book of(int number) {
      return new Book("Book " + number, "Author of " + number, 1900 + number % 100, number);
    }
  }

  /** What is compared. */
  public enum Subject {
    CORRAL {
      @Override
      CachingProvider provider() {
        return new CorralCachingProvider();
      }

      @Override
      URI uri(CachingProvider provider) {
        return URI.create(System.getProperty(REDIS));
      }

      @Override
      <K, V> Configuration<K, V> configuration(Class<K> key, Class<V> value, boolean statistics) {
        return CorralConfiguration.builder(key, value)
            .nearMaxEntries(MAX_ENTRIES)
            .statisticsEnabled(statistics)
            .build();
      }
    },
    CAFFEINE {
      @Override
      CachingProvider provider() {
        return new CaffeineCachingProvider();
      }

      @Override
      URI uri(CachingProvider provider) {
        return provider.getDefaultURI();
      }

      @Override
      <K, V> Configuration<K, V> configuration(Class<K> key, Class<V> value, boolean statistics) {
        CaffeineConfiguration<K, V> configuration = new CaffeineConfiguration<>();
        configuration.setTypes(key, value);
        configuration.setMaximumSize(OptionalLong.of(MAX_ENTRIES));
        configuration.setStoreByValue(false);
        configuration.setStatisticsEnabled(statistics);
        return configuration;
      }
    },
    EHCACHE {
      @Override
      CachingProvider provider() {
        return new EhcacheCachingProvider();
      }

      @Override
      URI uri(CachingProvider provider) {
        return provider.getDefaultURI();
      }

      /** Without a limit: JSR-107 has no setting for one. */
      @Override
      <K, V> Configuration<K, V> configuration(Class<K> key, Class<V> value, boolean statistics) {
        return new MutableConfiguration<K, V>()
            .setTypes(key, value)
            .setStoreByValue(false)
            .setStatisticsEnabled(statistics);
      }
    };

    abstract CachingProvider provider();

    abstract URI uri(CachingProvider provider);

    abstract <K, V> Configuration<K, V> configuration(
        Class<K> key, Class<V> value, boolean statistics);
  }

  /** The types of keys and values. */
  public enum Types {
    STRING_TO_STRING(String.class, String.class),
    STRING_TO_RECORD(String.class, Book.class),
    LONG_TO_RECORD(Long.class, Book.class);

    private final Class<?> key;
    private final Class<?> value;

    Types(Class<?> key, Class<?> value) {
      this.key = key;
      this.value = value;
    }

    Object key(int number) {
      return key == Long.class ? (Object) (1_000_000L + number) : "key " + number;
    }

    Object value(int number) {
      return value == Book.class ? Book.of(number) : "value " + number;
    }
  }

  /** Where a thread is in the keys. */
  @State(Scope.Thread)
  public static class Cursor {
    private int next;

    int next() {
      return next++ & KEYS - 1;
    }
  }

  /** Opens the cache, fills it, and has all entries read once. */
  @Setup(Level.Trial)
  @SuppressWarnings("unchecked")
  public void open() {
    provider = subject.provider();
    cache =
        (Cache<Object, Object>)
            provider
                .getCacheManager(subject.uri(provider), null)
                .createCache(
                    "near-hits-" + types,
                    subject.configuration(types.key, types.value, statistics));
    for (int i = 0; i < KEYS; i++) {
      cache.put(types.key(i), types.value(i));
      keys[i] = types.key(i);
    }
    for (Object key : keys) {
      cache.get(key);
    }
    // Entries lie close together, as in an application that has run for a while.
    System.gc();
  }

  /** A hit. */
  @Benchmark
  public Object get(Cursor cursor) {
    return cache.get(keys[cursor.next()]);
  }

  /** Closes the cache. */
  @TearDown(Level.Trial)
  public void close() {
    provider.close();
  }
}
