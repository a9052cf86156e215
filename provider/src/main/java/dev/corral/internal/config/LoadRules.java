package dev.corral.internal.config;

import java.time.Duration;
import java.util.List;

/** How the options of loading fit together. */
final class LoadRules extends OptionRules {

  private static final List<Option<Duration>> STALE =
      List.of(CacheOptions.STALE_WHILE_REVALIDATE, CacheOptions.STALE_IF_ERROR);

  private static final List<Option<Duration>> NEED_LOADS =
      List.of(
          CacheOptions.STALE_WHILE_REVALIDATE,
          CacheOptions.STALE_IF_ERROR,
          CacheOptions.SOFT_LOAD_TIMEOUT,
          CacheOptions.NULL_LIFETIME);

  /** The place of a lifetime that reads do not extend. */
  static final int NOT_IDLE = Said.NOWHERE;

  private LoadRules(Said said, OptionValues values, Problems problems) {
    super(said, values, problems);
  }

  /**
   * The values that are applied.
   *
   * @param loads whether the cache has a loader that reads use
   * @param idlePlace the place that says that reads extend lifetimes, or {@link #NOT_IDLE}
   */
  static OptionValues apply(
      Said said, OptionValues values, boolean loads, int idlePlace, Problems problems) {
    LoadRules rules = new LoadRules(said, values, problems);
    if (!loads && !values.get(CacheOptions.CACHE_ASIDE)) {
      rules.withoutLoads();
    } else {
      if (idlePlace != NOT_IDLE) {
        rules.withIdleLifetime(idlePlace);
      }
      rules.softTimeout();
    }
    return rules.values;
  }

  private void withoutLoads() {
    for (Option<Duration> option : NEED_LOADS) {
      if (isOn(option)) {
        String what =
            STALE.contains(option) ? "a grace without a loader" : "given without a loader";
        refuseOrDrop(
            option,
            said.isForThisCache(option),
            what
                + ": set read-through = true and a loader, or cache-aside = true if the application"
                + " loads by get(key, loader), or do not give "
                + option);
      }
    }
  }

  /** A window that is as specific as the idle lifetime, or more, cannot just be left out. */
  private void withIdleLifetime(int idlePlace) {
    for (Option<Duration> option : STALE) {
      if (isOn(option)) {
        refuseOrDrop(
            option,
            said.isForThisCache(option) || said.placeOf(option) <= idlePlace,
            "not possible where reads extend lifetimes: set lifetime-from = created or modified, or"
                + " an expiry policy of that kind, or do not give "
                + option);
      }
    }
  }

  private void softTimeout() {
    Option<Duration> soft = CacheOptions.SOFT_LOAD_TIMEOUT;
    if (!isOn(soft)) {
      return;
    }
    if (STALE.stream().noneMatch(this::isOn)) {
      refuseOrDrop(
          soft,
          said.isForThisCache(soft),
          "useless where nothing stale is served: set stale-while-revalidate or stale-if-error, or"
              + " do not give "
              + soft);
    }
    Option<Duration> hard = CacheOptions.LOAD_TIMEOUT;
    if (isOn(soft) && isOn(hard) && values.get(soft).compareTo(values.get(hard)) >= 0) {
      problems.add(shown(soft) + ": must be shorter than " + shown(hard));
    }
  }

  private boolean isOn(Option<Duration> option) {
    return values.find(option).filter(duration -> !duration.isZero()).isPresent();
  }
}
