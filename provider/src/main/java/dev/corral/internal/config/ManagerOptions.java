package dev.corral.internal.config;

/**
 * What the query of a URI and the properties of a cache manager may say: the options of the
 * connection, and with {@code defaults.} before their names those of caches.
 */
final class ManagerOptions {

  private static final String DEFAULTS = "defaults.";

  /** What may be said for all caches, or for those of one name pattern. */
  static final OptionTable CACHE_DEFAULTS = CacheOptions.TABLE.and(StandardOptions.TABLE);

  static final OptionTable TABLE = ConnectionOptions.TABLE.and(CACHE_DEFAULTS.withPrefix(DEFAULTS));

  private ManagerOptions() {}

  static OptionValues connection(OptionValues values) {
    return values.only(ConnectionOptions.TABLE);
  }

  static OptionValues cacheDefaults(OptionValues values) {
    return values.withoutPrefix(DEFAULTS);
  }
}
