package dev.corral.hibernate;

import dev.corral.EntryLifetime;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * How long what is in a region lives: items as configured, locks until no transaction is left that
 * could have read what they guard.
 */
final class RegionLifetimes implements EntryLifetime<RegionKey, Slot> {
  private final Duration lockTimeout;
  private volatile Duration items = ChronoUnit.FOREVER.getDuration();

  RegionLifetimes(Duration lockTimeout) {
    this.lockTimeout = lockTimeout;
  }

  void itemsLive(Optional<Duration> lifetime) {
    lifetime.ifPresent(given -> items = given);
  }

  /**
   * For how long, in microseconds, a change leaves something behind under its key. Where there is
   * nothing, nothing was changed for so long. Half of what it is, for lifetimes may be jittered.
   */
  long memoryMicros() {
    Duration half = items.dividedBy(2);
    return (half.compareTo(lockTimeout) < 0 ? half : lockTimeout).toNanos() / 1000;
  }

  @Override
  public Duration lifetimeAfterCreate(RegionKey key, Slot slot) {
    if (slot instanceof Item) {
      return items;
    }
    return slot instanceof Lock ? lockTimeout.multipliedBy(4) : ChronoUnit.FOREVER.getDuration();
  }
}
