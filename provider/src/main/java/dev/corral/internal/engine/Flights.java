package dev.corral.internal.engine;

import dev.corral.internal.store.EntryKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;

/**
 * The loads under way in this JVM, by key; and which threads lead and wait for which of them, so
 * that a load that depends on itself fails at once instead of waiting for ever.
 *
 * <p>Thread-safe. Never blocks.
 */
final class Flights<V> {
  /** Across caches: a circle of loads may lead through several. */
  private static final ConcurrentMap<Thread, Flight<?>> WAITING = new ConcurrentHashMap<>();

  private static final ThreadLocal<List<Flight<?>>> LED = ThreadLocal.withInitial(ArrayList::new);

  private final String cacheName;
  private final ConcurrentMap<EntryKey, Flight<V>> flights = new ConcurrentHashMap<>();

  Flights(String cacheName) {
    this.cacheName = cacheName;
  }

  @Nullable Flight<V> of(EntryKey key) {
    return flights.get(key);
  }

  /**
   * Begins a flight in place of another, or of none.
   *
   * @return the flight, or null if someone else was faster
   */
  @Nullable Flight<V> begin(EntryKey key, @Nullable Flight<V> inPlaceOf) {
    Flight<V> flight = new Flight<>(key);
    boolean begun =
        inPlaceOf == null
            ? flights.putIfAbsent(key, flight) == null
            : flights.replace(key, inPlaceOf, flight);
    return begun ? flight : null;
  }

  /** Ends a flight: no one joins it any more. */
  void end(Flight<V> flight) {
    flights.remove(flight.key(), flight);
  }

  boolean isEmpty() {
    return flights.isEmpty();
  }

  /**
   * Runs a loader on behalf of flights, so that what it loads in turn is known to be part of them.
   */
  static <V, T> T leading(List<Flight<V>> led, Supplier<T> loader) {
    List<Flight<?>> mine = LED.get();
    int before = mine.size();
    mine.addAll(led);
    led.forEach(flight -> flight.loaderRunsHere(true));
    try {
      return loader.get();
    } finally {
      led.forEach(flight -> flight.loaderRunsHere(false));
      mine.subList(before, mine.size()).clear();
      if (mine.isEmpty()) {
        LED.remove();
      }
    }
  }

  /**
   * Waits for a flight, with a note of it.
   *
   * @throws CacheLoaderException if the flight, perhaps through others, waits for this thread
   */
  <T> T waitingFor(Flight<V> flight, Supplier<T> wait) {
    Thread me = Thread.currentThread();
    if (leadsTo(flight, me)) {
      throw circle(flight.key());
    }
    @Nullable Flight<?> outer = WAITING.put(me, flight);
    try {
      // Two threads that close a circle at the same moment both see it here, if not above.
      if (leadsTo(flight, me)) {
        throw circle(flight.key());
      }
      return wait.get();
    } finally {
      if (outer == null) {
        WAITING.remove(me);
      } else {
        WAITING.put(me, outer);
      }
    }
  }

  private CacheLoaderException circle(EntryKey key) {
    return new CacheLoaderException(
        "Loading key '"
            + key
            + "' of cache '"
            + cacheName
            + "' needs the very same load to end first: its loader asks the cache, directly or"
            + " through other keys, for what it is loading. Load it from its source instead.");
  }

  /**
   * Whether the flight's loader, through what it waits for, depends on one that this thread runs.
   */
  private static boolean leadsTo(Flight<?> flight, Thread me) {
    Set<Flight<?>> seen = new HashSet<>();
    Flight<?> next = flight;
    while (next != null && seen.add(next)) {
      if (next.loaderThread() == me) {
        return LED.get().contains(next);
      }
      Thread loader = next.loaderThread();
      next = loader == null ? null : WAITING.get(loader);
    }
    return false;
  }
}
