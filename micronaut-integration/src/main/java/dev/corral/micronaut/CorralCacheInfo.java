package dev.corral.micronaut;

import dev.corral.CorralCache;
import dev.corral.CorralStatisticsMXBean;
import io.micronaut.cache.CacheInfo;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is told of a cache: how it is configured, and what happened to it on this node. */
final class CorralCacheInfo implements CacheInfo {
  private final OpenCache cache;

  CorralCacheInfo(OpenCache cache) {
    this.cache = cache;
  }

  @Override
  public String getName() {
    return cache.name();
  }

  @Override
  public Map<String, Object> get() {
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("implementationClass", CorralCache.class.getName());
    info.put("open", cache.isOpen());
    if (cache.isOpen()) {
      CorralStatisticsMXBean statistics = cache.get().statistics();
      Map<String, Object> counts = new LinkedHashMap<>();
      counts.put("hits", statistics.getCacheHits());
      counts.put("misses", statistics.getCacheMisses());
      counts.put("puts", statistics.getCachePuts());
      counts.put("removals", statistics.getCacheRemovals());
      counts.put("loads", statistics.getLoads());
      counts.put("nearHits", statistics.getNearHits());
      info.put("statistics", counts);
    }
    return info;
  }
}
