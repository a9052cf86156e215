package dev.corral.micronaut;

import dev.corral.micronaut.JCacheInterceptor.Invocation;
import io.micronaut.context.BeanContext;
import io.micronaut.core.reflect.InstantiationUtils;
import jakarta.inject.Singleton;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import javax.cache.Cache;
import javax.cache.annotation.CacheInvocationContext;
import javax.cache.annotation.CacheInvocationParameter;
import javax.cache.annotation.CacheKeyGenerator;
import javax.cache.annotation.CacheKeyInvocationContext;
import javax.cache.annotation.CacheMethodDetails;
import javax.cache.annotation.CacheResolver;
import javax.cache.annotation.CacheResolverFactory;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;
import org.jsr107.ri.annotations.AbstractCacheLookupUtil;
import org.jsr107.ri.annotations.AbstractInternalCacheInvocationContext;
import org.jsr107.ri.annotations.AbstractInternalCacheKeyInvocationContext;
import org.jsr107.ri.annotations.InternalCacheInvocationContext;
import org.jsr107.ri.annotations.InternalCacheKeyInvocationContext;
import org.jsr107.ri.annotations.StaticCacheInvocationContext;
import org.jsr107.ri.annotations.StaticCacheKeyInvocationContext;

/**
 * What the annotations of JSR-107 say of methods, and what they name: beans, or classes with a
 * constructor without parameters. Caches are those of the application. Thread-safe.
 */
@Singleton
class JCacheMethods extends AbstractCacheLookupUtil<Invocation> {
  private final BeanContext beans;
  private final Caches resolvers;

  JCacheMethods(BeanContext beans, CorralCaches caches) {
    this.beans = beans;
    this.resolvers = new Caches(caches);
  }

  @Override
  protected InternalCacheKeyInvocationContext<? extends Annotation>
      createCacheKeyInvocationContextImpl(
          StaticCacheKeyInvocationContext<? extends Annotation> details, Invocation invocation) {
    return new KeyedCall<>(details, invocation);
  }

  @Override
  protected InternalCacheInvocationContext<? extends Annotation> createCacheInvocationContextImpl(
      StaticCacheInvocationContext<? extends Annotation> details, Invocation invocation) {
    return new Call<>(details, invocation);
  }

  @Override
  protected Class<?> getTargetClass(Invocation invocation) {
    return invocation.call().getDeclaringType();
  }

  @Override
  protected Method getMethod(Invocation invocation) {
    return invocation.call().getTargetMethod();
  }

  @Override
  protected <T> T getObjectByType(Class<T> type) {
    return beans.findBean(type).orElseGet(() -> InstantiationUtils.instantiate(type));
  }

  @Override
  protected CacheKeyGenerator getDefaultCacheKeyGenerator() {
    return KeyOfParameters.INSTANCE;
  }

  @Override
  protected CacheResolverFactory getDefaultCacheResolverFactory() {
    return resolvers;
  }

  private enum KeyOfParameters implements CacheKeyGenerator {
    INSTANCE;

    @Override
    public GeneratedCacheKey generateCacheKey(
        CacheKeyInvocationContext<? extends Annotation> call) {
      List<@Nullable Object> values = new ArrayList<>();
      for (CacheInvocationParameter parameter : call.getKeyParameters()) {
        values.add(parameter.getValue());
      }
      return new ParameterKey(values);
    }
  }

  private record Caches(CorralCaches caches) implements CacheResolverFactory {
    @Override
    public CacheResolver getCacheResolver(CacheMethodDetails<? extends Annotation> method) {
      return resolver(method.getCacheName());
    }

    @Override
    public CacheResolver getExceptionCacheResolver(CacheMethodDetails<CacheResult> method) {
      return resolver(method.getCacheAnnotation().exceptionCacheName());
    }

    private CacheResolver resolver(String name) {
      OpenCache cache = caches.of(name);
      return new CacheResolver() {
        @Override
        @SuppressWarnings("unchecked") // the caller puts what the methods take and return
        public <K, V> Cache<K, V> resolveCache(CacheInvocationContext<? extends Annotation> call) {
          return (Cache<K, V>) cache.get();
        }
      };
    }
  }

  private static final class KeyedCall<A extends Annotation>
      extends AbstractInternalCacheKeyInvocationContext<Invocation, A> {
    KeyedCall(StaticCacheKeyInvocationContext<A> details, Invocation invocation) {
      super(details, invocation);
    }

    @Override
    protected Object[] getParameters(Invocation invocation) {
      return invocation.call().getParameterValues();
    }

    @Override
    protected Method getMethod(Invocation invocation) {
      return invocation.call().getTargetMethod();
    }

    @Override
    protected Object getTarget(Invocation invocation) {
      return invocation.call().getTarget();
    }
  }

  private static final class Call<A extends Annotation>
      extends AbstractInternalCacheInvocationContext<Invocation, A> {
    Call(StaticCacheInvocationContext<A> details, Invocation invocation) {
      super(details, invocation);
    }

    @Override
    protected Object[] getParameters(Invocation invocation) {
      return invocation.call().getParameterValues();
    }

    @Override
    protected Method getMethod(Invocation invocation) {
      return invocation.call().getTargetMethod();
    }

    @Override
    protected Object getTarget(Invocation invocation) {
      return invocation.call().getTarget();
    }
  }
}
