package dev.corral.annotations;

import dev.corral.micronaut.JCacheAnnotated;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import manager.CacheNameOnEachMethodBlogManagerImpl;
import manager.ClassLevelCacheConfigBlogManagerImpl;
import manager.UsingDefaultCacheNameBlogManagerImpl;

/** The TCK's classes as beans. */
@Factory
class TckBeans {
  @Singleton
  @JCacheAnnotated
  CacheNameOnEachMethodBlogManagerImpl cacheNameOnEachMethod() {
    return new CacheNameOnEachMethodBlogManagerImpl();
  }

  @Singleton
  @JCacheAnnotated
  ClassLevelCacheConfigBlogManagerImpl classLevelCacheConfig() {
    return new ClassLevelCacheConfigBlogManagerImpl();
  }

  @Singleton
  @JCacheAnnotated
  UsingDefaultCacheNameBlogManagerImpl usingDefaultCacheName() {
    return new UsingDefaultCacheNameBlogManagerImpl();
  }
}
