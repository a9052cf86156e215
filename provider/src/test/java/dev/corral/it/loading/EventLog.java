package dev.corral.it.loading;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;

/** Remembers what it heard, as text, in order. Thread-safe. */
final class EventLog
    implements CacheEntryCreatedListener<String, String>,
        CacheEntryUpdatedListener<String, String>,
        CacheEntryRemovedListener<String, String>,
        CacheEntryExpiredListener<String, String> {
  private final List<String> all = new CopyOnWriteArrayList<>();

  List<String> all() {
    return all;
  }

  private void record(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
    events.forEach(
        event ->
            all.add(
                event.getEventType()
                    + " "
                    + event.getKey()
                    + " "
                    + event.getOldValue()
                    + " -> "
                    + event.getValue()));
  }

  @Override
  public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
    record(events);
  }

  @Override
  public void onUpdated(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
    record(events);
  }

  @Override
  public void onRemoved(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
    record(events);
  }

  @Override
  public void onExpired(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
    record(events);
  }
}
