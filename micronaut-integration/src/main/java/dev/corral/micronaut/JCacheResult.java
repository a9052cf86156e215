package dev.corral.micronaut;

import dev.corral.CorralCache;
import dev.corral.micronaut.JCacheInterceptor.Invocation;
import javax.cache.Cache;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;
import org.jsr107.ri.annotations.AbstractCacheResultInterceptor;
import org.jsr107.ri.annotations.CacheResultMethodDetails;
import org.jsr107.ri.annotations.InterceptorType;
import org.jsr107.ri.annotations.InternalCacheKeyInvocationContext;

/**
 * Calls {@code @CacheResult} methods: as loads, unless {@code skipGet} is said or the cache is
 * another provider's. Thread-safe.
 */
final class JCacheResult extends AbstractCacheResultInterceptor<Invocation> {
  @Override
  protected @Nullable Object proceed(Invocation invocation) {
    return invocation.proceed();
  }

  /** What the cache has, or the method returns. */
  @Nullable Object result(JCacheMethods methods, Invocation invocation) throws Throwable {
    InternalCacheKeyInvocationContext<?> call = methods.getCacheKeyInvocationContext(invocation);
    CacheResultMethodDetails details =
        getStaticCacheKeyInvocationContext(call, InterceptorType.CACHE_RESULT);
    CacheResult annotation = details.getCacheAnnotation();
    Cache<Object, Object> cache = details.getCacheResolver().resolveCache(call);
    if (annotation.skipGet() || !(cache instanceof CorralCache<Object, Object> corral)) {
      return cacheResult(methods, invocation);
    }
    @Nullable Cache<Object, Throwable> exceptions = getExceptionCache(call, details);
    GeneratedCacheKey key = details.getCacheKeyGenerator().generateCacheKey(call);
    return corral.get(
        key, any -> LoadFailure.calling(() -> called(invocation, exceptions, key, annotation)));
  }

  private @Nullable Object called(
      Invocation invocation,
      @Nullable Cache<Object, Throwable> exceptions,
      GeneratedCacheKey key,
      CacheResult annotation) {
    @Nullable Throwable known = exceptions == null ? null : exceptions.get(key);
    if (known != null) {
      throw LoadFailure.unwrap(known);
    }
    try {
      return invocation.proceed();
    } catch (Exception e) { // also a checked one, of a method that declares it
      cacheException(exceptions, key, annotation, e);
      throw LoadFailure.unwrap(e);
    }
  }
}
