package dev.corral.internal.engine;

import javax.cache.Cache;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/** An event as listeners see it (JSR-107 section on listeners; {@code getValue} of 1.1). */
final class EntryEvent<K, V> extends CacheEntryEvent<K, V> {
  private static final long serialVersionUID = 1L;

  private final transient K key;
  private final transient @Nullable V value;
  private final transient @Nullable V oldValue;

  EntryEvent(Cache<K, V> source, EventType type, K key, @Nullable V value, @Nullable V oldValue) {
    super(source, type);
    this.key = key;
    this.value = value;
    this.oldValue = oldValue;
  }

  @Override
  public K getKey() {
    return key;
  }

  /** The new value; of REMOVED and EXPIRED events the old one, as JSR-107 1.1 has it. */
  @Override
  @SuppressWarnings("NullAway") // null where JSR-107 says so
  public V getValue() {
    return value != null ? value : oldValue;
  }

  @Override
  @SuppressWarnings("NullAway") // null where JSR-107 says so
  public V getOldValue() {
    return oldValue;
  }

  @Override
  public boolean isOldValueAvailable() {
    return oldValue != null;
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new IllegalArgumentException("An event of Corral is no " + type.getName());
  }

  @Override
  public String toString() {
    return getEventType() + " of key '" + key + "'";
  }
}
