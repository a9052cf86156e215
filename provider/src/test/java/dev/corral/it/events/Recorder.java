package dev.corral.it.events;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/** Remembers all events in the order in which it was told. Thread-safe. */
final class Recorder
    implements CacheEntryCreatedListener<String, String>,
        CacheEntryUpdatedListener<String, String>,
        CacheEntryRemovedListener<String, String>,
        CacheEntryExpiredListener<String, String> {
  private final List<Event> events = new CopyOnWriteArrayList<>();

  /** An event without its source. */
  record Event(EventType type, String key, @Nullable String value, @Nullable String old) {
    @Override
    public String toString() {
      return type + " " + key + ": " + old + " -> " + value;
    }
  }

  CacheEntryListenerConfiguration<String, String> synchronous(boolean oldValueRequired) {
    return new MutableCacheEntryListenerConfiguration<>(() -> this, null, oldValueRequired, true);
  }

  CacheEntryListenerConfiguration<String, String> asynchronous(boolean oldValueRequired) {
    return new MutableCacheEntryListenerConfiguration<>(() -> this, null, oldValueRequired, false);
  }

  List<Event> events() {
    return events;
  }

  List<Event> eventsOf(String key) {
    return events.stream().filter(event -> event.key().equals(key)).toList();
  }

  List<Event> eventsOf(EventType type) {
    return events.stream().filter(event -> event.type() == type).toList();
  }

  private void record(Iterable<CacheEntryEvent<? extends String, ? extends String>> told) {
    told.forEach(
        event ->
            events.add(
                new Event(
                    event.getEventType(),
                    event.getKey(),
                    event.getValue(),
                    event.isOldValueAvailable() ? event.getOldValue() : null)));
  }

  @Override
  public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends String>> told) {
    record(told);
  }

  @Override
  public void onUpdated(Iterable<CacheEntryEvent<? extends String, ? extends String>> told) {
    record(told);
  }

  @Override
  public void onRemoved(Iterable<CacheEntryEvent<? extends String, ? extends String>> told) {
    record(told);
  }

  @Override
  public void onExpired(Iterable<CacheEntryEvent<? extends String, ? extends String>> told) {
    record(told);
  }
}
