package dev.corral;

import dev.corral.internal.config.CacheOptions;
import dev.corral.internal.config.OptionValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a cache: all of JSR-107's, with JSR-107's defaults, and Corral's own
 * settings.
 *
 * <p>A setting that is not given is empty here; when the cache is created it is filled in from the
 * configuration file (by the name of the cache, then by name patterns, then from its defaults),
 * else with the built-in default. The configuration of a cache that exists, as {@link
 * javax.cache.Cache#getConfiguration} returns it, has them all. Values are checked when a cache is
 * created, all at once.
 *
 * <p>Instances are immutable: what is built or copied from another configuration does not follow
 * its later changes. They can be serialized if their factories can.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class CorralConfiguration<K, V> implements CompleteConfiguration<K, V> {

  private static final long serialVersionUID = 1L;

  /** Never changed, never handed out. */
  private final MutableConfiguration<K, V> standard;

  private final OptionValues settings;
  private final @Nullable Factory<? extends EntryLifetime<? super K, ? super V>> entryLifetime;
  private final @Nullable Factory<? extends Tagger<? super K, ? super V>> tagger;

  CorralConfiguration(
      MutableConfiguration<K, V> standard,
      OptionValues settings,
      @Nullable Factory<? extends EntryLifetime<? super K, ? super V>> entryLifetime,
      @Nullable Factory<? extends Tagger<? super K, ? super V>> tagger) {
    this.standard = copy(standard);
    this.settings = settings;
    this.entryLifetime = entryLifetime;
    this.tagger = tagger;
  }

  /** Begins a configuration of a cache with these types. */
  public static <K, V> CorralConfigurationBuilder<K, V> builder(
      Class<K> keyType, Class<V> valueType) {
    return new CorralConfigurationBuilder<>(
        new MutableConfiguration<K, V>().setTypes(keyType, valueType), OptionValues.none());
  }

  /**
   * Begins with a copy of any configuration. Listener configurations are copied if they are
   * JSR-107's mutable ones; factories are kept as they are.
   */
  public static <K, V> CorralConfigurationBuilder<K, V> builder(Configuration<K, V> source) {
    if (source instanceof CorralConfiguration<K, V> corral) {
      return new CorralConfigurationBuilder<>(copy(corral.standard), corral.settings)
          .entryLifetimeFactory(corral.entryLifetime)
          .taggerFactory(corral.tagger);
    }
    if (source instanceof CompleteConfiguration<K, V> complete) {
      return new CorralConfigurationBuilder<>(copy(complete), OptionValues.none());
    }
    return new CorralConfigurationBuilder<>(
        new MutableConfiguration<K, V>()
            .setTypes(source.getKeyType(), source.getValueType())
            .setStoreByValue(source.isStoreByValue()),
        OptionValues.none());
  }

  /** A copy of any configuration, see {@link #builder(Configuration)}. */
  public static <K, V> CorralConfiguration<K, V> from(Configuration<K, V> source) {
    return source instanceof CorralConfiguration<K, V> corral ? corral : builder(source).build();
  }

  /** Begins with all that this configuration says. */
  public CorralConfigurationBuilder<K, V> toBuilder() {
    return builder(this);
  }

  @Override
  public Class<K> getKeyType() {
    return standard.getKeyType();
  }

  @Override
  public Class<V> getValueType() {
    return standard.getValueType();
  }

  @Override
  public boolean isStoreByValue() {
    return standard.isStoreByValue();
  }

  @Override
  public boolean isReadThrough() {
    return standard.isReadThrough();
  }

  @Override
  public boolean isWriteThrough() {
    return standard.isWriteThrough();
  }

  @Override
  public boolean isStatisticsEnabled() {
    return standard.isStatisticsEnabled();
  }

  @Override
  public boolean isManagementEnabled() {
    return standard.isManagementEnabled();
  }

  /** The listeners; the result does not change. */
  @Override
  public Iterable<CacheEntryListenerConfiguration<K, V>> getCacheEntryListenerConfigurations() {
    List<CacheEntryListenerConfiguration<K, V>> copies = new ArrayList<>();
    standard.getCacheEntryListenerConfigurations().forEach(one -> copies.add(copy(one)));
    return List.copyOf(copies);
  }

  /** The factory of the loader, null if there is none. */
  @Override
  public @Nullable Factory<CacheLoader<K, V>> getCacheLoaderFactory() {
    return standard.getCacheLoaderFactory();
  }

  /** The factory of the writer, null if there is none. */
  @Override
  public @Nullable Factory<CacheWriter<? super K, ? super V>> getCacheWriterFactory() {
    return standard.getCacheWriterFactory();
  }

  /** The factory of the expiry policy; JSR-107's default is {@link EternalExpiryPolicy}. */
  @Override
  public Factory<ExpiryPolicy> getExpiryPolicyFactory() {
    return standard.getExpiryPolicyFactory();
  }

  /** Over how many shards the entries are spread. */
  public Optional<Integer> shards() {
    return settings.find(CacheOptions.SHARDS);
  }

  /** How keys and values become bytes: "kryo", "java", or the name of a codec factory's class. */
  public Optional<String> codec() {
    return settings.find(CacheOptions.CODEC);
  }

  /** From how many bytes on values are compressed; empty or 0: never. */
  public Optional<Long> compressFrom() {
    return settings.find(CacheOptions.COMPRESS_FROM);
  }

  /** Patterns for the names of the classes that the codec may read, besides its own. */
  public Optional<List<String>> allow() {
    return settings.find(CacheOptions.ALLOW);
  }

  /** How long an entry lives, if no other expiry policy is given. */
  public Optional<Duration> lifetime() {
    return settings.find(CacheOptions.LIFETIME);
  }

  /** From when the lifetime counts. */
  public Optional<LifetimeFrom> lifetimeFrom() {
    return settings.find(CacheOptions.LIFETIME_FROM);
  }

  /** How long an expired record stays readable for expired events; empty: automatic. */
  public Optional<Duration> expiredGrace() {
    return settings.find(CacheOptions.EXPIRED_GRACE);
  }

  /** Whose operations listeners hear about. */
  public Optional<ListenerScope> listenerScope() {
    return settings.find(CacheOptions.LISTENER_SCOPE);
  }

  /** After how long the exclusive lease of a dead node lapses. */
  public Optional<Duration> lockLease() {
    return settings.find(CacheOptions.LOCK_LEASE);
  }

  /** How long an operation waits for a key that another one holds. */
  public Optional<Duration> lockWait() {
    return settings.find(CacheOptions.LOCK_WAIT);
  }

  /** How often a background pass frees dead records and notices expired ones; zero: never. */
  public Optional<Duration> sweepInterval() {
    return settings.find(CacheOptions.SWEEP_INTERVAL);
  }

  /** Among whom callers of a missing key share one load. */
  public Optional<LoadScope> loadScope() {
    return settings.find(CacheOptions.LOAD_SCOPE);
  }

  /** After how long the load lease of a dead node lapses; it is renewed while the loader runs. */
  public Optional<Duration> loadLease() {
    return settings.find(CacheOptions.LOAD_LEASE);
  }

  /**
   * How long a caller waits for another caller's load, before it loads for itself without caching.
   */
  public Optional<Duration> loadWait() {
    return settings.find(CacheOptions.LOAD_WAIT);
  }

  /** How long a load may take until it is interrupted; zero: as long as it wants. */
  public Optional<Duration> loadTimeout() {
    return settings.find(CacheOptions.LOAD_TIMEOUT);
  }

  /** After how long a caller is served the stale value while the load goes on; zero: never. */
  public Optional<Duration> softLoadTimeout() {
    return settings.find(CacheOptions.SOFT_LOAD_TIMEOUT);
  }

  /** How eagerly entries are refreshed before they expire, the beta of XFetch; 0: not at all. */
  public Optional<Double> earlyExpiryBeta() {
    return settings.find(CacheOptions.EARLY_EXPIRY_BETA);
  }

  /** How long an expired value is served while it is loaded anew; zero: not at all. */
  public Optional<Duration> staleWhileRevalidate() {
    return settings.find(CacheOptions.STALE_WHILE_REVALIDATE);
  }

  /** How long an expired value is served if loading it anew fails; zero: not at all. */
  public Optional<Duration> staleIfError() {
    return settings.find(CacheOptions.STALE_IF_ERROR);
  }

  /** For how long the stale value is served without a new attempt after a failed load. */
  public Optional<Duration> staleRetry() {
    return settings.find(CacheOptions.STALE_RETRY);
  }

  /** For how long it is remembered that a load found nothing; zero: not at all. */
  public Optional<Duration> nullLifetime() {
    return settings.find(CacheOptions.NULL_LIFETIME);
  }

  /** Whether loads come with the calls of get(key, loader). */
  public Optional<Boolean> cacheAside() {
    return settings.find(CacheOptions.CACHE_ASIDE);
  }

  /** By what fraction, at most, each lifetime is shortened at random; 0: not at all. */
  public Optional<Double> jitter() {
    return settings.find(CacheOptions.JITTER);
  }

  /** How many entries each node keeps near; empty or 0: the number does not bound it. */
  public Optional<Integer> nearMaxEntries() {
    return settings.find(CacheOptions.NEAR_MAX_ENTRIES);
  }

  /** How many bytes of encoded entries each node keeps near; empty or 0: they do not bound it. */
  public Optional<Long> nearMaxWeight() {
    return settings.find(CacheOptions.NEAR_MAX_WEIGHT);
  }

  /** How long an entry is served from the near cache at most; empty: as long as it lives. */
  public Optional<Duration> nearLifetime() {
    return settings.find(CacheOptions.NEAR_LIFETIME);
  }

  /** How callers are kept from modifying near values: "auto", "share" or a class name. */
  public Optional<String> nearCopy() {
    return settings.find(CacheOptions.NEAR_COPY);
  }

  /** Whether hits in the near cache need not extend lifetimes. */
  public Optional<Boolean> nearIgnoresAccess() {
    return settings.find(CacheOptions.NEAR_IGNORES_ACCESS);
  }

  /** From what the near cache hears of changes; empty: from Corral's messages only. */
  public Optional<InvalidationSource> nearSource() {
    return settings.find(CacheOptions.NEAR_SOURCE);
  }

  /** What a reader may see of what others write. */
  public Optional<Consistency> consistency() {
    return settings.find(CacheOptions.CONSISTENCY);
  }

  /** How long, at most, a near cache serves what was overwritten. */
  public Optional<Duration> stalenessBound() {
    return settings.find(CacheOptions.STALENESS_BOUND);
  }

  /** How many replicas must have a change before it returns. */
  public Optional<Integer> waitReplicas() {
    return settings.find(CacheOptions.WAIT_REPLICAS);
  }

  /** How long to wait for replicas. */
  public Optional<Duration> waitReplicasTimeout() {
    return settings.find(CacheOptions.WAIT_REPLICAS_TIMEOUT);
  }

  /** The factory of what says how long each entry lives; empty: the expiry policy says it. */
  public Optional<Factory<? extends EntryLifetime<? super K, ? super V>>> entryLifetimeFactory() {
    return Optional.ofNullable(entryLifetime);
  }

  /** The factory of what gives values their tags; empty: only puts give them. */
  public Optional<Factory<? extends Tagger<? super K, ? super V>>> taggerFactory() {
    return Optional.ofNullable(tagger);
  }

  /** Corral's own settings that were given, by their names in configuration files. */
  public Map<String, Object> settings() {
    return settings.asMap();
  }

  private static <K, V> MutableConfiguration<K, V> copy(CompleteConfiguration<K, V> source) {
    MutableConfiguration<K, V> copy = new MutableConfiguration<>(source);
    for (CacheEntryListenerConfiguration<K, V> listener :
        source.getCacheEntryListenerConfigurations()) {
      copy.removeCacheEntryListenerConfiguration(listener);
      copy.addCacheEntryListenerConfiguration(copy(listener));
    }
    if (source.getExpiryPolicyFactory() == null) {
      copy.setExpiryPolicyFactory(EternalExpiryPolicy.factoryOf());
    }
    return copy;
  }

  /** Others than JSR-107's own are kept, as deregistering may compare them by identity. */
  static <K, V> CacheEntryListenerConfiguration<K, V> copy(
      CacheEntryListenerConfiguration<K, V> listener) {
    return listener.getClass() == MutableCacheEntryListenerConfiguration.class
        ? new MutableCacheEntryListenerConfiguration<>(listener)
        : listener;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CorralConfiguration<?, ?> that
        && standard.equals(that.standard)
        && settings.equals(that.settings)
        && Objects.equals(entryLifetime, that.entryLifetime)
        && Objects.equals(tagger, that.tagger);
  }

  @Override
  public int hashCode() {
    return Objects.hash(standard, settings, entryLifetime, tagger);
  }

  @Override
  public String toString() {
    return "CorralConfiguration["
        + getKeyType().getName()
        + " -> "
        + getValueType().getName()
        + (isReadThrough() ? ", read-through" : "")
        + (isWriteThrough() ? ", write-through" : "")
        + (isStoreByValue() ? "" : ", by reference")
        + (isStatisticsEnabled() ? ", statistics" : "")
        + (isManagementEnabled() ? ", management" : "")
        + (entryLifetime == null ? "" : ", entry-lifetime")
        + (tagger == null ? "" : ", tagger")
        + ", "
        + settings
        + "]";
  }
}
