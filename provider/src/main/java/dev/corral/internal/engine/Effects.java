package dev.corral.internal.engine;

import dev.corral.internal.store.EntryKey;
import dev.corral.internal.store.MutationResult;
import dev.corral.internal.store.StoredRecord;
import java.util.ArrayList;
import java.util.List;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * What follows from the outcomes of an operation: statistics and events. Collects over the keys of
 * a bulk; used by one operation.
 */
final class Effects<K, V> {
  private final CacheContext<K, V> cache;
  private final List<EntryEvent<K, V>> events = new ArrayList<>();
  private final List<EntryKey> keys = new ArrayList<>();

  Effects(CacheContext<K, V> cache) {
    this.cache = cache;
  }

  /** Counts a lookup. */
  void lookup(boolean hit) {
    if (hit) {
      cache.statistics().hit(1);
    } else {
      cache.statistics().miss(1);
    }
  }

  /** The effects of a change that the application asked for. */
  void changed(EntryKey key, boolean isPut, @Nullable V value, MutationResult result) {
    switch (result.status()) {
      case CREATED, UPDATED -> cache.statistics().put(1);
      case DELETED -> cache.statistics().removal(1);
      case SUPERSEDED -> {
        if (isPut) {
          cache.statistics().put(1);
        }
      }
      default -> {}
    }
    events(key, value, result);
  }

  /** The events of a change, without statistics: loads do not count as puts. */
  void events(EntryKey key, @Nullable V value, MutationResult result) {
    if (cache.events().isEmpty()) {
      return;
    }
    expired(key, result.expired());
    EventType type =
        switch (result.status()) {
          case CREATED -> EventType.CREATED;
          case UPDATED -> EventType.UPDATED;
          case DELETED -> EventType.REMOVED;
          default -> null;
        };
    if (type != null) {
      StoredRecord old = result.old();
      add(type, key, value, old == null ? null : cache.decode(old));
    }
  }

  /** The event of an expired record that was claimed. */
  void expired(EntryKey key, @Nullable StoredRecord record) {
    if (record != null) {
      add(EventType.EXPIRED, key, null, cache.decode(record));
    }
  }

  private void add(EventType type, EntryKey key, @Nullable V value, @Nullable V old) {
    events.add(cache.events().event(type, cache.keyOf(key), value, old));
    keys.add(key);
  }

  /** Tells the listeners. */
  void fire() {
    if (!events.isEmpty()) {
      HeldKeys.during(
          cache,
          keys,
          () -> {
            cache.events().fire(events);
            return true;
          });
    }
  }
}
