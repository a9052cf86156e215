package dev.corral.hibernate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Invalidations that could not be made because Redis was away. While there are any, this node
 * serves nothing of the region; they are made good when Redis is back, once the transactions whose
 * locks could not be placed have ended. Thread-safe.
 */
final class Debts {
  private final long lapseNanos;
  private final Map<String, Long> open = new HashMap<>();
  private final Set<String> owed = new HashSet<>();
  private long additions;
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
    additions++;
    any = true;
  }

  /**
   * Makes good what is owed, unless changes are under way. Transactions do not wait for it; what
   * they come to owe meanwhile stays owed.
   *
   * @param payment makes it good; if it throws, it stays owed
   */
  void settle(Consumer<Set<String>> payment) {
    Due due = due();
    if (due != null) {
      payment.accept(due.what());
      paid(due);
    }
  }

  /** What is owed, and after how many additions. */
  private record Due(Set<String> what, long additions) {}

  private synchronized @Nullable Due due() {
    long now = System.nanoTime();
    open.values().removeIf(lapse -> now - lapse > 0);
    return any && open.isEmpty() ? new Due(Set.copyOf(owed), additions) : null;
  }

  private synchronized void paid(Due due) {
    if (due.additions() == additions) {
      owed.clear();
      any = false;
    }
  }
}
