package dev.corral.internal.config;

import dev.corral.ListenerScope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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
