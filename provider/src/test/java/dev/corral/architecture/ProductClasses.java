package dev.corral.architecture;

import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.LocationProvider;
import dev.corral.CorralCachingProvider;
import java.util.Set;

/** The classes of the provider, without tests and without the testkit's. */
final class ProductClasses implements LocationProvider {

  @Override
  public Set<Location> get(Class<?> testClass) {
    return Set.of(
        Location.of(
            CorralCachingProvider.class.getProtectionDomain().getCodeSource().getLocation()));
  }
}
