package dev.corral.micronaut;

import dev.corral.CorralCache;
import io.micronaut.context.event.ApplicationEventListener;
import jakarta.inject.Singleton;

/** Drops what events on the bus say, on the thread of who publishes them. */
@Singleton
final class Invalidations implements ApplicationEventListener<InvalidationEvent> {
  private final CorralCaches caches;

  Invalidations(CorralCaches caches) {
    this.caches = caches;
  }

  @Override
  public void onApplicationEvent(InvalidationEvent event) {
    CorralCache<Object, Object> cache = caches.of(event.cacheName()).get();
    if (event.key() != null) {
      cache.invalidate(Keys.stored(event.key()));
    } else if (event.tag() != null) {
      cache.invalidateByTag(event.tag());
    } else {
      cache.clear();
    }
  }
}
