package dev.corral.hibernate;

import dev.corral.CorralConfiguration;
import dev.corral.CorralConfigurationBuilder;
import dev.corral.EntryLifetime;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.cache.Cache;

/** Opens the caches of regions: with what the application configures by name, and what must be. */
final class RegionCaches {
  /**
   * How long a key stays held by a node that died between the steps of a change, or that Redis
   * answered too late; the steps themselves take milliseconds.
   */
  private static final Duration LOCK_LEASE = Duration.ofSeconds(2);

  /** After which a transaction goes on as if Redis were away. */
  private static final Duration LOCK_WAIT = Duration.ofSeconds(5);

  private RegionCaches() {}

  /** The entries of a region, and how long the memory of changes in it reaches back. */
  record Opened(RegionCache<Slot> cache, RegionLifetimes lifetimes) {}

  /**
   * A region of entities, collections and natural ids.
   *
   * @param strict whether what one transaction has committed must be seen by all that begin later;
   *     then there is no near cache
   * @param types names the application's classes that are in it; asked when it is opened
   */
  static Opened domain(
      RedisConnection redis, String name, boolean strict, Supplier<Set<String>> types) {
    RegionLifetimes lifetimes = new RegionLifetimes(redis.settings().lockTimeout());
    return new Opened(
        new RegionCache<>(
            redis,
            name,
            () -> {
              lifetimes.itemsLive(configuredLifetime(redis, name, Slot.class));
              CorralConfigurationBuilder<RegionKey, Slot> builder =
                  briefly(allowing(redis, Slot.class, types))
                      .entryLifetimeFactory(() -> (EntryLifetime<RegionKey, Slot>) lifetimes);
              return (strict ? withoutNear(builder) : builder).build();
            }),
        lifetimes);
  }

  /** A region of query results. */
  static RegionCache<Object> queries(
      RedisConnection redis, String name, Supplier<Set<String>> types) {
    return new RegionCache<>(redis, name, () -> allowing(redis, Object.class, types).build());
  }

  /** A region of timestamps. */
  static RegionCache<TableStamp> timestamps(RedisConnection redis, String name) {
    return new RegionCache<>(
        redis,
        name,
        () ->
            withoutNear(briefly(CorralConfiguration.builder(RegionKey.class, TableStamp.class)))
                .lifetime(ChronoUnit.FOREVER.getDuration())
                .build());
  }

  private static <V> CorralConfigurationBuilder<RegionKey, V> briefly(
      CorralConfigurationBuilder<RegionKey, V> builder) {
    return builder.lockLease(LOCK_LEASE).lockWait(LOCK_WAIT);
  }

  private static <V> CorralConfigurationBuilder<RegionKey, V> withoutNear(
      CorralConfigurationBuilder<RegionKey, V> builder) {
    return builder.nearMaxEntries(0).nearMaxWeight(0);
  }

  private static <V> CorralConfigurationBuilder<RegionKey, V> allowing(
      RedisConnection redis, Class<V> type, Supplier<Set<String>> types) {
    List<String> allow = new ArrayList<>(types.get());
    allow.addAll(redis.settings().allow());
    return CorralConfiguration.builder(RegionKey.class, type).allow(allow.toArray(String[]::new));
  }

  /** What a file says of caches with this name, which only a cache can tell. */
  @SuppressWarnings("unchecked")
  private static <V> Optional<Duration> configuredLifetime(
      RedisConnection redis, String name, Class<V> type) {
    try (Cache<RegionKey, V> cache =
        redis
            .manager()
            .createCache(name, CorralConfiguration.builder(RegionKey.class, type).build())) {
      return ((CorralConfiguration<RegionKey, V>) cache.getConfiguration(CorralConfiguration.class))
          .lifetime();
    }
  }
}
