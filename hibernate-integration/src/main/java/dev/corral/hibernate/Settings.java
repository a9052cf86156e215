package dev.corral.hibernate;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hibernate.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * What the application's properties say.
 *
 * @param uri where Redis is, or a configuration file of Corral; null for Corral's default
 * @param refusesWrites whether transactions that change cached data fail while Redis is away
 * @param lockTimeout after how long the lock of a dead node lapses
 * @param allow patterns of classes that the codec allows besides those that the mapping names
 */
record Settings(
    @Nullable URI uri, boolean refusesWrites, Duration lockTimeout, List<String> allow) {
  static final String URI = "hibernate.corral.uri";
  static final String WHEN_UNAVAILABLE = "hibernate.corral.when-unavailable";
  static final String LOCK_TIMEOUT = "hibernate.corral.lock-timeout";
  static final String ALLOW = "hibernate.corral.allow";

  private static final String STOCK_URI = "hibernate.javax.cache.uri";
  private static final Duration MINUTE = Duration.ofSeconds(60);

  /**
   * Reads them.
   *
   * @throws CacheException that names all values that are not allowed
   */
  static Settings of(Map<String, Object> properties) {
    List<String> problems = new ArrayList<>();
    String uri = text(properties, URI);
    Settings settings =
        new Settings(
            uriOf(uri == null ? text(properties, STOCK_URI) : uri, problems),
            refuses(text(properties, WHEN_UNAVAILABLE), problems),
            lockTimeout(text(properties, LOCK_TIMEOUT), problems),
            patterns(text(properties, ALLOW)));
    if (!problems.isEmpty()) {
      throw new CacheException("Corral's settings are not allowed: " + String.join("; ", problems));
    }
    return settings;
  }

  private static @Nullable String text(Map<String, Object> properties, String name) {
    Object value = properties.get(name);
    return value == null || value.toString().isBlank() ? null : value.toString().strip();
  }

  private static @Nullable URI uriOf(@Nullable String text, List<String> problems) {
    try {
      return text == null ? null : java.net.URI.create(text);
    } catch (IllegalArgumentException e) {
      problems.add(URI + ": not a URI");
      return null;
    }
  }

  private static boolean refuses(@Nullable String text, List<String> problems) {
    if (text != null && !text.equals("bypass") && !text.equals("refuse-writes")) {
      problems.add(WHEN_UNAVAILABLE + " = " + text + ": use bypass or refuse-writes");
    }
    return "refuse-writes".equals(text);
  }

  private static Duration lockTimeout(@Nullable String text, List<String> problems) {
    if (text == null) {
      return MINUTE;
    }
    try {
      long seconds = Long.parseLong(text);
      if (seconds > 0) {
        return Duration.ofSeconds(seconds);
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    problems.add(LOCK_TIMEOUT + " = " + text + ": use a number of seconds, 1 or more");
    return MINUTE;
  }

  private static List<String> patterns(@Nullable String text) {
    return text == null ? List.of() : List.of(text.split("[\\s,]+"));
  }
}
