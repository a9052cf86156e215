package dev.corral.internal.config;

import dev.corral.CorralConfiguration;
import dev.corral.CorralConfigurationBuilder;
import dev.corral.EntryLifetime;
import dev.corral.Tagger;
import java.time.Duration;
import java.util.Optional;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.Factory;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;

/**
 * Puts together what an application asks for a cache and what was said elsewhere. What JSR-107
 * configures counts as asked for if it differs from JSR-107's default.
 */
final class CacheResolver {

  private final CacheDefaults defaults;
  private final ClassLoader loader;

  CacheResolver(CacheDefaults defaults, ClassLoader loader) {
    this.defaults = defaults;
    this.loader = loader;
  }

  /**
   * What holds for a cache.
   *
   * @throws IllegalArgumentException if something of it is not allowed; the message has all of it
   */
  <K, V> ResolvedConfiguration<K, V> resolve(String cacheName, Configuration<K, V> asked) {
    CorralConfiguration<K, V> own = CorralConfiguration.from(asked);
    Said said = defaults.of(cacheName).withAsked(ownSettings(own));
    OptionValues elsewhere = said.mergedElsewhere();
    OptionValues settings = said.merged().only(CacheOptions.TABLE);
    Problems problems = new Problems();
    settings.check(CacheOptions.TABLE, problems);

    CorralConfigurationBuilder<K, V> builder = own.toBuilder();
    fillFlags(builder, own, elsewhere);
    fillFactories(builder, own, elsewhere, problems);
    LifetimeRules lifetimes = LifetimeRules.of(own, said, settings, problems);
    if (lifetimes.appliesEntryLifetime()) {
      fillEntryLifetime(builder, own, elsewhere, problems);
    }
    boolean loads =
        (own.isReadThrough() || elsewhere.get(StandardOptions.READ_THROUGH))
            && (own.getCacheLoaderFactory() != null || elsewhere.has(StandardOptions.LOADER));
    settings = LoadRules.apply(said, settings, loads, lifetimes.idlePlace(), problems);
    settings = NearRules.apply(said, settings, lifetimes.accessMayExtend(), problems);
    problems.throwIfAny(
        "Cache '" + cacheName + "' cannot be created, its configuration is not allowed",
        IllegalArgumentException::new);

    settings = fillExpiryPolicy(builder, own, settings, lifetimes).orDefaultsOf(CacheOptions.TABLE);
    if (!settings.has(CacheOptions.LIFETIME)) {
      settings = settings.without(CacheOptions.LIFETIME_FROM);
      builder.unset(CacheOptions.LIFETIME.name()).unset(CacheOptions.LIFETIME_FROM.name());
    }
    builder.settings(settings.asMap());
    return new ResolvedConfiguration<>(builder.build(), new CacheSettings(settings));
  }

  /** The settings, without the lifetime if it does not hold. */
  private static OptionValues fillExpiryPolicy(
      CorralConfigurationBuilder<?, ?> builder,
      CorralConfiguration<?, ?> own,
      OptionValues settings,
      LifetimeRules lifetimes) {
    Optional<Duration> lifetime = settings.find(CacheOptions.LIFETIME);
    if (lifetime.isEmpty() || !lifetimes.appliesLifetime()) {
      return settings.without(CacheOptions.LIFETIME);
    }
    Factory<? extends ExpiryPolicy> policy =
        Lifetimes.policy(lifetime.get(), settings.get(CacheOptions.LIFETIME_FROM));
    if (LifetimeRules.isDefault(own.getExpiryPolicyFactory())) {
      builder.expiryPolicyFactory(policy);
      return settings;
    }
    return own.getExpiryPolicyFactory().equals(policy)
        ? settings
        : settings.without(CacheOptions.LIFETIME);
  }

  private static OptionValues ownSettings(CorralConfiguration<?, ?> own) {
    OptionValues values = OptionValues.none();
    for (var setting : own.settings().entrySet()) {
      values = values.withConverted(CacheOptions.TABLE.get(setting.getKey()), setting.getValue());
    }
    return values;
  }

  private static <K, V> void fillFlags(
      CorralConfigurationBuilder<K, V> builder, CorralConfiguration<K, V> own, OptionValues said) {
    builder
        .storeByValue(own.isStoreByValue() && said.get(StandardOptions.STORE_BY_VALUE))
        .readThrough(own.isReadThrough() || said.get(StandardOptions.READ_THROUGH))
        .writeThrough(own.isWriteThrough() || said.get(StandardOptions.WRITE_THROUGH))
        .statisticsEnabled(
            own.isStatisticsEnabled() || said.get(StandardOptions.STATISTICS_ENABLED))
        .managementEnabled(
            own.isManagementEnabled() || said.get(StandardOptions.MANAGEMENT_ENABLED));
  }

  /** A file names classes, so whether they fit the types of the cache shows only when they run. */
  @SuppressWarnings("unchecked")
  private <K, V> void fillFactories(
      CorralConfigurationBuilder<K, V> builder,
      CorralConfiguration<K, V> own,
      OptionValues said,
      Problems problems) {
    Optional<String> loaderClass = said.find(StandardOptions.LOADER);
    if (own.getCacheLoaderFactory() == null && loaderClass.isPresent()) {
      problems.attempt(
          StandardOptions.LOADER + ": ",
          () ->
              builder.loaderFactory(
                  (Factory<CacheLoader<K, V>>)
                      (Factory<?>)
                          InstanceFactory.of(loaderClass.get(), CacheLoader.class, loader)));
    }
    Optional<String> writerClass = said.find(StandardOptions.WRITER);
    if (own.getCacheWriterFactory() == null && writerClass.isPresent()) {
      problems.attempt(
          StandardOptions.WRITER + ": ",
          () ->
              builder.writerFactory(
                  (Factory<CacheWriter<? super K, ? super V>>)
                      (Factory<?>)
                          InstanceFactory.of(writerClass.get(), CacheWriter.class, loader)));
    }
    Optional<String> taggerClass = said.find(StandardOptions.TAGGER);
    if (own.taggerFactory().isEmpty() && taggerClass.isPresent()) {
      problems.attempt(
          StandardOptions.TAGGER + ": ",
          () ->
              builder.taggerFactory(
                  (Factory<Tagger<? super K, ? super V>>)
                      (Factory<?>) InstanceFactory.of(taggerClass.get(), Tagger.class, loader)));
    }
  }

  @SuppressWarnings("unchecked")
  private <K, V> void fillEntryLifetime(
      CorralConfigurationBuilder<K, V> builder,
      CorralConfiguration<K, V> own,
      OptionValues said,
      Problems problems) {
    Optional<String> className = said.find(StandardOptions.ENTRY_LIFETIME);
    if (own.entryLifetimeFactory().isEmpty() && className.isPresent()) {
      problems.attempt(
          StandardOptions.ENTRY_LIFETIME + ": ",
          () ->
              builder.entryLifetimeFactory(
                  (Factory<EntryLifetime<? super K, ? super V>>)
                      (Factory<?>)
                          InstanceFactory.of(className.get(), EntryLifetime.class, loader)));
    }
  }
}
