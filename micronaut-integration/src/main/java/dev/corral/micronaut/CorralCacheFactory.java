package dev.corral.micronaut;

import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.core.convert.ConversionService;

/** Makes the beans of the configured caches, named as they are. */
@Factory
final class CorralCacheFactory {

  /** A cache, also for injection by its name. */
  @EachBean(CorralCacheConfiguration.class)
  CorralSyncCache cache(
      CorralCacheConfiguration configuration, CorralCaches caches, ConversionService conversion) {
    return new CorralSyncCache(caches.of(configuration.getName()), conversion);
  }
}
