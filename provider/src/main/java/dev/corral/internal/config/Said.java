package dev.corral.internal.config;

import java.util.List;

/**
 * What was said about one cache, and where.
 *
 * @param asked by the application, for this cache
 * @param elsewhere what files, URIs and properties say: first what is for this cache alone, then
 *     the more general, each place going before those after it
 */
record Said(OptionValues asked, List<OptionValues> elsewhere) {

  /** The place of what the application asks for. */
  static final int APPLICATION = 0;

  /** The place of what is given nowhere. */
  static final int NOWHERE = Integer.MAX_VALUE;

  private static final int THIS_CACHE_IN_FILE = 1;

  Said {
    elsewhere = List.copyOf(elsewhere);
  }

  Said withAsked(OptionValues values) {
    return new Said(values, elsewhere);
  }

  /** Each option from the most specific place; lists are joined. */
  OptionValues merged() {
    return asked.orElse(mergedElsewhere());
  }

  /** The same without what the application asks for. */
  OptionValues mergedElsewhere() {
    return elsewhere.stream().reduce(OptionValues.none(), OptionValues::orElse);
  }

  /**
   * The most specific place that gives the option, lower is more specific, else {@link #NOWHERE}.
   */
  int placeOf(Option<?> option) {
    if (asked.has(option)) {
      return APPLICATION;
    }
    for (int i = 0; i < elsewhere.size(); i++) {
      if (elsewhere.get(i).has(option)) {
        return i + 1;
      }
    }
    return NOWHERE;
  }

  /** Whether the option is given for this very cache, not just by a pattern or for all caches. */
  boolean isForThisCache(Option<?> option) {
    return placeOf(option) <= THIS_CACHE_IN_FILE;
  }
}
