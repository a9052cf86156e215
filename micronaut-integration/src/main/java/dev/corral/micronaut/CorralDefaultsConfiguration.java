package dev.corral.micronaut;

import io.micronaut.context.annotation.ConfigurationProperties;

/** What holds for all caches that do not say otherwise. */
@ConfigurationProperties(CorralDefaultsConfiguration.PREFIX)
public final class CorralDefaultsConfiguration extends CacheSettings {
  /** What the names of the properties begin with. */
  public static final String PREFIX = CorralConnectionConfiguration.PREFIX + ".defaults";

  /** Begins with nothing said. */
  public CorralDefaultsConfiguration() {}
}
