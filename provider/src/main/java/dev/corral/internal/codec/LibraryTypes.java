package dev.corral.internal.codec;

import java.util.Set;

/**
 * Classes of libraries that are allowed everywhere, so that nobody has to list them: what Hibernate
 * puts into a second-level cache. They hold data and nothing else; what is in them is judged by
 * itself. Named, not referred to: Hibernate need not be there.
 */
final class LibraryTypes {
  private static final Set<String> NAMES =
      Set.of(
          "org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer$1",
          "org.hibernate.cache.internal.BasicCacheKeyImplementation",
          "org.hibernate.cache.internal.CacheKeyImplementation",
          "org.hibernate.cache.internal.NaturalIdCacheKey",
          "org.hibernate.cache.internal.QueryResultsCacheImpl$CacheItem",
          "org.hibernate.cache.spi.QueryKey",
          "org.hibernate.cache.spi.entry.CollectionCacheEntry",
          "org.hibernate.cache.spi.entry.StandardCacheEntryImpl",
          "org.hibernate.cache.spi.support.AbstractReadWriteAccess$Item",
          "org.hibernate.cache.spi.support.AbstractReadWriteAccess$SoftLockImpl",
          "org.hibernate.property.access.internal.PropertyAccessStrategyBackRefImpl$1",
          "org.hibernate.query.internal.QueryParameterBindingsImpl$ParameterBindingsMementoImpl",
          "org.hibernate.type.AnyType$ObjectTypeCacheEntry");

  private LibraryTypes() {}

  static boolean contains(String className) {
    return NAMES.contains(className);
  }
}
