package dev.corral;

import dev.corral.internal.config.CacheOptions;
import dev.corral.internal.config.Option;
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

  private CorralConfiguration(MutableConfiguration<K, V> standard, OptionValues settings) {
    this.standard = standard;
    this.settings = settings;
  }

  /** Begins a configuration of a cache with these types. */
  public static <K, V> Builder<K, V> builder(Class<K> keyType, Class<V> valueType) {
    return new Builder<>(
        new MutableConfiguration<K, V>().setTypes(keyType, valueType), OptionValues.none());
  }

  /**
   * Begins with a copy of any configuration. Listener configurations are copied if they are
   * JSR-107's mutable ones; factories are kept as they are.
   */
  public static <K, V> Builder<K, V> builder(Configuration<K, V> source) {
    if (source instanceof CorralConfiguration<K, V> corral) {
      return new Builder<>(copy(corral.standard), corral.settings);
    }
    if (source instanceof CompleteConfiguration<K, V> complete) {
      return new Builder<>(copy(complete), OptionValues.none());
    }
    return new Builder<>(
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
  public Builder<K, V> toBuilder() {
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
  private static <K, V> CacheEntryListenerConfiguration<K, V> copy(
      CacheEntryListenerConfiguration<K, V> listener) {
    return listener.getClass() == MutableCacheEntryListenerConfiguration.class
        ? new MutableCacheEntryListenerConfiguration<>(listener)
        : listener;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CorralConfiguration<?, ?> that
        && standard.equals(that.standard)
        && settings.equals(that.settings);
  }

  @Override
  public int hashCode() {
    return Objects.hash(standard, settings);
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
        + ", "
        + settings
        + "]";
  }

  /**
   * Builds configurations; not for use by several threads.
   *
   * @param <K> the type of the keys
   * @param <V> the type of the values
   */
  public static final class Builder<K, V> {

    private final MutableConfiguration<K, V> standard;
    private OptionValues settings;

    private Builder(MutableConfiguration<K, V> standard, OptionValues settings) {
      this.standard = standard;
      this.settings = settings;
    }

    /** Whether the cache stores copies; JSR-107's default is true. */
    public Builder<K, V> storeByValue(boolean byValue) {
      standard.setStoreByValue(byValue);
      return this;
    }

    /** Whether reads load what is missing; false by default. */
    public Builder<K, V> readThrough(boolean readThrough) {
      standard.setReadThrough(readThrough);
      return this;
    }

    /** Whether changes go to the writer first; false by default. */
    public Builder<K, V> writeThrough(boolean writeThrough) {
      standard.setWriteThrough(writeThrough);
      return this;
    }

    /** Whether statistics are kept; false by default. */
    public Builder<K, V> statisticsEnabled(boolean enabled) {
      standard.setStatisticsEnabled(enabled);
      return this;
    }

    /** Whether there is a configuration MBean; false by default. */
    public Builder<K, V> managementEnabled(boolean enabled) {
      standard.setManagementEnabled(enabled);
      return this;
    }

    /** The factory of the loader, null for none. */
    public Builder<K, V> loaderFactory(
        @Nullable Factory<? extends CacheLoader<K, V>> loaderFactory) {
      standard.setCacheLoaderFactory(loaderFactory);
      return this;
    }

    /** The factory of the writer, null for none. */
    public Builder<K, V> writerFactory(
        @Nullable Factory<? extends CacheWriter<? super K, ? super V>> writerFactory) {
      standard.setCacheWriterFactory(writerFactory);
      return this;
    }

    /**
     * The factory of the expiry policy, null for JSR-107's default, {@link EternalExpiryPolicy}.
     * Any other than that one goes before a {@link #lifetime}.
     */
    public Builder<K, V> expiryPolicyFactory(
        @Nullable Factory<? extends ExpiryPolicy> expiryPolicyFactory) {
      standard.setExpiryPolicyFactory(expiryPolicyFactory);
      return this;
    }

    /**
     * Adds a listener.
     *
     * @throws IllegalArgumentException if an equal one is there already
     */
    public Builder<K, V> addListener(CacheEntryListenerConfiguration<K, V> listener) {
      standard.addCacheEntryListenerConfiguration(copy(listener));
      return this;
    }

    /** Removes the listener that equals this one, if there is any. */
    public Builder<K, V> removeListener(CacheEntryListenerConfiguration<K, V> listener) {
      standard.removeCacheEntryListenerConfiguration(listener);
      return this;
    }

    /**
     * Over how many shards the entries are spread, 1 to 4096; 16 by default. All nodes must agree;
     * it is fixed when the cache is first created.
     */
    public Builder<K, V> shards(int shards) {
      return set(CacheOptions.SHARDS, shards);
    }

    /**
     * How keys and values become bytes: "kryo" (the default), "java" for Java serialization, or the
     * full name of a class that implements {@code dev.corral.codec.CodecFactory}.
     */
    public Builder<K, V> codec(String codec) {
      return set(CacheOptions.CODEC, codec);
    }

    /**
     * The classes that the codec may read, by name or pattern, in addition to JDK value types, the
     * types of the cache and what configuration files allow. Replaces what was given before.
     */
    public Builder<K, V> allow(String... classNamePatterns) {
      return set(CacheOptions.ALLOW, List.of(classNamePatterns));
    }

    /**
     * How long an entry lives, at least a millisecond; {@link
     * java.time.temporal.ChronoUnit#FOREVER}'s duration means that it does not end. It holds only
     * if no expiry policy other than {@link EternalExpiryPolicy} is given. Counted from its
     * creation, if {@link #lifetimeFrom} does not say otherwise.
     */
    public Builder<K, V> lifetime(Duration lifetime) {
      return set(CacheOptions.LIFETIME, lifetime);
    }

    /** From when the lifetime counts; {@link LifetimeFrom#CREATED} by default. */
    public Builder<K, V> lifetimeFrom(LifetimeFrom from) {
      return set(CacheOptions.LIFETIME_FROM, from);
    }

    /**
     * How long an expired record stays readable, so that its expired event can be fired; zero for
     * not at all, at most 30 days. By default Corral decides.
     */
    public Builder<K, V> expiredGrace(Duration grace) {
      return set(CacheOptions.EXPIRED_GRACE, grace);
    }

    /** Whose operations listeners hear about; {@link ListenerScope#LOCAL} by default. */
    public Builder<K, V> listenerScope(ListenerScope scope) {
      return set(CacheOptions.LISTENER_SCOPE, scope);
    }

    /**
     * After how long the exclusive lease of a dead node lapses, 100 milliseconds to one hour; 10
     * seconds by default.
     */
    public Builder<K, V> lockLease(Duration lease) {
      return set(CacheOptions.LOCK_LEASE, lease);
    }

    /**
     * How long an operation waits for a key that another one holds, up to one day; zero: it does
     * not wait. 30 seconds by default.
     */
    public Builder<K, V> lockWait(Duration wait) {
      return set(CacheOptions.LOCK_WAIT, wait);
    }

    /**
     * How often a background pass frees dead records and notices expired ones, 10 milliseconds to
     * one day; zero: never. 10 seconds by default.
     */
    public Builder<K, V> sweepInterval(Duration interval) {
      return set(CacheOptions.SWEEP_INTERVAL, interval);
    }

    /**
     * One of Corral's own settings, by its name in configuration files, such as {@code lock-lease}.
     *
     * @param value of the setting's type, or text as in a file
     * @throws IllegalArgumentException if there is no such setting, text cannot be read as a value
     *     of it, or the value is of another type
     */
    public Builder<K, V> setting(String name, Object value) {
      settings = settings.withConverted(CacheOptions.TABLE.get(name), value);
      return this;
    }

    /** Each of these, as {@link #setting} takes them. */
    public Builder<K, V> settings(Map<String, ?> byName) {
      byName.forEach(this::setting);
      return this;
    }

    /**
     * Takes a setting back, so that files and defaults say what holds.
     *
     * @throws IllegalArgumentException if there is no such setting
     */
    public Builder<K, V> unset(String name) {
      settings = settings.without(CacheOptions.TABLE.get(name));
      return this;
    }

    private <T> Builder<K, V> set(Option<T> option, T value) {
      settings = settings.with(option, value);
      return this;
    }

    /** What was said so far; the builder can go on. */
    public CorralConfiguration<K, V> build() {
      return new CorralConfiguration<>(copy(standard), settings);
    }
  }
}
