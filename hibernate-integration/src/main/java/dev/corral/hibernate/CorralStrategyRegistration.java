package dev.corral.hibernate;

import java.util.List;
import org.hibernate.boot.registry.selector.SimpleStrategyRegistrationImpl;
import org.hibernate.boot.registry.selector.StrategyRegistration;
import org.hibernate.boot.registry.selector.StrategyRegistrationProvider;
import org.hibernate.cache.spi.RegionFactory;

/** Lets {@code hibernate.cache.region.factory_class} say {@code corral}. For Hibernate to find. */
public final class CorralStrategyRegistration implements StrategyRegistrationProvider {
  /** A registration; it has no state. */
  public CorralStrategyRegistration() {}

  @Override
  public Iterable<StrategyRegistration<?>> getStrategyRegistrations() {
    return List.of(
        new SimpleStrategyRegistrationImpl<>(
            RegionFactory.class,
            CorralRegionFactory.class,
            "corral",
            CorralRegionFactory.class.getName(),
            CorralRegionFactory.class.getSimpleName()));
  }
}
