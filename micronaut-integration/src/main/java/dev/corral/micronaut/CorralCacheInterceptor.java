package dev.corral.micronaut;

import dev.corral.RedisUnavailableException;
import io.micronaut.aop.InterceptedMethod;
import io.micronaut.aop.InterceptorBean;
import io.micronaut.aop.MethodInvocationContext;
import io.micronaut.cache.AsyncCacheErrorHandler;
import io.micronaut.cache.Cache;
import io.micronaut.cache.CacheErrorHandler;
import io.micronaut.cache.CacheManager;
import io.micronaut.cache.annotation.CacheAnnotation;
import io.micronaut.cache.interceptor.CacheInterceptor;
import io.micronaut.cache.interceptor.CacheKeyGenerator;
import io.micronaut.context.BeanContext;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.core.convert.ConversionService;
import io.micronaut.core.type.Argument;
import io.micronaut.core.type.ReturnType;
import io.micronaut.inject.ExecutableMethod;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes the calls of {@code @Cacheable} methods loads of Corral's caches. Micronaut's own
 * interceptor, which this one extends, gets, calls the method, and puts, unless {@code atomic} is
 * said, and for asynchronous methods always: past all protection of loads. It still does what this
 * one does not: other annotations, several caches for one method, other backends' caches.
 *
 * <p>Thread-safe. Blocks only callers of blocking methods.
 */
@InterceptorBean(CacheAnnotation.class)
@Replaces(CacheInterceptor.class)
public class CorralCacheInterceptor extends CacheInterceptor {
  private final CacheManager<?> cacheManager;
  private final CacheErrorHandler errorHandler;
  private final CorralConnectionConfiguration connection;
  private final ConversionService conversion;
  private final Map<ExecutableMethod<?, ?>, Optional<CacheableMethod>> methods =
      new ConcurrentHashMap<>();

  /** Made by Micronaut, with what its own interceptor takes, and the configuration. */
  public CorralCacheInterceptor(
      CacheManager<?> cacheManager,
      CacheErrorHandler errorHandler,
      AsyncCacheErrorHandler asyncErrorHandler,
      @Named(TaskExecutors.IO) ExecutorService ioExecutor,
      BeanContext beanContext,
      CorralConnectionConfiguration connection) {
    super(cacheManager, errorHandler, asyncErrorHandler, ioExecutor, beanContext);
    this.cacheManager = cacheManager;
    this.errorHandler = errorHandler;
    this.connection = connection;
    this.conversion = beanContext.getConversionService();
  }

  @Override
  public @Nullable Object intercept(MethodInvocationContext<Object, Object> call) {
    Optional<CacheableMethod> method =
        methods.computeIfAbsent(call.getExecutableMethod(), CacheableMethod::of);
    if (method.isEmpty()
        || !CacheableMethod.isWanted(call)
        || !(cacheManager.getCache(method.get().cacheName()) instanceof CorralSyncCache cache)) {
      return super.intercept(call);
    }
    InterceptedMethod intercepted = InterceptedMethod.of(call, conversion);
    try {
      Call made = new Call(call, intercepted, cache, keyOf(method.get(), call));
      return switch (intercepted.resultType()) {
        case SYNCHRONOUS -> made.synchronous();
        case COMPLETION_STAGE -> intercepted.handleResult(made.stage());
        case PUBLISHER -> intercepted.handleResult(made.publisher());
      };
    } catch (Exception e) {
      return intercepted.handleException(e);
    }
  }

  private Object keyOf(CacheableMethod method, MethodInvocationContext<Object, Object> call) {
    CacheKeyGenerator generator = resolveKeyGenerator(method.keyGenerator());
    return generator.generateKey(call, method.keyParameters(call));
  }

