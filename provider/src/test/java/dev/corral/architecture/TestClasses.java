package dev.corral.architecture;

import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.LocationProvider;
import java.util.Set;

/** The tests of the provider. */
final class TestClasses implements LocationProvider {

  @Override
  public Set<Location> get(Class<?> testClass) {
    return Set.of(
        Location.of(TestClasses.class.getProtectionDomain().getCodeSource().getLocation()));
  }
}
