package dev.corral.internal.engine;

import dev.corral.LoadScope;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How missing values are loaded.
 *
 * @param scope among whom callers share a load
 * @param lease after how long the load lease of a dead node lapses
 * @param longestWait the longest a caller waits for another's load
 * @param timeouts limits of a load
 * @param freshness when a value is too old
 * @param nullLifetime for how long it is remembered that a load found nothing; null: it is not
 */
public record LoadPolicy(
    LoadScope scope,
    Duration lease,
    Duration longestWait,
    Timeouts timeouts,
    Freshness freshness,
    @Nullable Duration nullLifetime) {
  /**
   * Limits of a load.
   *
   * @param hard after which it is given up
   * @param soft after which a stale value is served, if there is one
   */
  public record Timeouts(Optional<Duration> hard, Optional<Duration> soft) {
    boolean none() {
      return hard.isEmpty() && soft.isEmpty();
    }
  }
}
