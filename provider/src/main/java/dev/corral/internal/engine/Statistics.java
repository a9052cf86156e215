package dev.corral.internal.engine;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what this node did with a cache, while it is enabled. Thread-safe; the sums are not a
 * snapshot of one moment.
 */
public final class Statistics {
  private volatile boolean enabled;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder puts = new LongAdder();
  private final LongAdder removals = new LongAdder();
  private final LongAdder getNanos = new LongAdder();
  private final LongAdder putNanos = new LongAdder();
  private final LongAdder removeNanos = new LongAdder();
  private final LongAdder unreadable = new LongAdder();

  /** Starts or stops counting. */
  public void enable(boolean on) {
    enabled = on;
  }

  public boolean isEnabled() {
    return enabled;
  }

  void hit(long count) {
    add(hits, count);
  }

  void miss(long count) {
    add(misses, count);
  }

  void put(long count) {
    add(puts, count);
  }

  void removal(long count) {
    add(removals, count);
  }

  /** A record that was damaged, foreign, or of another schema. Counted always. */
  void unreadableRecord() {
    unreadable.increment();
  }

  /** Adds the time that lookups took. */
  public void getTook(long nanos) {
    add(getNanos, nanos);
  }

  /** Adds the time that puts took. */
  public void putTook(long nanos) {
    add(putNanos, nanos);
  }

  /** Adds the time that removals took. */
  public void removeTook(long nanos) {
    add(removeNanos, nanos);
  }

  private void add(LongAdder counter, long count) {
    if (enabled) {
      counter.add(count);
    }
  }

  /** Sets everything to zero. */
  public void clear() {
    for (LongAdder counter :
        new LongAdder[] {
          hits, misses, puts, removals, getNanos, putNanos, removeNanos, unreadable
        }) {
      counter.reset();
    }
  }

  public long hits() {
    return hits.sum();
  }

  public long misses() {
    return misses.sum();
  }

  public long puts() {
    return puts.sum();
  }

  public long removals() {
    return removals.sum();
  }

  public long unreadableRecords() {
    return unreadable.sum();
  }

  public long getNanos() {
    return getNanos.sum();
  }

  public long putNanos() {
    return putNanos.sum();
  }

  public long removeNanos() {
    return removeNanos.sum();
  }
}
