package dev.corral.micronaut;

import dev.corral.CorralCache;
import io.micronaut.cache.AsyncCache;
import io.micronaut.cache.CacheInfo;
import io.micronaut.cache.SyncCache;
import io.micronaut.core.convert.ConversionService;
import io.micronaut.core.type.Argument;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * A cache of Corral as Micronaut wants it. What is missing is loaded by one caller, on this node
 * and on others; {@code putIfAbsent} is one atomic step.
 *
 * <p>Thread-safe. Every method waits for Redis no longer than the connection's timeouts; {@link
 * #get(Object, Argument, Supplier)} also waits for other callers' loads, no longer than {@code
 * load-wait}.
 */
public final class CorralSyncCache implements SyncCache<CorralCache<Object, Object>> {
  private final OpenCache cache;
  private final ConversionService conversion;
  private final CorralAsyncCache async;

  CorralSyncCache(OpenCache cache, ConversionService conversion) {
    this.cache = cache;
    this.conversion = conversion;
    this.async = new CorralAsyncCache(cache, conversion);
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
  public <T> Optional<T> get(Object key, Argument<T> requiredType) {
    return converted(cache.get().get(Keys.stored(key)), requiredType);
  }

  @Override
  @SuppressWarnings("NullAway") // as Micronaut's own caches, null if the supplier finds nothing
  public <T> T get(Object key, Argument<T> requiredType, Supplier<T> supplier) {
    try {
      return converted(load(key, supplier), requiredType).orElse(null);
    } catch (RuntimeException e) {
      throw LoadFailure.unwrap(e);
    }
  }

  /**
   * The value as it is in the cache, loaded if it is missing. Concurrent callers share one load.
   *
   * @return null if the supplier finds nothing
   * @throws RuntimeException with a {@link LoadFailure} among its causes if the supplier failed
   */
  @Nullable Object load(Object key, Supplier<? extends @Nullable Object> supplier) {
    return cache.get().get(Keys.stored(key), stored -> LoadFailure.calling(supplier));
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> Optional<T> putIfAbsent(Object key, T value) {
    Object there =
        cache
            .get()
            .invoke(Keys.stored(key), PutIfAbsent.INSTANCE, Objects.requireNonNull(value, "value"));
    return converted(there, Argument.of((Class<T>) value.getClass()));
  }

  @Override
  public <T> T putIfAbsent(Object key, Supplier<T> value) {
    T made = Objects.requireNonNull(value.get(), "value");
    return putIfAbsent(key, made).orElse(made);
  }

  @Override
  public void put(Object key, Object value) {
    cache.get().put(Keys.stored(key), value);
  }

  @Override
  public void invalidate(Object key) {
    cache.get().invalidate(Keys.stored(key));
  }

  @Override
  public void invalidateAll() {
    cache.get().clear();
  }

  @Override
  public AsyncCache<CorralCache<Object, Object>> async() {
    return async;
  }

  @Override
  public Publisher<CacheInfo> getCacheInfo() {
    return Mono.just(new CorralCacheInfo(cache));
  }

  /** The same, for callers who know it. */
  CorralAsyncCache asynchronous() {
    return async;
  }

  private <T> Optional<T> converted(@Nullable Object value, Argument<T> type) {
    return value == null ? Optional.empty() : conversion.convert(value, type);
  }
}
