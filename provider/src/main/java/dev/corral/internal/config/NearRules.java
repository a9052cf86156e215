package dev.corral.internal.config;

import dev.corral.Consistency;
import dev.corral.InvalidationSource;
import java.util.List;

/** How the options of the near cache and of consistency fit together. */
final class NearRules extends OptionRules {
  private static final List<Option<? extends Number>> MAXIMA =
      List.of(CacheOptions.NEAR_MAX_ENTRIES, CacheOptions.NEAR_MAX_WEIGHT);

  private static final List<Option<?>> NEED_NEAR =
      List.of(
          CacheOptions.NEAR_LIFETIME,
          CacheOptions.NEAR_COPY,
          CacheOptions.NEAR_IGNORES_ACCESS,
          CacheOptions.NEAR_SOURCE);

  private NearRules(Said said, OptionValues values, Problems problems) {
    super(said, values, problems);
  }

  /**
   * The values that are applied.
   *
   * @param accessExtends whether reads extend lifetimes, or may do so
   */
  static OptionValues apply(
      Said said, OptionValues values, boolean accessExtends, Problems problems) {
    NearRules rules = new NearRules(said, values, problems);
    rules.oneMaximum();
    rules.notWithStrong();
    if (accessExtends) {
      rules.withAccess();
    }
    rules.withoutNear();
    rules.versions();
    rules.replicas();
    return rules.values;
  }

  private boolean hasNear() {
    return MAXIMA.stream().anyMatch(this::isOn);
  }

  private boolean isOn(Option<? extends Number> option) {
    return values.find(option).filter(number -> number.longValue() > 0).isPresent();
  }

  /** Of two from different places the more specific one holds, also if it is 0. */
  private void oneMaximum() {
    Option<Integer> entries = CacheOptions.NEAR_MAX_ENTRIES;
    Option<Long> weight = CacheOptions.NEAR_MAX_WEIGHT;
    int byEntries = said.placeOf(entries);
    int byWeight = said.placeOf(weight);
    if (byEntries != byWeight) {
      values = values.without(byEntries < byWeight ? weight : entries);
    } else if (isOn(entries) && isOn(weight)) {
      problems.add(
          shown(entries) + ": given together with " + shown(weight) + "; give only one of them");
    }
  }

  private void notWithStrong() {
    if (values.get(CacheOptions.CONSISTENCY) == Consistency.STRONG) {
      refuseOrDropNear(
          "not possible with consistency = strong, which reads the primary each time: set"
              + " consistency = eventual or causal, or do not give it");
    }
  }

  private void withAccess() {
    if (!values.get(CacheOptions.NEAR_IGNORES_ACCESS)) {
      refuseOrDropNear(
          "not possible where reads extend lifetimes, or an expiry policy of the application might"
              + " do so, for hits in a near cache would not: set near-ignores-access = true if they"
              + " need not, or lifetime-from = created or modified, or do not give it");
    }
  }

  private void refuseOrDropNear(String reason) {
    for (Option<? extends Number> maximum : MAXIMA) {
      if (isOn(maximum)) {
        refuseOrDrop(maximum, reason);
      }
    }
  }

  private void withoutNear() {
    if (!hasNear()) {
      for (Option<?> option : NEED_NEAR) {
        if (isGiven(option)) {
          refuseOrDrop(
              option,
              "given without a near cache: give near-max-entries or near-max-weight, or do not give"
                  + " "
                  + option);
        }
      }
    }
  }

  /** What is given as it is by default says nothing. */
  private <T> boolean isGiven(Option<T> option) {
    return values.find(option).filter(value -> !value.equals(option.defaultValue())).isPresent();
  }

  private void versions() {
    if (hasNear()
        && values.get(CacheOptions.NEAR_SOURCE) == InvalidationSource.TRACKING
        && values.get(CacheOptions.CONSISTENCY) == Consistency.CAUSAL) {
      refuseOrDrop(
          CacheOptions.NEAR_SOURCE,
          "not possible with consistency = causal, for what other programs write has no version that"
              + " a session could compare: set near-source = messages or consistency = eventual");
    }
  }

  private void replicas() {
    if (isOn(CacheOptions.WAIT_REPLICAS)
        && values.get(CacheOptions.CONSISTENCY) != Consistency.STRONG) {
      refuseOrDrop(
          CacheOptions.WAIT_REPLICAS,
          "needs consistency = strong: set that, or do not give wait-replicas");
    }
  }
}
