package dev.corral.annotations;

import dev.corral.annotations.ArchiveParts.KeysOfBean;
import dev.corral.annotations.ArchiveParts.KeysOfClass;
import dev.corral.annotations.ArchiveParts.Shelves;
import dev.corral.annotations.ArchiveParts.Strangers;
import dev.corral.micronaut.JCacheAnnotated;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.annotation.CacheDefaults;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheRemoveAll;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.CacheValue;

/** A bean whose annotations name generators of keys and resolvers of caches. */
@Singleton
@JCacheAnnotated
@CacheDefaults(cacheName = "books", cacheKeyGenerator = KeysOfBean.class)
public class Archive {
  private final AtomicInteger queries = new AtomicInteger();

  int queries() {
    return queries.get();
  }

  private String query(String title) {
    return "copy " + queries.incrementAndGet() + " of " + title;
  }

  @CacheResult
  public String keyedByBean(String title) {
    return query(title);
  }

  @CacheResult(cacheKeyGenerator = KeysOfClass.class)
  public String keyedByClass(String title) {
    return query(title);
  }

  @CachePut(cacheKeyGenerator = KeysOfClass.class)
  public void replace(String title, @CacheValue String copy) {}

  @CacheRemove(cacheKeyGenerator = KeysOfClass.class)
  public void drop(String title) {}

  @CacheResult(cacheResolverFactory = Shelves.class)
  public String onShelf(String title) {
    return query(title);
  }

  @CacheResult(cacheResolverFactory = Strangers.class)
  public String elsewhere(String title) {
    return query(title);
  }

  @CacheRemoveAll(cacheResolverFactory = Strangers.class)
  public void dropAllElsewhere() {}

  @CacheResult
  public String lost(String title) throws IOException {
    throw new IOException(title);
  }

  @CachePut
  public void replaceLost(String title, @CacheValue String copy) throws IOException {
    throw new IOException(title);
  }

  @CacheRemove
  public void dropLost(String title) throws IOException {
    throw new IOException(title);
  }

  @CacheRemoveAll
  public void dropAllLost() throws IOException {
    throw new IOException("all");
  }
}
