package dev.corral.internal.config;

import dev.corral.CorralConfiguration;
import dev.corral.LifetimeFrom;
import java.util.Optional;
import javax.cache.configuration.Factory;
import javax.cache.configuration.FactoryBuilder.SingletonFactory;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;

/**
 * Which of lifetime, entry-lifetime and the application's expiry policy say how long entries live.
 * The application's policy goes before what others say; of lifetime and entry-lifetime, the one
 * from the more specific place holds.
 *
 * @param appliesLifetime whether lifetime may hold; not if there is an unlike policy
 * @param appliesEntryLifetime whether entry-lifetime holds
 * @param idlePlace where it is said that reads extend lifetimes, else {@link LoadRules#NOT_IDLE}
 * @param accessMayExtend whether reads extend lifetimes, or may: no one knows what a policy of the
 *     application does
 */
record LifetimeRules(
    boolean appliesLifetime, boolean appliesEntryLifetime, int idlePlace, boolean accessMayExtend) {

  static LifetimeRules of(
      CorralConfiguration<?, ?> own, Said said, OptionValues settings, Problems problems) {
    boolean ownPolicy = !isDefault(own.getExpiryPolicyFactory());
    int lifetimePlace = said.placeOf(CacheOptions.LIFETIME);
    int entryPlace =
        own.entryLifetimeFactory().isPresent()
            ? Said.APPLICATION
            : said.placeOf(StandardOptions.ENTRY_LIFETIME);
    if (lifetimePlace == entryPlace && lifetimePlace != Said.NOWHERE) {
      problems.add(
          CacheOptions.LIFETIME
              + " = "
              + Durations.format(settings.get(CacheOptions.LIFETIME))
              + ": given together with entry-lifetime ("
              + entryLifetime(own, said)
              + "); give only one of them");
    }
    boolean lifetime = lifetimePlace < entryPlace || ownPolicy;
    boolean entryLifetime =
        entryPlace < lifetimePlace && (!ownPolicy || entryPlace == Said.APPLICATION);
    int idlePlace = idlePlace(own, said, settings, lifetime);
    boolean unknown = ownPolicy && !isKnownNotToExtend(own.getExpiryPolicyFactory());
    return new LifetimeRules(
        lifetime, entryLifetime, idlePlace, idlePlace != LoadRules.NOT_IDLE || unknown);
  }

  static boolean isDefault(Factory<ExpiryPolicy> factory) {
    return EternalExpiryPolicy.factoryOf().equals(factory);
  }

  private static int idlePlace(
      CorralConfiguration<?, ?> own, Said said, OptionValues settings, boolean appliesLifetime) {
    if (!isDefault(own.getExpiryPolicyFactory())) {
      return isIdle(own.getExpiryPolicyFactory()) ? Said.APPLICATION : LoadRules.NOT_IDLE;
    }
    boolean finite =
        appliesLifetime
            && settings
                .find(CacheOptions.LIFETIME)
                .filter(lifetime -> !lifetime.equals(Durations.ETERNAL))
                .isPresent();
    LifetimeFrom from = settings.get(CacheOptions.LIFETIME_FROM);
    boolean idle = from == LifetimeFrom.ACCESSED || from == LifetimeFrom.TOUCHED;
    return finite && idle ? said.placeOf(CacheOptions.LIFETIME_FROM) : LoadRules.NOT_IDLE;
  }

  /** Only JSR-107's own factories are asked: no code of the application runs here. */
  private static boolean isIdle(Factory<ExpiryPolicy> factory) {
    if (factory instanceof SingletonFactory<ExpiryPolicy> known) {
      ExpiryPolicy policy = known.create();
      return policy instanceof AccessedExpiryPolicy || policy instanceof TouchedExpiryPolicy;
    }
    return false;
  }

  private static boolean isKnownNotToExtend(Factory<ExpiryPolicy> factory) {
    if (factory instanceof SingletonFactory<ExpiryPolicy> known) {
      Class<?> policy = known.create().getClass();
      return policy == CreatedExpiryPolicy.class
          || policy == ModifiedExpiryPolicy.class
          || policy == EternalExpiryPolicy.class;
    }
    return false;
  }

  private static String entryLifetime(CorralConfiguration<?, ?> own, Said said) {
    Optional<?> factory = own.entryLifetimeFactory();
    return factory.isPresent()
        ? "by entryLifetimeFactory"
        : said.mergedElsewhere().get(StandardOptions.ENTRY_LIFETIME);
  }
}
