package dev.corral.micronaut;

import dev.corral.CorralCache;
import io.micronaut.cache.AsyncCache;
import io.micronaut.core.convert.ConversionService;
import io.micronaut.core.type.Argument;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A cache of Corral as Micronaut wants it, over Corral's asynchronous operations.
 *
 * <p>Thread-safe. No method blocks, and no thread waits for what a method returns: except for the
 * first use of a cache that could not be opened when the application started.
 */
public final class CorralAsyncCache implements AsyncCache<CorralCache<Object, Object>> {
  private final OpenCache cache;
  private final ConversionService conversion;

  CorralAsyncCache(OpenCache cache, ConversionService conversion) {
    this.cache = cache;
    this.conversion = conversion;
  }

  @Override
  public String getName() {
    return cache.name();
  }

  @Override
  public CorralCache<Object, Object> getNativeCache() {
    return cache.get();
  }

  @Override
  public <T> CompletableFuture<Optional<T>> get(Object key, Argument<T> requiredType) {
    return Futures.call(() -> cache.get().getAsync(Keys.stored(key)))
        .thenApply(value -> converted(value, requiredType));
  }

  /** The value, made by the supplier on one of Corral's threads if it is missing. */
  @Override
  @SuppressWarnings("NullAway") // as Micronaut's own caches, null if the supplier finds nothing
  public <T> CompletableFuture<T> get(Object key, Argument<T> requiredType, Supplier<T> supplier) {
    return Futures.call(
            () -> cache.get().getAsync(Keys.stored(key), stored -> LoadFailure.calling(supplier)))
        .handle(CorralAsyncCache::result)
        .thenApply(value -> converted(value, requiredType).orElse(null));
  }

  /**
   * The value as it is in the cache, loaded by an asynchronous method if it is missing. Concurrent
   * callers share one load.
   *
   * @return brings null if the method finds nothing; fails with what the method failed with, or
   *     with what Corral throws
   */
  CompletableFuture<@Nullable Object> load(
      Object key,
      Supplier<? extends @Nullable CompletionStage<? extends @Nullable Object>> method) {
    return Futures.call(
        () ->
            cache
                .get()
                .getComposedAsync(Keys.stored(key), stored -> LoadFailure.composing(method)));
  }

  private static <T> T result(T value, @Nullable Throwable failure) {
    if (failure != null) {
      throw new CompletionException(LoadFailure.unwrapped(failure));
    }
    return value;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> CompletableFuture<Optional<T>> putIfAbsent(Object key, T value) {
    Argument<T> type = Argument.of((Class<T>) Objects.requireNonNull(value, "value").getClass());
    return Futures.call(
            () -> cache.get().<Object>invokeAsync(Keys.stored(key), PutIfAbsent.INSTANCE, value))
        .thenApply(there -> converted(there, type));
  }

  @Override
  public CompletableFuture<Boolean> put(Object key, Object value) {
    return Futures.call(() -> cache.get().putAsync(Keys.stored(key), value))
        .thenApply(done -> true);
  }

  @Override
  public CompletableFuture<Boolean> invalidate(Object key) {
    return Futures.call(() -> cache.get().invalidateAsync(Keys.stored(key)))
        .thenApply(done -> true);
  }

  @Override
  public CompletableFuture<Boolean> invalidateAll() {
    return Futures.call(() -> cache.get().clearAsync()).thenApply(done -> true);
  }

  private <T> Optional<T> converted(@Nullable Object value, Argument<T> type) {
    return value == null ? Optional.empty() : conversion.convert(value, type);
  }
}
