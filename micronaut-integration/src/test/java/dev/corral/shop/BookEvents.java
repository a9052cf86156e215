package dev.corral.shop;

import io.micronaut.cache.annotation.CacheInvalidate;
import io.micronaut.cache.interceptor.CacheKeyGenerator;
import io.micronaut.core.annotation.AnnotationMetadata;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.runtime.event.annotation.EventListener;
import jakarta.inject.Singleton;

/** Hears of changes, and invalidates by annotation. */
@Singleton
public class BookEvents {

  /** The entry of the book goes. */
  @EventListener
  @CacheInvalidate(cacheNames = "books", keyGenerator = IdOfBook.class)
  public void changed(BookChanged event) {}

  /** The key of a book's entry, by the event. */
  @Introspected
  public static class IdOfBook implements CacheKeyGenerator {
    @Override
    public Object generateKey(AnnotationMetadata annotations, Object... parameters) {
      return ((BookChanged) parameters[0]).id();
    }
  }
}
