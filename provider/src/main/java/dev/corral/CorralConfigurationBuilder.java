package dev.corral;

import dev.corral.internal.config.CacheOptions;
import dev.corral.internal.config.Option;
import dev.corral.internal.config.OptionValues;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import org.jspecify.annotations.Nullable;

/**
 * Builds configurations, see {@link CorralConfiguration#builder(Class, Class)}; not for use by
 * several threads.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class CorralConfigurationBuilder<K, V> {

  private final MutableConfiguration<K, V> standard;
  private OptionValues settings;
  private @Nullable Factory<? extends EntryLifetime<? super K, ? super V>> entryLifetime;
  private @Nullable Factory<? extends Tagger<? super K, ? super V>> tagger;

  CorralConfigurationBuilder(MutableConfiguration<K, V> standard, OptionValues settings) {
    this.standard = standard;
    this.settings = settings;
  }

  /** Whether the cache stores copies; JSR-107's default is true. */
  public CorralConfigurationBuilder<K, V> storeByValue(boolean byValue) {
    standard.setStoreByValue(byValue);
    return this;
  }

  /** Whether reads load what is missing; false by default. */
  public CorralConfigurationBuilder<K, V> readThrough(boolean readThrough) {
    standard.setReadThrough(readThrough);
    return this;
  }

  /** Whether changes go to the writer first; false by default. */
  public CorralConfigurationBuilder<K, V> writeThrough(boolean writeThrough) {
    standard.setWriteThrough(writeThrough);
    return this;
  }

  /** Whether statistics are kept; false by default. */
  public CorralConfigurationBuilder<K, V> statisticsEnabled(boolean enabled) {
    standard.setStatisticsEnabled(enabled);
    return this;
  }

  /** Whether there is a configuration MBean; false by default. */
  public CorralConfigurationBuilder<K, V> managementEnabled(boolean enabled) {
    standard.setManagementEnabled(enabled);
    return this;
  }

  /** The factory of the loader, null for none. */
  public CorralConfigurationBuilder<K, V> loaderFactory(
      @Nullable Factory<? extends CacheLoader<K, V>> loaderFactory) {
    standard.setCacheLoaderFactory(loaderFactory);
    return this;
  }

  /** The factory of the writer, null for none. */
  public CorralConfigurationBuilder<K, V> writerFactory(
      @Nullable Factory<? extends CacheWriter<? super K, ? super V>> writerFactory) {
    standard.setCacheWriterFactory(writerFactory);
    return this;
  }

  /**
   * The factory of the expiry policy, null for JSR-107's default, {@link EternalExpiryPolicy}. Any
   * other than that one goes before a {@link #lifetime}.
   */
  public CorralConfigurationBuilder<K, V> expiryPolicyFactory(
      @Nullable Factory<? extends ExpiryPolicy> expiryPolicyFactory) {
    standard.setExpiryPolicyFactory(expiryPolicyFactory);
    return this;
  }

  /**
   * Adds a listener.
   *
   * @throws IllegalArgumentException if an equal one is there already
   */
  public CorralConfigurationBuilder<K, V> addListener(
      CacheEntryListenerConfiguration<K, V> listener) {
    standard.addCacheEntryListenerConfiguration(CorralConfiguration.copy(listener));
    return this;
  }

  /** Removes the listener that equals this one, if there is any. */
  public CorralConfigurationBuilder<K, V> removeListener(
      CacheEntryListenerConfiguration<K, V> listener) {
    standard.removeCacheEntryListenerConfiguration(listener);
    return this;
  }

  /**
   * Over how many shards the entries are spread, 1 to 4096; 16 by default. All nodes must agree; it
   * is fixed when the cache is first created.
   */
  public CorralConfigurationBuilder<K, V> shards(int shards) {
    return set(CacheOptions.SHARDS, shards);
  }

  /**
   * How keys and values become bytes: "kryo" (the default), "java" for Java serialization, or the
   * full name of a class that implements {@code dev.corral.codec.CodecFactory}.
   */
  public CorralConfigurationBuilder<K, V> codec(String codec) {
    return set(CacheOptions.CODEC, codec);
  }

  /**
   * Values of at least so many bytes, encoded, are compressed with LZ4 where that makes them
   * smaller; 0, and the default: none. Needs the library {@code at.yawk.lz4:lz4-java} on every
   * node.
   */
  public CorralConfigurationBuilder<K, V> compressFrom(long bytes) {
    return set(CacheOptions.COMPRESS_FROM, bytes);
  }

  /**
   * The classes that the codec may read, by name or pattern, in addition to JDK value types, the
   * types of the cache and what configuration files allow. Replaces what was given before.
   */
  public CorralConfigurationBuilder<K, V> allow(String... classNamePatterns) {
    return set(CacheOptions.ALLOW, List.of(classNamePatterns));
  }

  /**
   * How long an entry lives, at least a millisecond; {@link
   * java.time.temporal.ChronoUnit#FOREVER}'s duration means that it does not end. It holds only if
   * no expiry policy other than {@link EternalExpiryPolicy} is given. Counted from its creation, if
   * {@link #lifetimeFrom} does not say otherwise.
   */
  public CorralConfigurationBuilder<K, V> lifetime(Duration lifetime) {
    return set(CacheOptions.LIFETIME, lifetime);
  }

  /** From when the lifetime counts; {@link LifetimeFrom#CREATED} by default. */
  public CorralConfigurationBuilder<K, V> lifetimeFrom(LifetimeFrom from) {
    return set(CacheOptions.LIFETIME_FROM, from);
  }

  /**
   * How long an expired record stays readable, so that its expired event can be fired; zero for not
   * at all, at most 30 days. By default Corral decides.
   */
  public CorralConfigurationBuilder<K, V> expiredGrace(Duration grace) {
    return set(CacheOptions.EXPIRED_GRACE, grace);
  }

  /** Whose operations listeners hear about; {@link ListenerScope#LOCAL} by default. */
  public CorralConfigurationBuilder<K, V> listenerScope(ListenerScope scope) {
    return set(CacheOptions.LISTENER_SCOPE, scope);
  }

  /**
   * After how long the exclusive lease of a dead node lapses, 100 milliseconds to one hour; 10
   * seconds by default.
   */
  public CorralConfigurationBuilder<K, V> lockLease(Duration lease) {
    return set(CacheOptions.LOCK_LEASE, lease);
  }

  /**
   * How long an operation waits for a key that another one holds, up to one day; zero: it does not
   * wait. 30 seconds by default.
   */
  public CorralConfigurationBuilder<K, V> lockWait(Duration wait) {
    return set(CacheOptions.LOCK_WAIT, wait);
  }

  /**
   * How often a background pass frees dead records and notices expired ones, 10 milliseconds to one
   * day; zero: never. 10 seconds by default.
   */
  public CorralConfigurationBuilder<K, V> sweepInterval(Duration interval) {
    return set(CacheOptions.SWEEP_INTERVAL, interval);
  }

  /** Among whom callers of a missing key share one load; {@link LoadScope#CLUSTER} by default. */
  public CorralConfigurationBuilder<K, V> loadScope(LoadScope scope) {
    return set(CacheOptions.LOAD_SCOPE, scope);
  }

  /**
   * After how long the load lease of a dead node lapses, 100 milliseconds to one hour; 5 seconds by
   * default. It is renewed while the loader runs, so loads may take longer.
   */
  public CorralConfigurationBuilder<K, V> loadLease(Duration lease) {
    return set(CacheOptions.LOAD_LEASE, lease);
  }

  /**
   * How long a caller waits, at most, for another caller's load before it loads for itself, without
   * caching what it loaded; one millisecond to one day. 30 seconds by default.
   */
  public CorralConfigurationBuilder<K, V> loadWait(Duration wait) {
    return set(CacheOptions.LOAD_WAIT, wait);
  }

  /**
   * How long a load may take, up to one day; zero, or not given: as long as it wants. Then it is
   * interrupted, and its callers get a {@link javax.cache.integration.CacheLoaderException}, or the
   * stale value if {@link #staleIfError} allows it.
   */
  public CorralConfigurationBuilder<K, V> loadTimeout(Duration timeout) {
    return set(CacheOptions.LOAD_TIMEOUT, timeout);
  }

  /**
   * After how long a caller is served the stale value, if there is one within {@link #staleIfError}
   * or {@link #staleWhileRevalidate}, while the load goes on; up to one day, zero or not given:
   * never. It must be shorter than {@link #loadTimeout}, and needs one of the two windows.
   */
  public CorralConfigurationBuilder<K, V> softLoadTimeout(Duration timeout) {
    return set(CacheOptions.SOFT_LOAD_TIMEOUT, timeout);
  }

  /**
   * How eagerly an entry is refreshed in the background before it expires, 0 to 100; 1 by default,
   * more is earlier, 0 is never. This is the beta of XFetch: Vattani, Chierichetti and Lowenstein,
   * "Optimal Probabilistic Cache Stampede Prevention", VLDB 2015.
   */
  public CorralConfigurationBuilder<K, V> earlyExpiryBeta(double beta) {
    return set(CacheOptions.EARLY_EXPIRY_BETA, beta);
  }

  /**
   * How long after its expiry a value is still served, while one caller loads it anew in the
   * background; up to 30 days, zero: not at all, the default. It needs {@link #readThrough} with a
   * loader, or {@link #cacheAside}, and a lifetime that reads do not extend.
   */
  public CorralConfigurationBuilder<K, V> staleWhileRevalidate(Duration window) {
    return set(CacheOptions.STALE_WHILE_REVALIDATE, window);
  }

  /**
   * How long after its expiry a value is still served if loading it anew fails or takes too long;
   * up to 30 days, zero: not at all, the default. It needs the same as {@link
   * #staleWhileRevalidate}.
   */
  public CorralConfigurationBuilder<K, V> staleIfError(Duration window) {
    return set(CacheOptions.STALE_IF_ERROR, window);
  }

  /**
   * For how long after a failed load the stale value is served without trying again, up to one
   * hour; zero: each caller tries. One second by default.
   */
  public CorralConfigurationBuilder<K, V> staleRetry(Duration pause) {
    return set(CacheOptions.STALE_RETRY, pause);
  }

  /**
   * For how long it is remembered that a load found nothing, so that it is not tried again; up to
   * 36500 days, zero or not given: not at all. It needs {@link #readThrough} with a loader, or
   * {@link #cacheAside}.
   */
  public CorralConfigurationBuilder<K, V> nullLifetime(Duration lifetime) {
    return set(CacheOptions.NULL_LIFETIME, lifetime);
  }

  /**
   * Whether the application loads by {@code CorralCache.get(key, loader)}; false by default. That
   * call works without this, too, but options that need a loader are refused in a cache that has
   * none, unless this says where loads come from.
   */
  public CorralConfigurationBuilder<K, V> cacheAside(boolean cacheAside) {
    return set(CacheOptions.CACHE_ASIDE, cacheAside);
  }

  /**
   * By what fraction, at most, each lifetime is shortened at random, 0 to 0.9, so that entries that
   * were made together do not expire together; 0 by default. It has no effect on entries that do
   * not expire.
   */
  public CorralConfigurationBuilder<K, V> jitter(double fraction) {
    return set(CacheOptions.JITTER, fraction);
  }

  /**
   * How many entries each node keeps near, decoded and at no distance; 0 or not given: none. It
   * needs a lifetime that reads do not extend, or {@link #nearIgnoresAccess}, and is not possible
   * with {@link Consistency#STRONG}.
   */
  public CorralConfigurationBuilder<K, V> nearMaxEntries(int entries) {
    return set(CacheOptions.NEAR_MAX_ENTRIES, entries);
  }

  /**
   * How many bytes of encoded entries each node keeps near, in place of a number of entries; up to
   * 2^40.
   */
  public CorralConfigurationBuilder<K, V> nearMaxWeight(long bytes) {
    return set(CacheOptions.NEAR_MAX_WEIGHT, bytes);
  }

  /**
   * How long an entry is served from the near cache at most, a millisecond to 36500 days; not
   * given: as long as it lives.
   */
  public CorralConfigurationBuilder<K, V> nearLifetime(Duration lifetime) {
    return set(CacheOptions.NEAR_LIFETIME, lifetime);
  }

  /**
   * How callers are kept from modifying what others get from the near cache: "auto" (the default:
   * values of classes known to be immutable are shared, others are decoded anew for each hit),
   * "share" (the application promises to modify none), or the full name of a class that implements
   * {@link ValueCopier}.
   */
  public CorralConfigurationBuilder<K, V> nearCopy(String copy) {
    return set(CacheOptions.NEAR_COPY, copy);
  }

  /**
   * Whether a near cache is allowed although reads extend lifetimes, so that hits in it do not;
   * false by default.
   */
  public CorralConfigurationBuilder<K, V> nearIgnoresAccess(boolean ignores) {
    return set(CacheOptions.NEAR_IGNORES_ACCESS, ignores);
  }

  /**
   * From what the near cache hears of changes; {@link InvalidationSource#MESSAGES} by default.
   * {@link InvalidationSource#TRACKING} is not possible with {@link Consistency#CAUSAL}.
   */
  public CorralConfigurationBuilder<K, V> nearSource(InvalidationSource source) {
    return set(CacheOptions.NEAR_SOURCE, source);
  }

  /** What a reader may see of what others write; {@link Consistency#EVENTUAL} by default. */
  public CorralConfigurationBuilder<K, V> consistency(Consistency consistency) {
    return set(CacheOptions.CONSISTENCY, consistency);
  }

  /**
   * How long, at most, a near cache serves what was overwritten, even if messages are lost; 100
   * milliseconds to one hour, two seconds by default.
   */
  public CorralConfigurationBuilder<K, V> stalenessBound(Duration bound) {
    return set(CacheOptions.STALENESS_BOUND, bound);
  }

  /**
   * How many replicas must have a change before it returns, 0 to 100; none by default. Needs {@link
   * Consistency#STRONG}. If fewer have it in time, the change stands, and a {@link
   * NotReplicatedException} says so.
   */
  public CorralConfigurationBuilder<K, V> waitReplicas(int replicas) {
    return set(CacheOptions.WAIT_REPLICAS, replicas);
  }

  /** How long to wait for replicas, a millisecond to one hour; one second by default. */
  public CorralConfigurationBuilder<K, V> waitReplicasTimeout(Duration timeout) {
    return set(CacheOptions.WAIT_REPLICAS_TIMEOUT, timeout);
  }

  /**
   * The factory of what says how long each entry lives, null for none, the default. It decides in
   * place of the creation and update durations of the expiry policy, and cannot be given together
   * with a {@link #lifetime}.
   */
  public CorralConfigurationBuilder<K, V> entryLifetimeFactory(
      @Nullable Factory<? extends EntryLifetime<? super K, ? super V>> entryLifetimeFactory) {
    this.entryLifetime = entryLifetimeFactory;
    return this;
  }

  /**
   * The factory of what gives values their tags, null for none, the default. Tags that are given
   * with a put come in addition.
   */
  public CorralConfigurationBuilder<K, V> taggerFactory(
      @Nullable Factory<? extends Tagger<? super K, ? super V>> taggerFactory) {
    this.tagger = taggerFactory;
    return this;
  }

  /**
   * One of Corral's own settings, by its name in configuration files, such as {@code lock-lease}.
   *
   * @param value of the setting's type, or text as in a file
   * @throws IllegalArgumentException if there is no such setting, text cannot be read as a value of
   *     it, or the value is of another type
   */
  public CorralConfigurationBuilder<K, V> setting(String name, Object value) {
    settings = settings.withConverted(CacheOptions.TABLE.get(name), value);
    return this;
  }

  /** Each of these, as {@link #setting} takes them. */
  public CorralConfigurationBuilder<K, V> settings(Map<String, ?> byName) {
    byName.forEach(this::setting);
    return this;
  }

  /**
   * Takes a setting back, so that files and defaults say what holds.
   *
   * @throws IllegalArgumentException if there is no such setting
   */
  public CorralConfigurationBuilder<K, V> unset(String name) {
    settings = settings.without(CacheOptions.TABLE.get(name));
    return this;
  }

  private <T> CorralConfigurationBuilder<K, V> set(Option<T> option, T value) {
    settings = settings.with(option, value);
    return this;
  }

  /** What was said so far; the builder can go on. */
  public CorralConfiguration<K, V> build() {
    return new CorralConfiguration<>(standard, settings, entryLifetime, tagger);
  }
}
