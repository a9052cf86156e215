package dev.corral.micronaut;

import dev.corral.CorralConfiguration;
import io.micronaut.context.env.Environment;
import io.micronaut.context.exceptions.ConfigurationException;
import java.util.Set;

/**
 * Refuses properties of caches that nothing reads: they are misspelt, and what they were to say
 * would not hold.
 */
final class PropertyNames {
  private static final Set<String> NO_OPTIONS =
      Set.of("key-type", "value-type", "statistics-enabled", "management-enabled");

  private PropertyNames() {}

  /**
   * Looks at the properties of all caches.
   *
   * @throws ConfigurationException if one is unknown; the message names it, and what there is
   */
  static void check(Environment environment) {
    mustBeKnown(environment, CorralDefaultsConfiguration.PREFIX, Set.of());
    for (String name : environment.getPropertyEntries(CorralCacheConfiguration.PREFIX)) {
      mustBeKnown(environment, CorralCacheConfiguration.PREFIX + "." + name, NO_OPTIONS);
    }
  }

  private static void mustBeKnown(Environment environment, String prefix, Set<String> others) {
    for (String entry : environment.getPropertyEntries(prefix)) {
      int bracket = entry.indexOf('[');
      String option = bracket < 0 ? entry : entry.substring(0, bracket);
      if (!others.contains(option)) {
        try {
          CorralConfiguration.builder(Object.class, Object.class).unset(option);
        } catch (IllegalArgumentException e) {
          throw new ConfigurationException(
              "Nothing reads the property " + prefix + "." + option + ": " + e.getMessage(), e);
        }
      }
    }
  }
}
