package dev.corral.internal.config;

/**
 * How options fit together, and what becomes of those that do not fit: what is said for the very
 * cache is a problem; what comes from patterns or for all caches is not applied.
 */
abstract class OptionRules {
  final Said said;
  final Problems problems;

  /** What is applied, as far as the rules have got. */
  OptionValues values;

  OptionRules(Said said, OptionValues values, Problems problems) {
    this.said = said;
    this.values = values;
    this.problems = problems;
  }

  final <T> void refuseOrDrop(Option<T> option, String reason) {
    refuseOrDrop(option, said.isForThisCache(option), reason);
  }

  final <T> void refuseOrDrop(Option<T> option, boolean refuse, String reason) {
    if (refuse) {
      problems.add(shown(option) + ": " + reason);
    } else {
      values = values.without(option);
    }
  }

  final <T> String shown(Option<T> option) {
    return option + " = " + option.type().format().apply(values.get(option));
  }
}
