package dev.corral.internal.config;

import dev.corral.Consistency;
import dev.corral.ListenerScope;
import dev.corral.LoadScope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Corral's own settings of one cache: resolved, checked, immutable. */
public final class CacheSettings {

  private final OptionValues values;

  /** The values must have been checked; what is not given has the built-in default. */
  CacheSettings(OptionValues values) {
    this.values = values.only(CacheOptions.TABLE).orDefaultsOf(CacheOptions.TABLE);
  }

  /** Corral's built-in defaults. */
  public static CacheSettings defaults() {
    return new CacheSettings(OptionValues.none());
  }

  /** Over how many shards the entries are spread, 1 to 4096. */
  public int shards() {
    return values.get(CacheOptions.SHARDS);
  }

  /** "kryo", "java" or the name of a class that makes the codec. */
  public String codec() {
    return values.get(CacheOptions.CODEC);
  }

  /** From how many bytes on values are compressed; empty: never. */
  public OptionalInt compressFrom() {
    long bytes = values.find(CacheOptions.COMPRESS_FROM).orElse(0L);
    return bytes == 0 ? OptionalInt.empty() : OptionalInt.of((int) bytes);
  }

  /** Patterns for the names of the classes that the codec may read, besides its own. */
  public List<String> allow() {
    return values.get(CacheOptions.ALLOW);
  }

  /** How long an expired record stays readable, empty to let Corral decide. */
  public Optional<Duration> expiredGrace() {
    return values.find(CacheOptions.EXPIRED_GRACE);
  }

  /** Whose operations listeners hear about. */
  public ListenerScope listenerScope() {
    return values.get(CacheOptions.LISTENER_SCOPE);
  }

  /** After how long the exclusive lease of a dead node lapses. */
  public Duration lockLease() {
    return values.get(CacheOptions.LOCK_LEASE);
  }

  /** How long an operation waits for a key that another one holds; zero: it does not wait. */
  public Duration lockWait() {
    return values.get(CacheOptions.LOCK_WAIT);
  }

  /** How often the background pass runs; zero: never. */
  public Duration sweepInterval() {
    return values.get(CacheOptions.SWEEP_INTERVAL);
  }

  /** Among whom callers of a missing key share one load. */
  public LoadScope loadScope() {
    return values.get(CacheOptions.LOAD_SCOPE);
  }

  /** After how long the load lease of a dead node lapses; it is renewed while the loader runs. */
  public Duration loadLease() {
    return values.get(CacheOptions.LOAD_LEASE);
  }

  /**
   * How long a caller waits for another caller's load, before it loads for itself without caching.
   */
  public Duration loadWait() {
    return values.get(CacheOptions.LOAD_WAIT);
  }

  /** How long a load may take until it is interrupted; empty: as long as it wants. */
  public Optional<Duration> loadTimeout() {
    return unlessZero(CacheOptions.LOAD_TIMEOUT);
  }

  /** After how long a caller is served the stale value while the load goes on; empty: never. */
  public Optional<Duration> softLoadTimeout() {
    return unlessZero(CacheOptions.SOFT_LOAD_TIMEOUT);
  }

  /** How eagerly entries are refreshed before they expire, the beta of XFetch; 0: not at all. */
  public double earlyExpiryBeta() {
    return values.get(CacheOptions.EARLY_EXPIRY_BETA);
  }

  /** How long an expired value is served while it is loaded anew; zero: not at all. */
  public Duration staleWhileRevalidate() {
    return values.get(CacheOptions.STALE_WHILE_REVALIDATE);
  }

  /** How long an expired value is served if loading it anew fails; zero: not at all. */
  public Duration staleIfError() {
    return values.get(CacheOptions.STALE_IF_ERROR);
  }

  /** For how long the stale value is served without a new attempt after a failed load. */
  public Duration staleRetry() {
    return values.get(CacheOptions.STALE_RETRY);
  }

  /** For how long it is remembered that a load found nothing; empty: not at all. */
  public Optional<Duration> nullLifetime() {
    return unlessZero(CacheOptions.NULL_LIFETIME);
  }

  /** By what fraction, at most, each lifetime is shortened at random; 0: not at all. */
  public double jitter() {
    return values.get(CacheOptions.JITTER);
  }

  /** The near cache, if there is one. */
  public Optional<NearSettings> near() {
    int entries = values.find(CacheOptions.NEAR_MAX_ENTRIES).orElse(0);
    long weight = values.find(CacheOptions.NEAR_MAX_WEIGHT).orElse(0L);
    return entries == 0 && weight == 0
        ? Optional.empty()
        : Optional.of(
            new NearSettings(
                entries,
                weight,
                values.find(CacheOptions.NEAR_LIFETIME),
                values.get(CacheOptions.NEAR_COPY),
                values.get(CacheOptions.NEAR_SOURCE)));
  }

  /** What a reader may see of what others write. */
  public Consistency consistency() {
    return values.get(CacheOptions.CONSISTENCY);
  }

  /** How long, at most, a near cache serves what was overwritten. */
  public Duration stalenessBound() {
    return values.get(CacheOptions.STALENESS_BOUND);
  }

  /** How many replicas must have a change before it returns. */
  public int waitReplicas() {
    return values.get(CacheOptions.WAIT_REPLICAS);
  }

  /** How long to wait for replicas. */
  public Duration waitReplicasTimeout() {
    return values.get(CacheOptions.WAIT_REPLICAS_TIMEOUT);
  }

  private Optional<Duration> unlessZero(Option<Duration> option) {
    return values.find(option).filter(duration -> !duration.isZero());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CacheSettings that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
