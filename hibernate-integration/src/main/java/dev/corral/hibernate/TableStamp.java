package dev.corral.hibernate;

import java.util.HashMap;
import java.util.Map;

/**
 * When a table was changed, by Redis's clock.
 *
 * @param last when the last change was committed
 * @param underWay transactions that change it, and until when each of them counts at most
 */
record TableStamp(long last, Map<String, Long> underWay) {
  TableStamp {
    underWay = Map.copyOf(underWay);
  }

  TableStamp begun(String transaction, long until) {
    Map<String, Long> all = new HashMap<>(underWay);
    all.put(transaction, until);
    return new TableStamp(last, all);
  }

  /** Without a transaction that has ended, and those whose time is up. */
  TableStamp ended(String transaction, long now) {
    Map<String, Long> rest = new HashMap<>(underWay);
    rest.remove(transaction);
    rest.values().removeIf(until -> until < now);
    return new TableStamp(Math.max(last, now), rest);
  }

  /** Results that were read before then may be outdated. */
  long outdatesBefore() {
    long latest = last;
    for (long until : underWay.values()) {
      latest = Math.max(latest, until);
    }
    return latest;
  }
}
