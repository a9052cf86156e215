package dev.corral.internal.jcache;

import dev.corral.internal.engine.Statistics;
import javax.cache.management.CacheStatisticsMXBean;

/** A cache's statistics on this node as a management bean. Times are in microseconds. */
public final class StatisticsBean implements CacheStatisticsMXBean {
  private final Statistics statistics;

  StatisticsBean(Statistics statistics) {
    this.statistics = statistics;
  }

  @Override
  public void clear() {
    statistics.clear();
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

  private float percentage(long part) {
    long all = getCacheGets();
    return all == 0 ? 0 : 100f * part / all;
  }

  private static float average(long nanos, long count) {
    return count == 0 ? 0 : nanos / 1000f / count;
  }
}
