package dev.corral.internal.near;

import dev.corral.NearStatistics;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What happened in the near cache of one cache on this node. Thread-safe. Who reads counts hits and
 * misses while statistics are enabled; all else is counted always.
 */
public final class NearCounters {
  private final HitSampler sampler = new HitSampler();
  private final Histogram ageOfHits = new Histogram();
  private final Histogram lag = new Histogram();
  private final Map<DropReason, LongAdder> drops = new EnumMap<>(DropReason.class);
  final LongAdder hits = new LongAdder();
  final LongAdder misses = new LongAdder();
  final LongAdder sent = new LongAdder();
  final LongAdder received = new LongAdder();
  final LongAdder own = new LongAdder();
  final LongAdder invalidated = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder checks = new LongAdder();

  NearCounters() {
    for (DropReason reason : DropReason.values()) {
      drops.put(reason, new LongAdder());
    }
  }

  /** Whether the age of the hit that was just made is wanted. */
  boolean isAgeWanted() {
    return sampler.isNext();
  }

  void hitAt(long ageNanos) {
    ageOfHits.add(ageNanos / 1000);
  }

  void heardAfter(long micros, boolean isOwn) {
    received.increment();
    if (isOwn) {
      own.increment();
    }
    lag.add(micros);
  }

  void dropped(DropReason reason) {
    LongAdder count = drops.get(reason);
    if (count != null) {
      count.increment();
    }
  }

  /** The counts of now; not of one moment. */
  public NearStatistics snapshot() {
    Map<String, Long> byReason = new TreeMap<>();
    drops.forEach(
        (reason, count) ->
            byReason.put(reason.name().toLowerCase(Locale.ROOT).replace('_', '-'), count.sum()));
    return new NearStatistics(
        hits.sum(),
        misses.sum(),
        new NearStatistics.Messages(
            sent.sum(), received.sum(), own.sum(), invalidated.sum(), durations(lag)),
        new NearStatistics.Repairs(checks.sum(), refused.sum(), byReason),
        durations(ageOfHits));
  }

  private static NearStatistics.Durations durations(Histogram histogram) {
    return new NearStatistics.Durations(histogram.snapshot());
  }

  /** Sets everything to zero. */
  public void clear() {
    ageOfHits.clear();
    lag.clear();
    drops.values().forEach(LongAdder::reset);
    for (LongAdder count :
        new LongAdder[] {hits, misses, sent, received, own, invalidated, refused, checks}) {
      count.reset();
    }
  }
}
