package dev.corral.shop;

import io.micronaut.cache.annotation.CacheInvalidate;
import io.micronaut.cache.annotation.Cacheable;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** The example: one endpoint reads a book, the other changes it. */
@Controller("/books")
@ExecuteOn(TaskExecutors.BLOCKING)
class BookController {
  private final Source source;

  BookController(Source source) {
    this.source = source;
  }

  @Get(value = "/{id}", produces = MediaType.TEXT_PLAIN)
  @Cacheable("books")
  public String title(long id) {
    return String.valueOf(source.query(id));
  }

  @Put(value = "/{id}", consumes = MediaType.TEXT_PLAIN, produces = MediaType.TEXT_PLAIN)
  @CacheInvalidate(cacheNames = "books", parameters = "id")
  public String rename(long id, @Body String title) {
    source.answers(any -> title);
    return title;
  }
}
