package dev.corral.micronaut.management;

import dev.corral.CorralCache;
import dev.corral.CorralStatisticsMXBean;
import dev.corral.micronaut.CorralCaches;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micronaut.configuration.metrics.annotation.RequiresMetrics;
import io.micronaut.configuration.metrics.micrometer.MeterRegistryFactory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.function.ToDoubleFunction;

/**
 * The meters of all caches, also of those that open later: Micrometer's usual {@code cache.*}, and
 * {@code corral.*} for what only Corral has. Each has the name of its cache as tag {@code cache}.
 */
@Singleton
@RequiresMetrics
@Requires(
    property = MeterRegistryFactory.MICRONAUT_METRICS_BINDERS + ".corral.enabled",
    notEquals = "false")
public final class CorralMeters implements MeterBinder {
  private final CorralCaches caches;

  CorralMeters(CorralCaches caches) {
    this.caches = caches;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    caches.whenOpen(cache -> new OfCache(registry, cache).register());
  }

  private record OfCache(MeterRegistry registry, String name, CorralStatisticsMXBean statistics) {
    OfCache(MeterRegistry registry, CorralCache<?, ?> cache) {
      this(registry, cache.getName(), cache.statistics());
    }

    void register() {
      count("cache.gets", "result", "hit", CorralStatisticsMXBean::getCacheHits);
      count("cache.gets", "result", "miss", CorralStatisticsMXBean::getCacheMisses);
      count("cache.puts", CorralStatisticsMXBean::getCachePuts);
      count("cache.removals", CorralStatisticsMXBean::getCacheRemovals);
      count("cache.evictions", CorralStatisticsMXBean::getCacheEvictions);
      count("corral.loads", CorralStatisticsMXBean::getLoads);
      count("corral.load.failures", CorralStatisticsMXBean::getLoadFailures);
      count("corral.loads.coalesced", "in", "jvm", CorralStatisticsMXBean::getLoadsCoalescedInJvm);
      count(
          "corral.loads.coalesced",
          "in",
          "cluster",
          CorralStatisticsMXBean::getLoadsCoalescedAcrossNodes);
      count("corral.leases", "event", "granted", CorralStatisticsMXBean::getLoadLeasesGranted);
      count("corral.leases", "event", "lost", CorralStatisticsMXBean::getLoadLeasesLost);
      count("corral.leases", "event", "taken-over", CorralStatisticsMXBean::getLoadLeasesTakenOver);
      count("corral.refreshes.early", CorralStatisticsMXBean::getEarlyRefreshes);
      count("corral.stale.served", CorralStatisticsMXBean::getStaleServed);
      count("corral.fills.refused", CorralStatisticsMXBean::getFillsRefused);
      count("corral.near.gets", "result", "hit", CorralStatisticsMXBean::getNearHits);
      count("corral.near.gets", "result", "miss", CorralStatisticsMXBean::getNearMisses);
      count("corral.near.drops", CorralStatisticsMXBean::getNearDrops);
      count("corral.invalidations", "event", "sent", CorralStatisticsMXBean::getInvalidationsSent);
      count(
          "corral.invalidations",
          "event",
          "received",
          CorralStatisticsMXBean::getInvalidationsReceived);
      count("corral.records.unreadable", CorralStatisticsMXBean::getUnreadableRecords);
    }

    private void count(String meter, ToDoubleFunction<CorralStatisticsMXBean> value) {
      count(meter, Tags.of("cache", name), value);
    }

    private void count(
        String meter, String tag, String tagged, ToDoubleFunction<CorralStatisticsMXBean> value) {
      count(meter, Tags.of("cache", name, tag, tagged), value);
    }

    /** The registry keeps no strong reference to what it asks; the meter does, by the function. */
    private void count(String meter, Tags tags, ToDoubleFunction<CorralStatisticsMXBean> value) {
      CorralStatisticsMXBean asked = statistics;
      FunctionCounter.builder(meter, asked, any -> value.applyAsDouble(asked))
          .tags(tags)
          .register(registry);
    }
  }
}
