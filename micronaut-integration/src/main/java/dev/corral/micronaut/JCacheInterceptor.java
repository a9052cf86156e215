package dev.corral.micronaut;

import io.micronaut.aop.InterceptPhase;
import io.micronaut.aop.InterceptorBean;
import io.micronaut.aop.MethodInterceptor;
import io.micronaut.aop.MethodInvocationContext;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;
import org.jsr107.ri.annotations.AbstractCachePutInterceptor;
import org.jsr107.ri.annotations.AbstractCacheRemoveAllInterceptor;
import org.jsr107.ri.annotations.AbstractCacheRemoveEntryInterceptor;
import org.jsr107.ri.annotations.StaticCacheInvocationContext;

/**
 * Does what the annotations of JSR-107 say, with the code of the reference implementation; only
 * {@code @CacheResult} is a load of Corral's, shared by all who call. Thread-safe.
 */
@Singleton
@InterceptorBean(JCacheAnnotated.class)
final class JCacheInterceptor implements MethodInterceptor<Object, Object> {
  private final JCacheMethods methods;
  private final JCacheResult results = new JCacheResult();
  private final Puts puts = new Puts();
  private final Removals removals = new Removals();
  private final Clears clears = new Clears();

  JCacheInterceptor(JCacheMethods methods) {
    this.methods = methods;
  }

  @Override
  public int getOrder() {
    return InterceptPhase.CACHE.getPosition();
  }

  @Override
  public @Nullable Object intercept(MethodInvocationContext<Object, Object> call) {
    StaticCacheInvocationContext<?> details =
        methods.getMethodDetails(call.getTargetMethod(), call.getDeclaringType());
    if (details == null) {
      return call.proceed();
    }
    Invocation invocation = new Invocation(call, this);
    try {
      return switch (details.getInterceptorType()) {
        case CACHE_RESULT -> results.result(methods, invocation);
        case CACHE_PUT -> puts.cachePut(methods, invocation);
        case CACHE_REMOVE_ENTRY -> removals.cacheRemoveEntry(methods, invocation);
        case CACHE_REMOVE_ALL -> clears.cacheRemoveAll(methods, invocation);
      };
    } catch (Throwable e) {
      throw LoadFailure.unwrap(e);
    }
  }

  /** A call, that can go on more than once and on any thread. */
  record Invocation(MethodInvocationContext<Object, Object> call, JCacheInterceptor interceptor) {
    @Nullable Object proceed() {
      return call.proceed(interceptor);
    }
  }

  private static final class Puts extends AbstractCachePutInterceptor<Invocation> {
    @Override
    protected @Nullable Object proceed(Invocation invocation) {
      return invocation.proceed();
    }
  }

  private static final class Removals extends AbstractCacheRemoveEntryInterceptor<Invocation> {
    @Override
    protected @Nullable Object proceed(Invocation invocation) {
      return invocation.proceed();
    }
  }

  private static final class Clears extends AbstractCacheRemoveAllInterceptor<Invocation> {
    @Override
    protected @Nullable Object proceed(Invocation invocation) {
      return invocation.proceed();
    }
  }
}
