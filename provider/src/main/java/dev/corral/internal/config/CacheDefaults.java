package dev.corral.internal.config;

import java.util.ArrayList;
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

  /** All that was said for a cache of this name. */
  Said of(String cacheName) {
    List<OptionValues> places = new ArrayList<>();
    places.add(byName.getOrDefault(cacheName, OptionValues.none()));
    for (ForPattern some : byPattern) {
      if (some.matches(cacheName)) {
        places.add(some.values());
      }
    }
    places.add(forAll);
    return new Said(OptionValues.none(), places);
  }
}
