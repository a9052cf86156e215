package dev.corral.internal.config;

import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** The URI {@code embedded:}, for which corral-testkit starts a Redis server. */
final class EmbeddedRedis {

  static final String SCHEME = "embedded";
  static final String FORM = "embedded:/[?option=value&...]";

  private static final String STARTER = "dev.corral.testkit.EmbeddedUri";
  private static final Pattern SYNTAX =
      Pattern.compile("embedded:/?(?:\\?([^#]*))?", Pattern.CASE_INSENSITIVE);

  private EmbeddedRedis() {}

  /** Makes "embedded:" a URI that {@link URI} takes. */
  static String normalize(String uri) {
    return uri.equalsIgnoreCase(SCHEME + ":") ? SCHEME + ":/" : uri;
  }

  /**
   * Starts a server, or finds the one that was started.
   *
   * @throws CacheException if the URI is malformed, corral-testkit is missing, or the server does
   *     not start
   */
  static RedisUri start(String uri, ClassLoader loader) {
    return start(uri, List.of(loader, EmbeddedRedis.class.getClassLoader()));
  }

  static RedisUri start(String uri, Collection<ClassLoader> loaders) {
    Matcher matcher = SYNTAX.matcher(uri);
    if (!matcher.matches()) {
      throw new CacheException("The URI " + uri + " is refused: its form is " + FORM);
    }
    UriOptions options = new UriOptions();
    try {
      options.addQuery(matcher.group(1));
    } catch (IllegalArgumentException e) {
      throw new CacheException(
          "The URI " + Redaction.of(uri) + " is refused: " + e.getMessage(), e);
    }
    RedisUri server = RedisUri.parse(start(starter(loaders)).toString());
    return new RedisUri(server.address(), options.values().orElse(server.options()));
  }

  private static URI start(Class<?> starter) {
    try {
      if (starter.getMethod("start").invoke(null) instanceof URI uri) {
        return uri;
      }
      throw new CacheException(STARTER + ".start() returned no URI");
    } catch (InvocationTargetException e) {
      throw new CacheException("The embedded Redis server did not start", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new CacheException(STARTER + " does not fit this version of Corral", e);
    }
  }

  private static Class<?> starter(Collection<ClassLoader> loaders) {
    for (ClassLoader loader : loaders) {
      Class<?> starter = find(loader);
      if (starter != null) {
        return starter;
      }
    }
    throw new CacheException(
        "The URI embedded: starts a Redis server by means of the artifact"
            + " dev.corral:corral-testkit, which is not on the class path: add it, or connect to a"
            + " server with redis://host:port");
  }

  private static @Nullable Class<?> find(ClassLoader loader) {
    try {
      return Class.forName(STARTER, true, loader);
    } catch (ClassNotFoundException e) {
      return null;
    }
  }
}
