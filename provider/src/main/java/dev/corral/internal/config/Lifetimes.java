package dev.corral.internal.config;

import dev.corral.LifetimeFrom;
import java.util.concurrent.TimeUnit;
import javax.cache.configuration.Factory;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;

/** The settings lifetime and lifetime-from, as expiry policies of JSR-107. */
final class Lifetimes {

  private Lifetimes() {}

  /** The policy of an entry that lives so long; part of a millisecond counts as a whole one. */
  static Factory<? extends ExpiryPolicy> policy(java.time.Duration lifetime, LifetimeFrom from) {
    if (lifetime.equals(Durations.ETERNAL)) {
      return EternalExpiryPolicy.factoryOf();
    }
    Duration duration = new Duration(TimeUnit.MILLISECONDS, roundUp(lifetime));
    return switch (from) {
      case CREATED -> CreatedExpiryPolicy.factoryOf(duration);
      case MODIFIED -> ModifiedExpiryPolicy.factoryOf(duration);
      case ACCESSED -> AccessedExpiryPolicy.factoryOf(duration);
      case TOUCHED -> TouchedExpiryPolicy.factoryOf(duration);
    };
  }

  private static long roundUp(java.time.Duration lifetime) {
    return lifetime.plusNanos(999_999).toMillis();
  }
}
