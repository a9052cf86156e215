package dev.corral.annotations;

import dev.corral.micronaut.JCacheAnnotated;
import jakarta.inject.Singleton;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import javax.cache.annotation.CacheDefaults;
import javax.cache.annotation.CacheKey;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheRemoveAll;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.CacheValue;
import org.jspecify.annotations.Nullable;

/** A bean with JSR-107's annotations. */
@Singleton
@JCacheAnnotated
@CacheDefaults(cacheName = "books")
public class Library {
  private final AtomicInteger queries = new AtomicInteger();
  private volatile LongFunction<@Nullable String> source = id -> "title of " + id;

  void answers(LongFunction<@Nullable String> newSource) {
    this.source = newSource;
  }

  int queries() {
    return queries.get();
  }

  @CacheResult(
      exceptionCacheName = "errors",
      cachedExceptions = IllegalStateException.class,
      nonCachedExceptions = NoSuchElementException.class)
  public @Nullable String title(@CacheKey long id, String user) {
    queries.incrementAndGet();
    return source.apply(id);
  }

  @CacheResult(skipGet = true)
  public @Nullable String reread(long id) {
    queries.incrementAndGet();
    return source.apply(id);
  }

  @CachePut
  public void rename(@CacheKey long id, @CacheValue String title) {}

  @CachePut(afterInvocation = false)
  public void renameAndFail(@CacheKey long id, @CacheValue String title) {
    throw new IllegalStateException("after the put");
  }

  @CacheRemove
  public void forget(long id) {}

  @CacheRemoveAll
  public void forgetAll() {}
}
