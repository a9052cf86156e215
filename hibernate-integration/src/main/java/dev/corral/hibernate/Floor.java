package dev.corral.hibernate;

import java.util.HashMap;
import java.util.Map;

/**
 * From when on a region's content counts. Read together with each entry: what is older is as good
 * as absent, and absent entries are filled only by transactions that began later. So evicting a
 * whole region is one small write, and leaves the locks in it alone; and a server that has lost its
 * memory, with it the floor, serves and accepts nothing from before.
 *
 * @param since items with an earlier or equal timestamp are dead
 * @param closedBy bulk operations under way, and until when each of them closes the region at most
 */
record Floor(long since, Map<String, Long> closedBy) implements Slot {
  Floor {
    closedBy = Map.copyOf(closedBy);
  }

  Floor raised(long at) {
    return new Floor(Math.max(since, at), closedBy);
  }

  Floor closed(String by, long until) {
    Map<String, Long> all = new HashMap<>(closedBy);
    all.put(by, until);
    return new Floor(since, all);
  }

  Floor reopened(String by, long now) {
    Map<String, Long> rest = new HashMap<>();
    closedBy.forEach(
        (other, until) -> {
          if (!other.equals(by) && until >= now) {
            rest.put(other, until);
          }
        });
    return new Floor(Math.max(since, now), rest);
  }

  /** Whether the region is open to a transaction that began then. */
  boolean isBelow(long start) {
    return start > level() && closedBy.values().stream().allMatch(until -> start > until);
  }

  /** Whether an item counts. */
  boolean isBelow(Item item) {
    return item.timestamp() > level();
  }

  private long level() {
    long level = since;
    for (long until : closedBy.values()) {
      level = Math.max(level, until);
    }
    return level;
  }
}
