package dev.corral.hibernate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Invalidations that could not be made because Redis was away. While there are any, this node
 * serves nothing of the region; they are made good when Redis is back, once the transactions whose
 * locks could not be placed have ended. Thread-safe.
 */
final class Debts {
  private final long lapseNanos;
  private final Map<String, Long> open = new HashMap<>();
  private final Set<String> owed = new HashSet<>();
  private volatile boolean any;

  /**
   * @param lapseNanos after which a transaction that has not said how it ended no longer counts
   */
  Debts(long lapseNanos) {
    this.lapseNanos = lapseNanos;
  }

  /** Whether the region can't be served. */
  boolean any() {
    return any;
  }

  /** A change is under way that nobody knows of. */
  synchronized String begin(String what) {
    String id = UUID.randomUUID().toString();
    begin(id, what);
    return id;
  }

  /** As {@link #begin(String)}, with an id that the caller knows. */
  synchronized void begin(String id, String what) {
    open.put(id, System.nanoTime() + lapseNanos);
    owe(what);
  }

  /** A change has ended, if it was under way here. */
  synchronized void end(String id) {
    open.remove(id);
  }

  /** Something must be invalidated. */
  synchronized void owe(String what) {
    owed.add(what);
    any = true;
  }

  /**
   * Makes good what is owed, unless changes are under way.
   *
   * @param payment makes it good; if it throws, it stays owed
   */
  synchronized void settle(Consumer<Set<String>> payment) {
    long now = System.nanoTime();
    open.values().removeIf(lapse -> now - lapse > 0);
    if (any && open.isEmpty()) {
      payment.accept(Set.copyOf(owed));
      owed.clear();
      any = false;
    }
  }
}
