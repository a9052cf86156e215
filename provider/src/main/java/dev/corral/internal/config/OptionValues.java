package dev.corral.internal.config;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which options have been given which values; immutable. It can be serialized if its values can.
 */
public final class OptionValues implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final OptionValues NONE = new OptionValues(Map.of());

  private final TreeMap<String, Object> values;

  private OptionValues(Map<String, Object> values) {
    this.values = new TreeMap<>(values);
  }

  /** Nothing said. */
  public static OptionValues none() {
    return NONE;
  }

  /** The value that was given, empty if none was. */
  public <T> Optional<T> find(Option<T> option) {
    return Optional.ofNullable(values.get(option.name())).map(option.type()::cast);
  }

  /** The value that was given, else the built-in default. */
  <T> T get(Option<T> option) {
    return find(option)
        .or(() -> Optional.ofNullable(option.defaultValue()))
        .orElseThrow(() -> new IllegalStateException(option + " has neither value nor default"));
  }

  boolean has(Option<?> option) {
    return values.containsKey(option.name());
  }

  public <T> OptionValues with(Option<T> option, T value) {
    Map<String, Object> copy = new TreeMap<>(values);
    copy.put(option.name(), Objects.requireNonNull(value, option.name()));
    return new OptionValues(copy);
  }

  /** These values, and one that is taken as it is, unchecked, or read from text. */
  public OptionValues withConverted(Option<?> option, Object value) {
    Map<String, Object> copy = new TreeMap<>(values);
    copy.put(option.name(), option.convert(value));
    return new OptionValues(copy);
  }

  /**
   * These values, and one that is taken as it is or read from text.
   *
   * @throws IllegalArgumentException if it is no value that the option allows
   */
  OptionValues withChecked(Option<?> option, Object value) {
    OptionValues changed = withConverted(option, value);
    Problems problems = new Problems();
    changed.check(option, problems);
    problems.throwIfAny(IllegalArgumentException::new);
    return changed;
  }

  public OptionValues without(Option<?> option) {
    Map<String, Object> copy = new TreeMap<>(values);
    copy.remove(option.name());
    return new OptionValues(copy);
  }

  /** These values, and the others where nothing is said here; lists of both are joined. */
  OptionValues orElse(OptionValues others) {
    Map<String, Object> merged = new TreeMap<>(others.values);
    values.forEach((name, value) -> merged.merge(name, value, OptionValues::override));
    return new OptionValues(merged);
  }

  /** These values, and the defaults of the table's options where nothing is said. */
  OptionValues orDefaultsOf(OptionTable table) {
    Map<String, Object> filled = new TreeMap<>(values);
    for (Option<?> option : table.options()) {
      Object value = option.defaultValue();
      if (value != null) {
        filled.putIfAbsent(option.name(), value);
      }
    }
    return new OptionValues(filled);
  }

  /** Only the values of the table's options. */
  OptionValues only(OptionTable table) {
    Map<String, Object> some = new TreeMap<>(values);
    some.keySet().retainAll(table.names());
    return new OptionValues(some);
  }

  /** Only the values whose names begin so, by what is left of their names. */
  OptionValues withoutPrefix(String prefix) {
    Map<String, Object> some = new TreeMap<>();
    values.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            some.put(name.substring(prefix.length()), value);
          }
        });
    return new OptionValues(some);
  }

  /** Adds a problem for each value that its option does not allow. */
  void check(OptionTable table, Problems problems) {
    for (Option<?> option : table.options()) {
      check(option, problems);
    }
  }

  /** The values by the names of their options, unmodifiable. */
  public Map<String, Object> asMap() {
    return Map.copyOf(values);
  }

  private <T> void check(Option<T> option, Problems problems) {
    find(option).flatMap(option::problemWith).ifPresent(problems::add);
  }

  private static Object override(Object lower, Object upper) {
    if (lower instanceof List<?> more && upper instanceof List<?> first) {
      Set<Object> union = new LinkedHashSet<>(first);
      union.addAll(more);
      return List.copyOf(new ArrayList<>(union));
    }
    return upper;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OptionValues that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
