package dev.corral.micronaut;

import dev.corral.CorralCache;
import io.micronaut.cache.DynamicCacheManager;
import io.micronaut.cache.SyncCache;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.convert.ConversionService;
import jakarta.inject.Singleton;

/** Makes caches that are not configured when they are first asked for, where that is allowed. */
@Singleton
@Requires(property = CorralConnectionConfiguration.PREFIX + ".dynamic-caches", value = "true")
final class CorralDynamicCaches implements DynamicCacheManager<CorralCache<Object, Object>> {
  private final CorralCaches caches;
  private final ConversionService conversion;

  CorralDynamicCaches(CorralCaches caches, ConversionService conversion) {
    this.caches = caches;
    this.conversion = conversion;
  }

  @Override
  public SyncCache<CorralCache<Object, Object>> getCache(String name) {
    return new CorralSyncCache(caches.of(name), conversion);
  }
}
