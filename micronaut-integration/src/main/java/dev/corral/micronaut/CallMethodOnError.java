package dev.corral.micronaut;

import dev.corral.RedisUnavailableException;
import io.micronaut.cache.Cache;
import io.micronaut.cache.CacheErrorHandler;
import io.micronaut.cache.DefaultCacheErrorHandler;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/**
 * Lets {@code @Cacheable} methods be called while Redis cannot be reached. Errors of changes stay
 * errors.
 */
@Singleton
@Primary
@Replaces(DefaultCacheErrorHandler.class)
@Requires(
    property = CorralConnectionConfiguration.PREFIX + ".when-unavailable",
    pattern = "(?i)call[-_]method")
final class CallMethodOnError implements CacheErrorHandler {
  @Override
  public boolean handleLoadError(Cache<?> cache, Object key, RuntimeException e) {
    return !(e instanceof RedisUnavailableException);
  }
}
