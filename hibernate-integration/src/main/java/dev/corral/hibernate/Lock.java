package dev.corral.hibernate;

import java.util.HashMap;
import java.util.Map;

/**
 * A key whose state is being changed, or was changed or evicted and has not been loaded since.
 *
 * @param holders the transactions that change it, and when the lock of each lapses
 * @param concurrent whether there was more than one of them
 * @param releasedAt the moment from which on a transaction must have begun to bring a state along
 */
record Lock(Map<String, Long> holders, boolean concurrent, long releasedAt) implements Slot {
  Lock {
    holders = Map.copyOf(holders);
  }

  /** Nobody changes the state, and those that read it before then must not cache it. */
  static Lock released(long at) {
    return new Lock(Map.of(), false, at);
  }

  /** With another holder. Locks that lapsed before now count as released when they lapsed. */
  Lock with(String holder, long lapsesAt, long now) {
    Map<String, Long> live = new HashMap<>();
    long released = releasedAt;
    for (Map.Entry<String, Long> other : holders.entrySet()) {
      if (other.getValue() < now) {
        released = Math.max(released, other.getValue());
      } else {
        live.put(other.getKey(), other.getValue());
      }
    }
    boolean shared = !live.isEmpty();
    live.put(holder, lapsesAt);
    return new Lock(live, shared, released);
  }

  /**
   * Without a holder that changed the state until now. A holder whose lock had lapsed, and is not
   * known any more, was concurrent to the others.
   */
  Lock without(String holder, long now) {
    Map<String, Long> rest = new HashMap<>(holders);
    boolean known = rest.remove(holder) != null;
    return new Lock(rest, !rest.isEmpty() && (concurrent || !known), Math.max(releasedAt, now));
  }

  /** What was read until now is not to be cached. */
  Lock evicted(long now) {
    return new Lock(holders, concurrent, Math.max(releasedAt, now));
  }

  /** Whether a holder had the key to itself, from then until now. */
  boolean isExclusivelyOf(String holder, long now) {
    Long lapsesAt = holders.get(holder);
    return !concurrent && holders.size() == 1 && lapsesAt != null && lapsesAt >= now;
  }

  /** Whether what a transaction that began then has loaded is the committed state. */
  boolean isWritable(long start) {
    return start > releasedAt && holders.values().stream().allMatch(lapsesAt -> start > lapsesAt);
  }
}