  private boolean isFatal(Cache<?> cache, Object key, RuntimeException failure) {
    boolean isBypassed =
        failure instanceof RedisUnavailableException
            && connection.getWhenUnavailable() == WhenUnavailable.CALL_METHOD;
    return !isBypassed && errorHandler.handleLoadError(cache, key, failure);
  }

  /** One call of a method. */
  private final class Call {
    private final MethodInvocationContext<Object, Object> context;
    private final InterceptedMethod intercepted;
    private final CorralSyncCache cache;
    private final Object key;

    Call(
        MethodInvocationContext<Object, Object> context,
        InterceptedMethod intercepted,
        CorralSyncCache cache,
        Object key) {
      this.context = context;
      this.intercepted = intercepted;
      this.cache = cache;
      this.key = key;
    }

    /** In the cache, what an Optional holds stands for it. */
    @Nullable Object synchronous() {
      ReturnType<?> type = context.getReturnType();
      if (!type.isOptional()) {
        return converted(loaded(this::proceed), type.asArgument());
      }
      Object held =
          loaded(() -> proceed() instanceof Optional<?> optional ? optional.orElse(null) : null);
      return Optional.ofNullable(
          converted(held, type.getFirstTypeVariable().orElse(Argument.OBJECT_ARGUMENT)));
    }

    private @Nullable Object loaded(Supplier<@Nullable Object> method) {
      try {
        return cache.load(key, method);
      } catch (RuntimeException e) {
        if (LoadFailure.isOfMethod(e)) {
          throw LoadFailure.unwrap(e);
        }
        if (isFatal(cache, key, e)) {
          throw e;
        }
        return method.get();
      }
    }

    /** Also once more, and on another thread: a refresh in the background is such a call. */
    private @Nullable Object proceed() {
      return context.proceed(CorralCacheInterceptor.this);
    }

    CompletionStage<@Nullable Object> stage() {
      return loaded(
          () -> intercepted.interceptResultAsCompletionStage(CorralCacheInterceptor.this),
          intercepted.returnTypeValue());
    }

    /** Several elements are one list in the cache. */
    Publisher<?> publisher() {
      Argument<?> type = intercepted.returnTypeValue();
      if (context.getReturnType().isSingleResult()) {
        return Mono.fromCompletionStage(
            () ->
                loaded(
                    () ->
                        Mono.from(
                                intercepted.interceptResultAsPublisher(CorralCacheInterceptor.this))
                            .toFuture(),
                    type));
      }
      return Mono.fromCompletionStage(
              () ->
                  loaded(
                      () ->
                          Flux.from(
                                  intercepted.interceptResultAsPublisher(
                                      CorralCacheInterceptor.this))
                              .collectList()
                              .toFuture(),
                      Argument.listOf(type)))
          .flatMapIterable(elements -> (List<?>) elements);
    }

    private CompletableFuture<@Nullable Object> loaded(
        Supplier<? extends CompletionStage<? extends @Nullable Object>> method, Argument<?> type) {
      return Futures.bare(
          cache
              .asynchronous()
              .load(key, method)
              .handle(
                  (value, failure) ->
                      failure == null
                          ? CompletableFuture.<@Nullable Object>completedFuture(value)
                          : recovered(failure, method))
              .thenCompose(Function.identity())
              .thenApply(value -> converted(value, type)));
    }

    private CompletableFuture<@Nullable Object> recovered(
        Throwable failure, Supplier<? extends CompletionStage<? extends @Nullable Object>> method) {
      Throwable cause = LoadFailure.unwrapped(failure);
      if (LoadFailure.isOfMethod(failure)
          || !(cause instanceof RuntimeException ofCache)
          || isFatal(cache.asynchronous(), key, ofCache)) {
        return CompletableFuture.failedFuture(cause);
      }
      return Futures.<@Nullable Object>call(() -> method.get().thenApply(value -> value));
    }

    private @Nullable Object converted(@Nullable Object value, Argument<?> type) {
      return value == null ? null : conversion.convertRequired(value, type);
    }
  }
}
