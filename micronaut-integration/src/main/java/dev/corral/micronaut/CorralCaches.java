package dev.corral.micronaut;

import dev.corral.CorralCache;
import dev.corral.CorralCacheManager;
import dev.corral.CorralCachingProvider;
import dev.corral.CorralConfiguration;
import dev.corral.CorralConfigurationBuilder;
import dev.corral.RedisUnavailableException;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.env.Environment;
import io.micronaut.context.exceptions.ConfigurationException;
import jakarta.annotation.PreDestroy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Corral's caches in an application: opens the configured ones when it starts, others when they are
 * asked for, and closes them with it. The {@code javax.cache.CacheManager} inside is of this
 * application alone, and no bean: Micronaut would use that directly, past all protection.
 *
 * <p>Thread-safe.
 */
@Context
public final class CorralCaches {
  private static final Logger log = LoggerFactory.getLogger(CorralCaches.class);

  /** A cache that nothing is ever put into. */
  private static final String HEALTH = "corral-health";

  private final CorralConnectionConfiguration connection;
  private final List<CorralCustomizer> customizers;
  private final CorralCachingProvider provider = new CorralCachingProvider();
  private final CorralCacheManager manager;
  private final Map<String, OpenCache> caches = new ConcurrentHashMap<>();
  private final List<CorralCache<?, ?>> opened = new ArrayList<>();
  private final List<Consumer<CorralCache<?, ?>>> listeners = new ArrayList<>();

  /**
   * Opens the configured caches.
   *
   * @throws ConfigurationException if a property has a value that is not allowed; the message names
   *     it
   * @throws RedisUnavailableException if Redis cannot be reached and that is not accepted
   */
  public CorralCaches(
      CorralConnectionConfiguration connection,
      CorralDefaultsConfiguration defaults,
      List<CorralCacheConfiguration> configured,
      List<CorralCustomizer> customizers,
      Environment environment) {
    PropertyNames.check(environment);
    this.connection = connection;
    this.customizers = List.copyOf(customizers);
    this.manager = open(connection, defaults);
    try {
      configured.forEach(this::open);
    } catch (RuntimeException e) {
      provider.close();
      throw e;
    }
  }

  private CorralCacheManager open(
      CorralConnectionConfiguration where, CorralDefaultsConfiguration defaults) {
    Properties properties = new Properties();
    where
        .settings()
        .forEach(
            (name, text) ->
                properties.setProperty(CorralConnectionConfiguration.PREFIX + "." + name, text));
    defaults
        .settings()
        .forEach(
            (name, text) ->
                properties.setProperty(CorralDefaultsConfiguration.PREFIX + "." + name, text));
    try {
      return provider
          .getCacheManager(where.getUri(), getClass().getClassLoader(), properties)
          .unwrap(CorralCacheManager.class);
    } catch (CacheException e) {
      provider.close();
      throw new ConfigurationException("Corral cannot be configured: " + e.getMessage(), e);
    }
  }

  private void open(CorralCacheConfiguration configuration) {
    OpenCache cache = cacheOf(configuration.getName(), configured(configuration));
    try {
      cache.get();
    } catch (RedisUnavailableException e) {
      if (!connection.isStartWithoutRedis()) {
        throw e;
      }
      log.warn("The application starts without cache '{}': {}", cache.name(), e.getMessage());
    }
  }

  /**
   * The cache of a name, which is made if the application may make caches.
   *
   * @throws ConfigurationException if there is none
   */
  OpenCache of(String name) {
    OpenCache open = caches.get(name);
    if (open != null) {
      return open;
    }
    if (!connection.isDynamicCaches()) {
      throw new ConfigurationException(
          "No cache configured for name: "
              + name
              + ". Configure "
              + CorralCacheConfiguration.PREFIX
              + "."
              + name
              + ", or allow caches that are not configured by "
              + CorralConnectionConfiguration.PREFIX
              + ".dynamic-caches = true");
    }
    return cacheOf(name, configured(new CorralCacheConfiguration(name)));
  }

  /** The names of the configured caches that are not open, because Redis could not be reached. */
  public Set<String> unopened() {
    return caches.values().stream()
        .filter(cache -> !cache.isOpen())
        .map(OpenCache::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Asks Redis for something that is not there. Waits no longer than the connection's timeouts.
   *
   * @throws CacheException if Redis does not answer as it should
   */
  public void ping() {
    @Nullable CorralCache<Object, Object> open = manager.getCache(HEALTH);
    if (open == null) {
      open =
          create(HEALTH, CorralConfiguration.builder(Object.class, Object.class).shards(1).build());
    }
    open.containsKey(HEALTH);
  }

  /**
   * Hears of each cache once it is open: of those that are, at once, and of others later. For
   * meters.
   */
  public synchronized void whenOpen(Consumer<CorralCache<?, ?>> listener) {
    listeners.add(listener);
    opened.forEach(listener);
  }

  private synchronized void hasOpened(CorralCache<?, ?> cache) {
    opened.add(cache);
    listeners.forEach(listener -> listener.accept(cache));
  }

  private OpenCache cacheOf(String name, CorralConfiguration<Object, Object> configuration) {
    return caches.computeIfAbsent(
        name,
        any ->
            new OpenCache(
                name,
                () -> {
                  CorralCache<Object, Object> cache = create(name, configuration);
                  hasOpened(cache);
                  return cache;
                }));
  }

  private CorralCache<Object, Object> create(
      String name, CorralConfiguration<Object, Object> configuration) {
    try {
      @Nullable CorralCache<Object, Object> declared = manager.getCache(name);
      if (declared == null) {
        manager.createCache(name, configuration);
        declared = manager.getCache(name);
      }
      return Objects.requireNonNull(declared, name);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          CorralCacheConfiguration.PREFIX + "." + name + ": " + e.getMessage(), e);
    }
  }

  @SuppressWarnings("unchecked") // Corral checks the types of what is put
  private CorralConfiguration<Object, Object> configured(CorralCacheConfiguration configuration) {
    String name = configuration.getName();
    CorralConfigurationBuilder<Object, Object> builder =
        (CorralConfigurationBuilder<Object, Object>)
            CorralConfiguration.builder(configuration.getKeyType(), configuration.getValueType());
    builder
        .statisticsEnabled(configuration.isStatisticsEnabled())
        .managementEnabled(configuration.isManagementEnabled())
        .cacheAside(true);
    configuration.settings().forEach((option, text) -> set(builder, name, option, text));
    customizers.forEach(customizer -> customizer.customize(name, builder));
    CorralConfiguration<Object, Object> said = builder.build();
    return said.toBuilder()
        .allow(
            Stream.concat(
                    said.allow().orElse(List.of()).stream(),
                    Stream.of(ParameterKey.class.getName()))
                .toArray(String[]::new))
        .build();
  }

  private static void set(
      CorralConfigurationBuilder<?, ?> builder, String name, String option, String text) {
    try {
      builder.setting(option, text);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          CorralCacheConfiguration.PREFIX + "." + name + "." + e.getMessage(), e);
    }
  }

  /** Closes the caches and their connections; the entries stay. */
  @PreDestroy
  void close() {
    provider.close();
  }
}
