package dev.corral.internal.engine;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryListener;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/** A registered listener with its filter. */
final class Listener<K, V> {
  private final CacheEntryListenerConfiguration<K, V> configuration;
  private final CacheEntryListener<? super K, ? super V> listener;
  private final @Nullable CacheEntryEventFilter<? super K, ? super V> filter;

  Listener(CacheEntryListenerConfiguration<K, V> configuration) {
    this.configuration = configuration;
    this.listener = configuration.getCacheEntryListenerFactory().create();
    Factory<CacheEntryEventFilter<? super K, ? super V>> filters =
        configuration.getCacheEntryEventFilterFactory();
    try {
      this.filter = filters == null ? null : filters.create();
    } catch (RuntimeException e) {
      closeAfter(e, listener);
      throw e;
    }
  }

  private static void closeAfter(RuntimeException failure, Object left) {
    if (left instanceof Closeable closeable) {
      try {
        closeable.close();
      } catch (IOException | RuntimeException e) {
        failure.addSuppressed(e);
      }
    }
  }

  CacheEntryListenerConfiguration<K, V> configuration() {
    return configuration;
  }

  boolean isSynchronous() {
    return configuration.isSynchronous();
  }

  boolean isOldValueRequired() {
    return configuration.isOldValueRequired();
  }

  boolean listensTo(EventType type) {
    return switch (type) {
      case CREATED -> listener instanceof CacheEntryCreatedListener;
      case UPDATED -> listener instanceof CacheEntryUpdatedListener;
      case REMOVED -> listener instanceof CacheEntryRemovedListener;
      case EXPIRED -> listener instanceof CacheEntryExpiredListener;
    };
  }

  /** Delivers those events of one type that pass the filter. */
  @SuppressWarnings("unchecked")
  void deliver(EventType type, List<EntryEvent<K, V>> events) {
    List<CacheEntryEvent<? extends K, ? extends V>> passed = new ArrayList<>();
    for (EntryEvent<K, V> event : events) {
      if (filter == null || filter.evaluate(event)) {
        passed.add(event);
      }
    }
    if (passed.isEmpty()) {
      return;
    }
    Iterable<CacheEntryEvent<? extends K, ? extends V>> delivered = passed;
    CacheEntryListener<K, V> target = (CacheEntryListener<K, V>) listener;
    switch (type) {
      case CREATED -> ((CacheEntryCreatedListener<K, V>) target).onCreated(delivered);
      case UPDATED -> ((CacheEntryUpdatedListener<K, V>) target).onUpdated(delivered);
      case REMOVED -> ((CacheEntryRemovedListener<K, V>) target).onRemoved(delivered);
      case EXPIRED -> ((CacheEntryExpiredListener<K, V>) target).onExpired(delivered);
    }
  }

  /** The user objects that are to be closed with the listener. */
  List<Closeable> closeables() {
    List<Closeable> closeables = new ArrayList<>();
    if (listener instanceof Closeable closeable) {
      closeables.add(closeable);
    }
    if (filter instanceof Closeable closeable) {
      closeables.add(closeable);
    }
    return closeables;
  }
}
