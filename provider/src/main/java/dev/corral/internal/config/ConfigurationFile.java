package dev.corral.internal.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.util.Locale;
import java.util.function.Function;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** Finds and parses the configuration file of a cache manager. */
final class ConfigurationFile {

  static final String FORMS = "file:/path/corral.conf, classpath:corral.conf, jar:...!/corral.conf";

  private static final String CLASSPATH = "classpath:";

  private ConfigurationFile() {}

  static boolean isScheme(String scheme) {
    return switch (scheme) {
      case "file", "classpath", "jar" -> true;
      default -> false;
    };
  }

  /**
   * Reads the file that a URI names.
   *
   * @param environment what {@code ${?VARIABLE}} stands for
   * @throws CacheException if there is none, it is not a file of Corral's, or something in it is
   *     unknown or malformed; the message has all of it
   */
  static FileSettings load(
      URI uri, ClassLoader loader, Function<String, @Nullable String> environment) {
    URL url = locate(uri, loader);
    ConfigParseOptions options =
        ConfigParseOptions.defaults()
            .setSyntax(ConfigSyntax.CONF)
            .setAllowMissing(false)
            .setClassLoader(loader);
    Config config;
    try {
      config = ConfigFactory.parseURL(url, options).resolve(resolving(environment));
    } catch (ConfigException e) {
      throw new CacheException(
          "The configuration file "
              + uri
              + " cannot be read as HOCON, the format of Corral's files: "
              + e.getMessage(),
          e);
    }
    return new FileReader(uri.toString()).read(root(uri, config));
  }

  private static ConfigObject root(URI uri, Config config) {
    ConfigValue root = config.root().get("corral");
    if (root instanceof ConfigObject object) {
      return object;
    }
    throw new CacheException(
        "The file "
            + uri
            + " is not a configuration file of Corral: it has no object 'corral { ... }'."
            + " Corral takes "
            + ManagerSettings.UNDERSTOOD);
  }

  private static URL locate(URI uri, ClassLoader loader) {
    String text = uri.toString();
    if (text.toLowerCase(Locale.ROOT).startsWith(CLASSPATH)) {
      String name = text.substring(CLASSPATH.length()).replaceFirst("^/+", "");
      URL url = loader.getResource(name);
      if (url == null) {
        throw new CacheException(
            "The configuration file " + uri + " is not on the class path of the cache manager");
      }
      return url;
    }
    if (text.contains("?")) {
      throw new CacheException(
          "The URI "
              + Redaction.of(text)
              + " of a configuration file takes no options: write them in the file, or pass them as"
              + " properties");
    }
    try {
      return uri.toURL();
    } catch (MalformedURLException | IllegalArgumentException e) {
      throw new CacheException("The URI " + uri + " names no file: " + e.getMessage(), e);
    }
  }

  private static ConfigResolveOptions resolving(Function<String, @Nullable String> environment) {
    return ConfigResolveOptions.defaults()
        .setUseSystemEnvironment(false)
        .appendResolver(new Environment(environment));
  }

  /** Looks substitutions up that the file itself does not define. */
  private record Environment(Function<String, @Nullable String> variables)
      implements ConfigResolver {

    @Override
    public @Nullable ConfigValue lookup(String path) {
      String value = variables.apply(path);
      return value == null
          ? null
          : ConfigValueFactory.fromAnyRef(value, "environment variable " + path);
    }

    @Override
    public ConfigResolver withFallback(ConfigResolver fallback) {
      return this;
    }
  }
}
