package dev.corral.shop;

import io.micronaut.cache.CacheErrorHandler;
import io.micronaut.cache.tck.AbstractSyncCacheSpec;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/**
 * What Micronaut does by default; the tests of micronaut-cache bring a handler that takes its place
 * in every application on this class path.
 */
@Singleton
@Primary
@Requires(property = "shop.strict")
@Replaces(AbstractSyncCacheSpec.LoggingErrorHandler.class)
class StrictErrors implements CacheErrorHandler {}
