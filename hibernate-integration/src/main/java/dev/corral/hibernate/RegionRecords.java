package dev.corral.hibernate;

import dev.corral.CorralCache;
import dev.corral.codec.CodecException;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.ToLongBiFunction;
import java.util.function.UnaryOperator;
import javax.cache.CacheException;
import javax.cache.processor.EntryProcessorException;
import org.hibernate.cache.spi.access.SoftLock;
import org.jspecify.annotations.Nullable;

/**
 * The states in a region, and who may put them there.
 *
 * <p>Each method that changes something is one entry processor on one key: atomic among all nodes,
 * without a lock of this JVM or of the region. It decides by what is stored under the key, by the
 * region's {@link Floor}, and by when the transaction began. What guards against a state that is
 * older than one that was committed:
 *
 * <ul>
 *   <li>a change begins by putting a {@link Lock} in the place of the item, so that no one reads it
 *       any more, and ends by putting the new item, or the moment of its end, there;
 *   <li>a loaded state is accepted only from a transaction that began after the last change under
 *       its key ended, as far back as the memory of changes reaches, and else not at all.
 * </ul>
 *
 * <p>Reads are one round trip and wait for nobody. What Redis does not do is as if nothing were
 * cached, and is made good later where it was an invalidation, see {@link Debts}.
 */
final class RegionRecords {
  private static final String REGION = "region";

  private final RedisConnection redis;
  private final RegionCaches.Opened region;
  private final ToLongBiFunction<RegionKey, Object> layouts;
  private final Debts debts;

  /**
   * @param layouts says how a value is laid out, see {@link Layouts}
   */
  RegionRecords(
      RedisConnection redis,
      RegionCaches.Opened region,
      ToLongBiFunction<RegionKey, Object> layouts) {
    this.redis = redis;
    this.region = region;
    this.layouts = layouts;
    this.debts = new Debts(redis.settings().lockTimeout().toNanos());
    redis.whenUp(this::settle);
  }

  private void settle() {
    if (debts.any()) {
      debts.settle(all -> raiseFloor(redis.clock().now()));
    }
  }

  private boolean serves() {
    return redis.isUp() && !debts.any();
  }

  /**
   * A state that a transaction may read.
   *
   * @param start when it began
   */
  @Nullable Object get(Object key, long start) {
    if (serves()) {
      try {
        RegionKey of = RegionKey.of(key);
        Map<RegionKey, Slot> found = cache().getAll(Set.of(RegionKey.FLOOR, of));
        if (found.get(RegionKey.FLOOR) instanceof Floor floor
            && found.get(of) instanceof Item item
            && floor.isBelow(start)
            && floor.isBelow(item)
            && start > item.timestamp()
            && isOfThisLayout(of, item)) {
          return item.value();
        }
      } catch (CacheException e) {
        redis.failed(e);
      }
    }
    return null;
  }

  private boolean isOfThisLayout(RegionKey key, Item item) {
    return item.layout() != Layouts.UNKNOWN
        && item.layout() == layouts.applyAsLong(key, item.value());
  }

  /** Whether there is an item that some transaction may read. */
  boolean contains(Object key) {
    return get(key, Long.MAX_VALUE) != null;
  }

  /**
   * Puts a state that a transaction has loaded, unless something newer is or was there.
   *
   * @param start when the transaction began
   * @param versions tells whether one version is older than another; null if there are none
   * @return whether it was put
   */
  boolean fill(
      Object key,
      Object value,
      @Nullable Object version,
      long start,
      @Nullable Comparator<Object> versions) {
    RegionKey of = RegionKey.of(key);
    return put(
        of,
        new Item(value, version, start, layouts.applyAsLong(of, value)),
        (floor, slot) ->
            floor.isBelow(start) && isWritable(of, floor, slot, version, start, versions));
  }

