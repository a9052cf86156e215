package dev.corral.it.faults;

import dev.corral.CorralCache;
import dev.corral.CorralCacheManager;
import dev.corral.CorralCachingProvider;
import dev.corral.CorralConfiguration;
import dev.corral.CorralConfigurationBuilder;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.UnaryOperator;

/**
 * A node: a provider with one manager, so that several in one JVM share nothing but Redis. Closing
 * it closes everything.
 */
public final class TestNode implements AutoCloseable {
  private final CorralCachingProvider provider = new CorralCachingProvider();
  private final CorralCacheManager manager;

  private TestNode(URI uri, Properties properties) {
    this.manager =
        provider
            .getCacheManager(uri, TestNode.class.getClassLoader(), properties)
            .unwrap(CorralCacheManager.class);
  }

  /**
   * A node of the given Redis.
   *
   * @param options of the connection, as {@code name=value}
   */
  public static TestNode at(URI uri, String... options) {
    Properties properties = new Properties();
    for (String option : options) {
      int equals = option.indexOf('=');
      properties.setProperty("corral." + option.substring(0, equals), option.substring(equals + 1));
    }
    return new TestNode(uri, properties);
  }

  /** The manager. */
  public CorralCacheManager manager() {
    return manager;
  }

  /** Creates a cache of texts, without the background pass unless the configuration sets it. */
  public CorralCache<String, String> cache(
      String name, UnaryOperator<CorralConfigurationBuilder<String, String>> configure) {
    CorralConfigurationBuilder<String, String> builder =
        CorralConfiguration.builder(String.class, String.class).setting("sweep-interval", "0");
    manager.createCache(name, configure.apply(builder).build());
    CorralCache<String, String> cache = manager.getCache(name);
    if (cache == null) {
      throw new AssertionError("Cache " + name + " is not there");
    }
    return cache;
  }

  /** Creates a cache of texts with the defaults. */
  public CorralCache<String, String> cache(String name) {
    return cache(name, UnaryOperator.identity());
  }

  /** All messages of a failure, its causes and what they suppressed. */
  public static String messages(Throwable failure) {
    List<String> messages = new ArrayList<>();
    collect(failure, messages);
    return String.join("\n", messages);
  }

  private static void collect(Throwable failure, List<String> messages) {
    messages.add(String.valueOf(failure));
    Throwable cause = failure.getCause();
    if (cause != null && cause != failure) {
      collect(cause, messages);
    }
    for (Throwable suppressed : failure.getSuppressed()) {
      collect(suppressed, messages);
    }
  }

  @Override
  public void close() {
    provider.close();
  }
}
