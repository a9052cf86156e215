package dev.corral.internal.jcache;

import dev.corral.CorralStatisticsMXBean;
import dev.corral.LoadStatistics;
import dev.corral.NearStatistics;
import dev.corral.internal.engine.CacheContext;
import dev.corral.internal.engine.LoadCounters;
import dev.corral.internal.engine.Statistics;
import dev.corral.internal.near.NearCache;
import org.jspecify.annotations.Nullable;

/** A cache's statistics on this node as a management bean. Times are in microseconds. */
public final class StatisticsBean implements CorralStatisticsMXBean {
  private final Statistics statistics;
  private final LoadCounters loads;
  private final @Nullable NearCache<?> nearCache;

  StatisticsBean(CacheContext<?, ?> cache) {
    this.statistics = cache.statistics();
    this.loads = cache.loading().counters();
    this.nearCache = cache.near();
  }

  @Override
  public void clear() {
    statistics.clear();
    loads.clear();
    if (nearCache != null) {
      nearCache.counters().clear();
    }
  }

  @Override
  public long getCacheHits() {
    return statistics.hits();
  }

  @Override
  public float getCacheHitPercentage() {
    return percentage(statistics.hits());
  }

  @Override
  public long getCacheMisses() {
    return statistics.misses();
  }

  @Override
  public float getCacheMissPercentage() {
    return percentage(statistics.misses());
  }

  @Override
  public long getCacheGets() {
    return statistics.hits() + statistics.misses();
  }

  @Override
  public long getCachePuts() {
    return statistics.puts();
  }

  @Override
  public long getCacheRemovals() {
    return statistics.removals();
  }

  /** Always 0: Redis evicts for all nodes together, which no node can count as its own. */
  @Override
  public long getCacheEvictions() {
    return 0;
  }

  @Override
  public float getAverageGetTime() {
    return average(statistics.getNanos(), getCacheGets());
  }

  @Override
  public float getAveragePutTime() {
    return average(statistics.putNanos(), statistics.puts());
  }

  @Override
  public float getAverageRemoveTime() {
    return average(statistics.removeNanos(), statistics.removals());
  }

  @Override
  public long getLoads() {
    return now().loads();
  }

  @Override
  public long getLoadFailures() {
    return now().failures();
  }

  @Override
  public long getLoadsCoalescedInJvm() {
    return now().coalescedInJvm();
  }

  @Override
  public long getLoadsCoalescedAcrossNodes() {
    return now().coalescedAcrossNodes();
  }

  @Override
  public long getLoadLeasesGranted() {
    return now().leasesGranted();
  }

  @Override
  public long getLoadLeasesLost() {
    return now().leasesLost();
  }

  @Override
  public long getLoadLeasesTakenOver() {
    return now().leasesTakenOver();
  }

  @Override
  public long getEarlyRefreshes() {
    return now().earlyRefreshes();
  }

  @Override
  public long getStaleServed() {
    return now().staleServed();
  }

  @Override
  public long getFillsRefused() {
    return now().fillsRefused();
  }

  @Override
  public long getUnreadableRecords() {
    return statistics.unreadableRecords();
  }

  @Override
  public long getNearHits() {
    return near().hits();
  }

  @Override
  public long getNearMisses() {
    return near().misses();
  }

  @Override
  public long getInvalidationsSent() {
    return near().messages().sent();
  }

  @Override
  public long getInvalidationsReceived() {
    return near().messages().received();
  }

  @Override
  public long getInvalidationsOwn() {
    return near().messages().own();
  }

  @Override
  public long getInvalidationLagMedianMicros() {
    return near().messages().lag().percentile(0.5).toNanos() / 1000;
  }

  @Override
  public long getInvalidationLag99thMicros() {
    return near().messages().lag().percentile(0.99).toNanos() / 1000;
  }

  @Override
  public long getNearDrops() {
    return near().repairs().drops().values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public long getNearFillsRefused() {
    return near().repairs().refusedFills();
  }

  private NearStatistics near() {
    return nearCache == null ? NearStatistics.NONE : nearCache.counters().snapshot();
  }

  private LoadStatistics now() {
    return loads.snapshot();
  }

  private float percentage(long part) {
    long all = getCacheGets();
    return all == 0 ? 0 : 100f * part / all;
  }

  private static float average(long nanos, long count) {
    return count == 0 ? 0 : nanos / 1000f / count;
  }
}
