package dev.corral.shop;

import io.micronaut.cache.annotation.CacheConfig;
import io.micronaut.cache.annotation.CacheInvalidate;
import io.micronaut.cache.annotation.CachePut;
import io.micronaut.cache.annotation.Cacheable;
import io.micronaut.core.async.annotation.SingleResult;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Cached methods of all kinds that fail. */
@Singleton
@CacheConfig("books")
public class Troubles {
  private volatile Exception failure = new IllegalStateException("not yet said");

  void failWith(Exception newFailure) {
    this.failure = newFailure;
  }

  @Cacheable
  public String blocking(long id) throws Exception {
    throw failure;
  }

  @Cacheable
  public Optional<String> optional(long id) throws Exception {
    throw failure;
  }

  @CachePut
  public String put(long id) throws Exception {
    throw failure;
  }

  @CacheInvalidate
  public void forget(long id) throws Exception {
    throw failure;
  }

  @Cacheable
  public CompletableFuture<String> future(long id) {
    return CompletableFuture.failedFuture(failure);
  }

  @Cacheable
  public CompletableFuture<String> futureThatIsNone(long id) throws Exception {
    throw failure;
  }

  @Cacheable
  @SingleResult
  public Publisher<String> one(long id) {
    return Mono.error(failure);
  }

  @Cacheable
  public Flux<String> several(long id) {
    return Flux.error(failure);
  }
}
