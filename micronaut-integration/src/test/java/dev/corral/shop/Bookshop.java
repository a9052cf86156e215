package dev.corral.shop;

import io.micronaut.cache.annotation.CacheConfig;
import io.micronaut.cache.annotation.CacheInvalidate;
import io.micronaut.cache.annotation.CachePut;
import io.micronaut.cache.annotation.Cacheable;
import io.micronaut.core.async.annotation.SingleResult;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Cached methods of all kinds over one source. */
@Singleton
@CacheConfig("books")
public class Bookshop {
  private final Source source;

  Bookshop(Source source) {
    this.source = source;
  }

  /** A genre of books. */
  public enum Genre {
    NOVEL,
    POETRY
  }

  @Cacheable
  public @Nullable String title(long id) {
    return (String) source.query(id);
  }

  @Cacheable
  public Optional<String> find(long id) {
    return Optional.ofNullable((String) source.query(id));
  }

  @Cacheable
  @SuppressWarnings("unchecked")
  public @Nullable CompletableFuture<@Nullable String> titleLater(long id) {
    return (CompletableFuture<@Nullable String>) source.query(id);
  }

  @Cacheable
  @SingleResult
  public Publisher<String> titleMono(long id) {
    return Mono.fromSupplier(() -> (String) source.query(id));
  }

  @Cacheable
  public Flux<String> words(String id) {
    return Flux.defer(() -> Flux.fromArray(String.valueOf(source.query(id)).split(" ")));
  }

  @Cacheable
  public List<String> ofGenre(Genre genre, @Nullable String author, int... years) {
    return List.of(String.valueOf(source.query(genre + " " + author + Arrays.toString(years))));
  }

  @Cacheable(parameters = "id")
  public String titleFor(long id, String user) {
    return source.query(id) + " for " + user;
  }

  @Cacheable(condition = "#{id > 10}")
  public @Nullable String titleIfLarge(long id) {
    return (String) source.query(id);
  }

  @Cacheable
  public String lost(long id) throws IOException {
    throw new IOException("book " + source.query(id) + " is lost");
  }

  @CachePut(parameters = "id")
  public String rename(long id, String title) {
    return title;
  }

  @CachePut(parameters = "id", async = true)
  public String renameLater(long id, String title) {
    return title;
  }

  @CachePut(parameters = "id")
  public CompletableFuture<String> renameAsync(long id, String title) {
    return CompletableFuture.completedFuture(title);
  }

  @CacheInvalidate
  public void forget(long id) {}

  @CacheInvalidate
  public CompletableFuture<Boolean> forgetAsync(long id) {
    return CompletableFuture.completedFuture(true);
  }

  @CacheInvalidate(all = true)
  public void forgetAll() {}

  @CacheInvalidate(all = true, async = true)
  public void forgetAllLater() {}

  @Cacheable(atomic = true)
  public @Nullable String titleAtomic(long id) {
    return (String) source.query(id);
  }
}
