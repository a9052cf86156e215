package dev.corral.internal.config;

import dev.corral.CorralConfiguration;
import dev.corral.LifetimeFrom;
import java.time.Duration;
import java.util.Optional;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.Factory;
import javax.cache.expiry.EternalExpiryPolicy;
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
    OptionValues said = defaults.of(cacheName);
    OptionValues settings = ownSettings(own).orElse(said.only(CacheOptions.TABLE));
    Problems problems = new Problems();
    settings.check(CacheOptions.TABLE, problems);

    CorralConfiguration.Builder<K, V> builder = own.toBuilder();
    fillFlags(builder, own, said);
    fillFactories(builder, own, said, problems);
    problems.throwIfAny(
        "Cache '" + cacheName + "' cannot be created, its configuration is not allowed",
        IllegalArgumentException::new);

    Optional<Duration> lifetime = settings.find(CacheOptions.LIFETIME);
    if (lifetime.isPresent()) {
      LifetimeFrom from = settings.get(CacheOptions.LIFETIME_FROM);
      Factory<? extends ExpiryPolicy> policy = Lifetimes.policy(lifetime.get(), from);
      if (isDefault(own.getExpiryPolicyFactory())) {
        builder.expiryPolicyFactory(policy);
      } else if (!own.getExpiryPolicyFactory().equals(policy)) {
        settings = settings.without(CacheOptions.LIFETIME);
      }
    }
    settings = settings.orDefaultsOf(CacheOptions.TABLE);
    if (!settings.has(CacheOptions.LIFETIME)) {
      settings = settings.without(CacheOptions.LIFETIME_FROM);
      builder.unset(CacheOptions.LIFETIME.name()).unset(CacheOptions.LIFETIME_FROM.name());
    }
    builder.settings(settings.asMap());
    return new ResolvedConfiguration<>(builder.build(), new CacheSettings(settings));
  }

  private static OptionValues ownSettings(CorralConfiguration<?, ?> own) {
    OptionValues values = OptionValues.none();
    for (var setting : own.settings().entrySet()) {
      values = values.withConverted(CacheOptions.TABLE.get(setting.getKey()), setting.getValue());
    }
    return values;
  }

  private static boolean isDefault(Factory<ExpiryPolicy> factory) {
    return EternalExpiryPolicy.factoryOf().equals(factory);
  }

  private static <K, V> void fillFlags(
      CorralConfiguration.Builder<K, V> builder, CorralConfiguration<K, V> own, OptionValues said) {
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
      CorralConfiguration.Builder<K, V> builder,
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
  }
}
