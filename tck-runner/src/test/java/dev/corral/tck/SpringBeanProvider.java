package dev.corral.tck;

import java.util.Collection;
import java.util.Set;
import javax.cache.Caching;
import javax.cache.annotation.BeanProvider;
import javax.cache.configuration.MutableConfiguration;
import manager.CacheNameOnEachMethodBlogManagerImpl;
import manager.ClassLevelCacheConfigBlogManagerImpl;
import manager.UsingDefaultCacheNameBlogManagerImpl;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.jcache.JCacheCache;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The beans of the TCK's annotation tests. Spring interprets their {@code javax.cache} annotations;
 * the caches are those of the default {@link javax.cache.CacheManager}, thus Corral's.
 */
public final class SpringBeanProvider implements BeanProvider {

  private final ApplicationContext context =
      new AnnotationConfigApplicationContext(AnnotatedBeans.class);

  @Override
  public <T> T getBeanByType(Class<T> beanClass) {
    return context.getBean(beanClass);
  }

  @Configuration(proxyBeanMethods = false)
  @EnableCaching(proxyTargetClass = true)
  @Import({
    CacheNameOnEachMethodBlogManagerImpl.class,
    ClassLevelCacheConfigBlogManagerImpl.class,
    UsingDefaultCacheNameBlogManagerImpl.class
  })
  static class AnnotatedBeans {

    @Bean
    CacheManager cacheManager() {
      return new DefaultCacheManager();
    }
  }

  /** Looks the manager up each time, since other tests of the TCK close it. */
  private static final class DefaultCacheManager implements CacheManager {

    @Override
    public Cache getCache(String name) {
      javax.cache.CacheManager manager = Caching.getCachingProvider().getCacheManager();
      javax.cache.Cache<Object, Object> cache = manager.getCache(name);
      return new JCacheCache(
          cache != null ? cache : manager.createCache(name, new MutableConfiguration<>()));
    }

    @Override
    public Collection<String> getCacheNames() {
      return Set.of();
    }
  }
}