  private boolean isWritable(
      RegionKey key,
      Floor floor,
      @Nullable Slot slot,
      @Nullable Object version,
      long start,
      @Nullable Comparator<Object> versions) {
    if (slot instanceof Lock lock) {
      return lock.isWritable(start);
    }
    if (slot instanceof Item item) {
      if (!floor.isBelow(item) || !isOfThisLayout(key, item)) {
        return start > item.timestamp();
      }
      return versions != null
          && version != null
          && item.version() != null
          && versions.compare(item.version(), version) < 0;
    }
    return isRemembered(start);
  }

  /** Whether all changes since then have left something behind. */
  private boolean isRemembered(long start) {
    return start > redis.clock().atMost() - region.lifetimes().memoryMicros();
  }

  /**
   * Puts the state of an entity that a transaction has inserted and committed.
   *
   * @param start when it began
   */
  boolean inserted(Object key, Object value, @Nullable Object version, long start) {
    RegionKey of = RegionKey.of(key);
    return serves()
        && put(
            of,
            new Item(value, version, redis.timestamp(), layouts.applyAsLong(of, value)),
            (floor, slot) -> slot == null && floor.isBelow(start) && isRemembered(start));
  }

  private interface Condition {
    boolean allows(Floor floor, @Nullable Slot slot);
  }

  private boolean put(RegionKey key, Item item, Condition condition) {
    if (!serves()) {
      return false;
    }
    try {
      boolean[] hasFloor = {true};
      boolean put =
          cache()
              .<Boolean>invoke(
                  key,
                  (entry, arguments) -> {
                    Floor floor = floor();
                    hasFloor[0] = floor != null;
                    if (floor == null || !condition.allows(floor, entry.getValue())) {
                      return false;
                    }
                    entry.setValue(item);
                    return true;
                  });
      if (!hasFloor[0]) {
        cache().putIfAbsent(RegionKey.FLOOR, new Floor(redis.clock().now(), Map.of()));
      }
      return put;
    } catch (CacheException e) {
      redis.failed(e);
      return false;
    }
  }

  /**
   * Takes a lock: until it is given back, or lapses, nobody reads or loads the state.
   *
   * @throws org.hibernate.cache.CacheException if Redis is away and transactions are not to go on
   *     without it
   */
  HeldLock lock(Object key) {
    String id = UUID.randomUUID().toString();
    if (redis.isUp()) {
      try {
        long now = redis.clock().now();
        long lapses = now + redis.lockMicros();
        change(
            RegionKey.of(key),
            slot ->
                slot instanceof Lock lock
                    ? lock.with(id, lapses, now)
                    : new Lock(Map.of(id, lapses), false, 0));
        return new HeldLock(id, true);
      } catch (CacheException e) {
        redis.failed(e);
      }
    }
    return unplaced(id, "key " + key);
  }

  private HeldLock unplaced(String id, String what) {
    if (redis.settings().refusesWrites()) {
      throw Unavailable.toChange(what);
    }
    debts.begin(id, REGION);
    return new HeldLock(id, false);
  }

  /**
   * Puts the state that the holder of a lock has committed, if nobody else changed it meanwhile,
   * and gives the lock back.
   *
   * @param start when the transaction began
   * @return whether the state was put
   */
  boolean updated(
      Object key, Object value, @Nullable Object version, long start, @Nullable SoftLock lock) {
    if (!(lock instanceof HeldLock held) || !held.placed() || !serves()) {
      unlock(key, lock);
      return false;
    }
    RegionKey of = RegionKey.of(key);
    try {
      long now = redis.clock().now();
      Item item = new Item(value, version, now, layouts.applyAsLong(of, value));
      return cache()
          .<Boolean>invoke(
              of,
              (entry, arguments) -> {
                Slot slot = entry.getValue();
                Floor floor = floor();
                boolean alone =
                    floor != null
                        && floor.isBelow(start)
                        && slot instanceof Lock current
                        && current.isExclusivelyOf(held.id(), now);
                entry.setValue(alone ? item : released(slot, held.id(), now));
                return alone;
              });
    } catch (CacheException e) {
      redis.failed(e);
      if (isOfTheValue(e)) {
        unlock(key, lock);
      } else {
        debts.owe(REGION);
      }
      return false;
    }
  }

