package dev.corral;

import javax.cache.management.CacheStatisticsMXBean;

/**
 * The statistics of a cache on this node as a management bean: those of JSR-107, and what became of
 * loads ({@link LoadStatistics} explains each count). Registered under JSR-107's name, {@code
 * javax.cache:type=CacheStatistics,...}. Loads are counted whether statistics are enabled or not.
 */
public interface CorralStatisticsMXBean extends CacheStatisticsMXBean {
  /** How often the loader was asked for an entry. */
  long getLoads();

  /** How many loads failed. */
  long getLoadFailures();

  /** Callers that shared the load of another caller in this JVM. */
  long getLoadsCoalescedInJvm();

  /** Times that this node waited for another node's load and got its value. */
  long getLoadsCoalescedAcrossNodes();

  /** How often this node got the right to load an entry. */
  long getLoadLeasesGranted();

  /** How many of these were gone when the load ended. */
  long getLoadLeasesLost();

  /** How often this node loaded after another node's load came to nothing. */
  long getLoadLeasesTakenOver();

  /** Refreshes begun before the entry expired. */
  long getEarlyRefreshes();

  /** Times that an expired value was served. */
  long getStaleServed();

  /** Loaded values that were not kept, because something newer came in between. */
  long getFillsRefused();

  /** Reads that were answered from the near cache. */
  long getNearHits();

  /** Keys that were looked for in the near cache in vain. */
  long getNearMisses();

  /** Changes of this node, each of which told the near caches of all nodes. */
  long getInvalidationsSent();

  /** Such messages that were heard, this node's own among them. */
  long getInvalidationsReceived();

  /** Those of them that told of this node's own changes, which it does not read back. */
  long getInvalidationsOwn();

  /** Half of the messages were heard within this time after the change, in microseconds. */
  long getInvalidationLagMedianMicros();

  /** All but one in a hundred messages were heard within this time, in microseconds. */
  long getInvalidationLag99thMicros();

  /** How often a shard's near entries were dropped because messages may have been lost. */
  long getNearDrops();

  /** Values that were read but not kept near, because something may have changed meanwhile. */
  long getNearFillsRefused();

  /** Records that were damaged, foreign or of another schema, and counted as absent. */
  long getUnreadableRecords();
}
