package dev.corral.micronaut;

import dev.corral.CorralConfigurationBuilder;

/**
 * A bean that configures what properties cannot say: loaders, writers, listeners, expiry policies,
 * lifetimes of single entries, tags. All of them are asked for each cache, in their order.
 */
@FunctionalInterface
public interface CorralCustomizer {
  /**
   * Adds to the configuration of a cache.
   *
   * @param cacheName the name of the cache
   * @param builder with what properties say
   */
  void customize(String cacheName, CorralConfigurationBuilder<Object, Object> builder);
}
