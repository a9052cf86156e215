package dev.corral.micronaut.management;

import io.micronaut.cache.Cache;
import io.micronaut.cache.CacheInfo;
import io.micronaut.cache.CacheManager;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.condition.Condition;
import io.micronaut.context.condition.ConditionContext;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.reflect.ClassUtils;
import io.micronaut.management.endpoint.annotation.Delete;
import io.micronaut.management.endpoint.annotation.Endpoint;
import io.micronaut.management.endpoint.annotation.Read;
import io.micronaut.management.endpoint.annotation.Selector;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Lists and clears caches at {@code /caches}, in the form of Micronaut's own endpoint. Where that
 * is on the class path, this one steps back. Off if {@code endpoints.caches.enabled} does not say
 * otherwise, and never open to everyone without {@code endpoints.caches.sensitive = false}.
 */
@Endpoint(id = CachesEndpoint.NAME, defaultEnabled = false)
@Requires(classes = Endpoint.class)
@Requires(condition = CachesEndpoint.NoOther.class)
public class CachesEndpoint {
  static final String NAME = "caches";

  private final CacheManager<?> manager;

  CachesEndpoint(CacheManager<?> manager) {
    this.manager = manager;
  }

  /** All caches. */
  @Read
  public Mono<Map<String, Object>> getCaches() {
    return Flux.fromIterable(manager.getCacheNames())
        .map(manager::getCache)
        .flatMap(Cache::getCacheInfo)
        .collectMap(CacheInfo::getName, CacheInfo::get)
        .map(caches -> Map.of(NAME, new TreeMap<>(caches)));
  }

  /**
   * A cache.
   *
   * @param name of the cache
   */
  @Read
  public Mono<Map<String, Object>> getCache(@Selector String name) {
    return Mono.fromCallable(() -> manager.getCache(name))
        .flatMap(cache -> Mono.from(cache.getCacheInfo()))
        .map(CacheInfo::get)
        .onErrorResume(ConfigurationException.class, e -> Mono.empty());
  }

  /** Clears all caches; whether that was done. */
  @Delete
  public CompletableFuture<Boolean> invalidateCaches() {
    return CompletableFuture.allOf(
            manager.getCacheNames().stream()
                .map(name -> manager.getCache(name).async().invalidateAll())
                .toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> true);
  }

  /**
   * Clears a cache; whether that was done.
   *
   * @param name of the cache
   */
  @Delete
  public Mono<Boolean> invalidateCache(@Selector String name) {
    return Mono.fromCallable(() -> manager.getCache(name))
        .flatMap(cache -> Mono.fromFuture(cache.async().invalidateAll()))
        .onErrorResume(ConfigurationException.class, e -> Mono.empty());
  }

  /** Whether Micronaut's own endpoint is not there. */
  static final class NoOther implements Condition {
    @Override
    @SuppressWarnings("rawtypes") // so declared by Micronaut
    public boolean matches(ConditionContext context) {
      return !ClassUtils.isPresent(
          "io.micronaut.cache.management.CachesEndpoint", getClass().getClassLoader());
    }
  }
}
