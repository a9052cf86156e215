package dev.corral.hibernate;

import org.hibernate.cache.CacheException;

/** Failures that the application sees where it asked for them. */
final class Unavailable {
  private Unavailable() {}

  static CacheException toChange(String what) {
    return new CacheException(
        "Redis is away, and "
            + what
            + " can't be locked in the second-level cache; the transaction must be repeated."
            + " With "
            + Settings.WHEN_UNAVAILABLE
            + " = bypass it would go on.");
  }
}
