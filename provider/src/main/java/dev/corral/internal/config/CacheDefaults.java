package dev.corral.internal.config;

import java.util.List;
import java.util.Map;

/**
 * What was said about caches outside their own configurations.
 *
 * @param byName for single caches
 * @param byPattern for caches whose names match; earlier ones go before later ones
 * @param forAll for all caches
 */
record CacheDefaults(
    Map<String, OptionValues> byName, List<ForPattern> byPattern, OptionValues forAll) {

  CacheDefaults {
    byName = Map.copyOf(byName);
    byPattern = List.copyOf(byPattern);
  }

  /** What was said for caches whose names match one of some patterns. */
  record ForPattern(List<NamePattern> patterns, OptionValues values) {

    ForPattern {
      patterns = List.copyOf(patterns);
    }

    boolean matches(String cacheName) {
      return patterns.stream().anyMatch(pattern -> pattern.matches(cacheName));
    }
  }

  static CacheDefaults none() {
    return new CacheDefaults(Map.of(), List.of(), OptionValues.none());
  }

  /** These, with other values for all caches that go before the ones here. */
  CacheDefaults withForAll(OptionValues values) {
    return new CacheDefaults(byName, byPattern, values.orElse(forAll));
  }

  /** All that holds for a cache of this name: each option from the most specific place. */
  OptionValues of(String cacheName) {
    OptionValues values = byName.getOrDefault(cacheName, OptionValues.none());
    for (ForPattern some : byPattern) {
      if (some.matches(cacheName)) {
        values = values.orElse(some.values());
      }
    }
    return values.orElse(forAll);
  }
}