  private static boolean isOfTheValue(CacheException failure) {
    return failure instanceof CodecException
        || (failure instanceof EntryProcessorException
            && failure.getCause() instanceof CodecException);
  }

  private static Lock released(@Nullable Slot slot, String holder, long now) {
    return slot instanceof Lock lock ? lock.without(holder, now) : Lock.released(now);
  }

  /** Gives a lock back. What was there before is not readable any more. */
  void unlock(Object key, @Nullable SoftLock lock) {
    if (lock instanceof HeldLock held && !held.placed()) {
      debts.end(held.id());
      settleNow();
      return;
    }
    String holder = lock instanceof HeldLock held ? held.id() : "";
    attempt(
        () -> {
          long now = redis.clock().now();
          change(RegionKey.of(key), slot -> released(slot, holder, now));
        });
  }

  /** Removes an item. Locks stay; what was read until now is not accepted. */
  void evict(Object key) {
    attempt(
        () -> {
          long now = redis.clock().now();
          change(
              RegionKey.of(key),
              slot -> slot instanceof Lock lock ? lock.evicted(now) : Lock.released(now));
        });
  }

  /** Removes all items, at a cost that does not depend on their number. Locks stay. */
  void evictAll() {
    attempt(() -> raiseFloor(redis.clock().now()));
  }

  /** Lets nobody read or load anything until it is reopened, or this lapses. */
  HeldLock close() {
    String id = UUID.randomUUID().toString();
    if (redis.isUp()) {
      try {
        long until = redis.clock().now() + redis.lockMicros();
        change(
            RegionKey.FLOOR,
            slot ->
                (slot instanceof Floor floor ? floor : new Floor(0, Map.of())).closed(id, until));
        return new HeldLock(id, true);
      } catch (CacheException e) {
        redis.failed(e);
      }
    }
    return unplaced(id, "a region");
  }

  /** Ends {@link #close}; all items are gone. */
  void reopen(@Nullable SoftLock lock) {
    if (lock instanceof HeldLock held && held.placed()) {
      attempt(
          () -> {
            long now = redis.clock().now();
            change(
                RegionKey.FLOOR,
                slot ->
                    (slot instanceof Floor floor ? floor : new Floor(now, Map.of()))
                        .reopened(held.id(), now));
          });
    } else if (lock instanceof HeldLock held) {
      debts.end(held.id());
      settleNow();
    } else {
      evictAll();
    }
  }

  void release() {
    region.cache().close();
  }

  private void raiseFloor(long at) {
    change(
        RegionKey.FLOOR,
        slot -> slot instanceof Floor floor ? floor.raised(at) : new Floor(at, Map.of()));
  }

  /** An invalidation; if it can't be made, it is owed. */
  private void attempt(Runnable invalidation) {
    if (redis.isUp()) {
      try {
        invalidation.run();
        return;
      } catch (CacheException e) {
        redis.failed(e);
      }
    }
    debts.owe(REGION);
  }

  private void settleNow() {
    if (redis.isUp()) {
      try {
        settle();
      } catch (CacheException e) {
        redis.failed(e);
      }
    }
  }

  private void change(RegionKey key, UnaryOperator<@Nullable Slot> step) {
    cache()
        .<Boolean>invoke(
            key,
            (entry, arguments) -> {
              entry.setValue(step.apply(entry.getValue()));
              return true;
            });
  }

  private @Nullable Floor floor() {
    return cache().get(RegionKey.FLOOR) instanceof Floor floor ? floor : null;
  }

  private CorralCache<RegionKey, Slot> cache() {
    return region.cache().open();
  }
}
