package dev.corral.internal.config;

import dev.corral.CorralConfiguration;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import javax.cache.CacheException;
import javax.cache.configuration.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * All that is configured for a cache manager: its connection, and what holds for caches beyond what
 * their own configurations say. Immutable.
 */
public final class ManagerSettings {

  /** The URIs that are understood, for messages. */
  static final String UNDERSTOOD =
      RedisUri.FORMS
          + ", "
          + EmbeddedRedis.FORM
          + " for a server that corral-testkit starts, or the URI of a configuration file: "
          + ConfigurationFile.FORMS;

  private static final String PROPERTY_PREFIX = "corral.";

  private final ConnectionSettings connection;
  private final CacheDefaults caches;
  private final ClassLoader loader;

  private ManagerSettings(ConnectionSettings connection, CacheDefaults caches, ClassLoader loader) {
    this.connection = connection;
    this.caches = caches;
    this.loader = loader;
  }

  /**
   * Reads what a URI and properties say. Properties go before the options of the URI, and those
   * before what a file says. For {@code embedded:} this starts a Redis server.
   *
   * @param uri of Redis servers or of a configuration file
   * @param loader finds files on the class path and classes that files name
   * @param properties with keys that begin with {@code corral.}, others are ignored; may be null
   * @throws CacheException if something is unknown or malformed; the message names it, and shows no
   *     secret
   */
  public static ManagerSettings resolve(
      URI uri, ClassLoader loader, @Nullable Properties properties) {
    return resolve(uri, loader, properties, System::getenv);
  }

  static ManagerSettings resolve(
      URI uri,
      ClassLoader loader,
      @Nullable Properties properties,
      Function<String, @Nullable String> environment) {
    OptionValues overrides = properties == null ? OptionValues.none() : read(properties);
    String scheme = schemeOf(uri.toString());
    FileSettings file = new FileSettings(null, OptionValues.none(), CacheDefaults.none());
    String serverUri = uri.toString();
    if (ConfigurationFile.isScheme(scheme)) {
      file = ConfigurationFile.load(uri, loader, environment);
      serverUri = Objects.requireNonNullElse(file.uri(), DefaultUri.LOCAL.toString());
    }
    RedisUri server;
    try {
      server = servers(serverUri, loader);
    } catch (CacheException e) {
      throw file.uri() == null
          ? e
          : new CacheException("corral.uri of " + uri + ": " + e.getMessage(), e.getCause());
    }
    OptionValues options = overrides.orElse(server.options());
    return new ManagerSettings(
        new ConnectionSettings(
            server.address(), ManagerOptions.connection(options).orElse(file.connection())),
        file.caches().withForAll(ManagerOptions.cacheDefaults(options)),
        loader);
  }

  /** Where and how to connect. */
  public ConnectionSettings connection() {
    return connection;
  }

  /**
   * The names of the caches that the file declares, by giving the types of their keys and values.
   */
  public Set<String> declaredCaches() {
    Set<String> names = new TreeSet<>();
    caches
        .byName()
        .forEach(
            (name, values) -> {
              if (values.has(StandardOptions.KEY_TYPE)) {
                names.add(name);
              }
            });
    return names;
  }

  /**
   * The configuration of a cache that the file declares.
   *
   * @throws IllegalArgumentException if it declares none of that name, or something of it is not
   *     allowed
   */
  public ResolvedConfiguration<?, ?> declared(String cacheName) {
    if (!declaredCaches().contains(cacheName)) {
      throw new IllegalArgumentException(
          "No cache '" + cacheName + "' is declared with key-type and value-type");
    }
    OptionValues values = caches.of(cacheName).merged();
    Problems problems = new Problems();
    Class<?> keyType = type(values, StandardOptions.KEY_TYPE, problems);
    Class<?> valueType = type(values, StandardOptions.VALUE_TYPE, problems);
    problems.throwIfAny(
        "Cache '" + cacheName + "' cannot be created", IllegalArgumentException::new);
    return settingsFor(cacheName, CorralConfiguration.builder(keyType, valueType).build());
  }

  /**
   * What holds for a cache that is asked for with this configuration.
   *
   * @throws IllegalArgumentException if something of it is not allowed; the message has all of it
   */
  public <K, V> ResolvedConfiguration<K, V> settingsFor(
      String cacheName, Configuration<K, V> asked) {
    return new CacheResolver(caches, loader).resolve(cacheName, asked);
  }

  private Class<?> type(OptionValues values, Option<String> option, Problems problems) {
    try {
      return Classes.load(values.get(option), loader);
    } catch (IllegalArgumentException e) {
      problems.add(option + ": " + e.getMessage());
      return Object.class;
    }
  }

  private static RedisUri servers(String uri, ClassLoader loader) {
    String scheme = schemeOf(uri);
    if (RedisUri.isScheme(scheme)) {
      return RedisUri.parse(uri);
    }
    if (scheme.equals(EmbeddedRedis.SCHEME)) {
      return EmbeddedRedis.start(uri, loader);
    }
    throw new CacheException(
        "The URI " + Redaction.of(uri) + " is not understood. Corral takes " + UNDERSTOOD);
  }

  private static String schemeOf(String uri) {
    int colon = uri.indexOf(':');
    return colon < 0 ? "" : uri.substring(0, colon).toLowerCase(Locale.ROOT);
  }

  /** Keys that are no texts, and properties that are meant for others, are not looked at. */
  private static OptionValues read(Properties properties) {
    Map<String, Object> said = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> said.put(key, properties.getProperty(key)));
    properties.forEach(
        (key, value) -> {
          if (key instanceof String name) {
            said.put(name, value);
          }
        });
    Problems problems = new Problems();
    OptionValues values = OptionValues.none();
    for (Map.Entry<String, Object> entry : said.entrySet()) {
      String key = entry.getKey();
      if (key.startsWith(PROPERTY_PREFIX)) {
        try {
          Option<?> option = ManagerOptions.TABLE.get(key.substring(PROPERTY_PREFIX.length()));
          values = values.withChecked(option, String.valueOf(entry.getValue()));
        } catch (IllegalArgumentException e) {
          problems.add("property " + key + ": " + e.getMessage());
        }
      }
    }
    problems.throwIfAny("The properties of the cache manager are refused", CacheException::new);
    return values;
  }
}
