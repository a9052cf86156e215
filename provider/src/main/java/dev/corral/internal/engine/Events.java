package dev.corral.internal.engine;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners of one cache on this node.
 *
 * <p>Synchronous listeners run on the thread of the operation, before it returns, and for one key
 * in the order of its changes on this node. The others run one after the other on an executor, in
 * the order in which the operations ended. Registration is safe at any time.
 *
 * @param <K> the type of key
 * @param <V> the type of value
 */
public final class Events<K, V> {
  private static final Logger log = LoggerFactory.getLogger(Events.class);

  private final List<Listener<K, V>> listeners = new CopyOnWriteArrayList<>();
  private final Executor inOrder;
  private @Nullable Cache<K, V> source;

  /**
   * Creates the registry.
   *
   * @param inOrder runs tasks one after the other, off the caller's thread
   */
  public Events(Executor inOrder) {
    this.inOrder = inOrder;
  }

  /** Names the cache that events come from; once, before the first operation. */
  public void source(Cache<K, V> cache) {
    source = cache;
  }

  /**
   * Registers a listener.
   *
   * @throws IllegalArgumentException if the same configuration is registered already
   */
  public synchronized void register(CacheEntryListenerConfiguration<K, V> configuration) {
    for (Listener<K, V> known : listeners) {
      if (known.configuration().equals(configuration)) {
        throw new IllegalArgumentException(
            "This listener configuration is registered already; a listener may be registered once");
      }
    }
    listeners.add(new Listener<>(configuration));
  }

  /** Removes a listener; returns its user objects that are to be closed. */
  public synchronized List<Closeable> deregister(
      CacheEntryListenerConfiguration<K, V> configuration) {
    for (Listener<K, V> known : listeners) {
      if (known.configuration().equals(configuration)) {
        listeners.remove(known);
        return known.closeables();
      }
    }
    return List.of();
  }

  /** The user objects of all listeners. */
  public List<Closeable> closeables() {
    return listeners.stream().flatMap(listener -> listener.closeables().stream()).toList();
  }

  boolean isEmpty() {
    return listeners.isEmpty();
  }

  /** Whether someone listens to events of a type. */
  public boolean has(EventType type) {
    for (Listener<K, V> listener : listeners) {
      if (listener.listensTo(type)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a listener requires the value before an update or removal. */
  boolean needOldValue() {
    for (Listener<K, V> listener : listeners) {
      if (listener.isOldValueRequired()) {
        return true;
      }
    }
    return false;
  }

  EntryEvent<K, V> event(EventType type, K key, @Nullable V value, @Nullable V oldValue) {
    return new EntryEvent<>(
        Objects.requireNonNull(source, "the cache"), type, key, value, oldValue);
  }

  /**
   * Tells the listeners.
   *
   * @throws CacheEntryListenerException if a synchronous listener failed; all were told
   */
  void fire(List<EntryEvent<K, V>> events) {
    if (events.isEmpty() || listeners.isEmpty()) {
      return;
    }
    Map<EventType, List<EntryEvent<K, V>>> byType = new EnumMap<>(EventType.class);
    for (EntryEvent<K, V> event : events) {
      byType.computeIfAbsent(event.getEventType(), type -> new ArrayList<>()).add(event);
    }
    CacheEntryListenerException failure = null;
    for (Map.Entry<EventType, List<EntryEvent<K, V>>> group : byType.entrySet()) {
      for (Listener<K, V> listener : listeners) {
        if (!listener.listensTo(group.getKey())) {
          continue;
        }
        if (listener.isSynchronous()) {
          failure = deliver(listener, group, failure);
        } else {
          inOrder.execute(() -> deliverLater(listener, group));
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Tells all listeners of what another node did; later, and in the order in which it was heard.
   */
  void fireRemote(EntryEvent<K, V> event) {
    Map.Entry<EventType, List<EntryEvent<K, V>>> group =
        Map.entry(event.getEventType(), List.of(event));
    for (Listener<K, V> listener : listeners) {
      if (listener.listensTo(event.getEventType())) {
        inOrder.execute(() -> deliverLater(listener, group));
      }
    }
  }

  private static <K, V> @Nullable CacheEntryListenerException deliver(
      Listener<K, V> listener,
      Map.Entry<EventType, List<EntryEvent<K, V>>> group,
      @Nullable CacheEntryListenerException failure) {
    CacheEntryListenerException own;
    try {
      listener.deliver(group.getKey(), group.getValue());
      return failure;
    } catch (CacheEntryListenerException e) {
      own = e;
    } catch (RuntimeException e) {
      own =
          new CacheEntryListenerException(
              "A listener failed on " + group.getKey() + ": " + e.getMessage(), e);
    }
    if (failure == null) {
      return own;
    }
    failure.addSuppressed(own);
    return failure;
  }

  private static <K, V> void deliverLater(
      Listener<K, V> listener, Map.Entry<EventType, List<EntryEvent<K, V>>> group) {
    try {
      listener.deliver(group.getKey(), group.getValue());
    } catch (RuntimeException e) {
      log.warn("An asynchronous listener failed on {}", group.getKey(), e);
    }
  }
}
