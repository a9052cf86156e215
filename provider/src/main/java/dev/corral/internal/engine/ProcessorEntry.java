package dev.corral.internal.engine;

import dev.corral.internal.store.Content;
import java.util.Objects;
import java.util.function.Supplier;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;

/**
 * The entry as an entry processor sees it. Only the net effect of what the processor does leaves it
 * (JSR-107, {@code EntryProcessor}).
 */
final class ProcessorEntry<K, V> implements MutableEntry<K, V> {
  /** The net effect of a processor. */
  enum Action {
    NONE,
    /** The value was read. */
    ACCESSED,
    /** There was none and it was loaded. */
    LOADED,
    PUT,
    REMOVE
  }

  private final CacheContext<K, V> cache;
  private final K key;
  private final boolean present;
  private final Supplier<@Nullable V> load;
  private @Nullable V value;
  private @Nullable Content content;
  private Action action = Action.NONE;
  private boolean wasRead;
  private boolean wasLoaded;

  /**
   * Creates an entry.
   *
   * @param value what is there, or null
   * @param load loads the value where there is none; null if there is no loader, or none was found
   */
  ProcessorEntry(CacheContext<K, V> cache, K key, @Nullable V value, Supplier<@Nullable V> load) {
    this.cache = cache;
    this.key = key;
    this.present = value != null;
    this.value = value;
    this.load = load;
  }

  @Override
  public K getKey() {
    return key;
  }

  @Override
  public boolean exists() {
    return value != null;
  }

  @Override
  @SuppressWarnings("NullAway") // null where JSR-107 says so
  public V getValue() {
    if (action == Action.NONE || action == Action.ACCESSED) {
      if (present) {
        wasRead = true;
        action = Action.ACCESSED;
      } else if (!wasLoaded) {
        wasLoaded = true;
        V loaded = load.get();
        if (loaded != null) {
          value = loaded;
          content = cache.content(key, loaded);
          action = Action.LOADED;
        }
      }
    }
    return value;
  }

  @Override
  public void setValue(V newValue) {
    Objects.requireNonNull(newValue, "value");
    content = cache.content(key, newValue);
    value = newValue;
    action = Action.PUT;
  }

  @Override
  public void remove() {
    boolean onlyPutHere = !present && action == Action.PUT;
    value = null;
    content = null;
    action = onlyPutHere ? Action.NONE : Action.REMOVE;
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new IllegalArgumentException("The entry of a processor is no " + type.getName());
  }

  Action action() {
    return action;
  }

  boolean wasPresent() {
    return present;
  }

  /** Whether the policy is to be asked about an access. */
  boolean wasRead() {
    return wasRead && action == Action.ACCESSED;
  }

  @Nullable V value() {
    return value;
  }

  @Nullable Content content() {
    return content;
  }
}
