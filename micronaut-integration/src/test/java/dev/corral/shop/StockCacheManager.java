package dev.corral.shop;

import dev.corral.CorralCachingProvider;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.net.URI;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;

/** What an application without corral-micronaut does: Corral behind Micronaut's JCacheManager. */
@Factory
@Requires(property = "stock.uri")
class StockCacheManager {
  @Singleton
  CacheManager manager(@Value("${stock.uri}") URI uri) {
    CacheManager manager = new CorralCachingProvider().getCacheManager(uri, null, null);
    manager.createCache("books", new MutableConfiguration<>());
    return manager;
  }
}
