package dev.corral.internal.config;

import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be configured: its name in URIs, files and properties, its values, what holds
 * if nobody says anything, and its meaning.
 *
 * @param name in kebab-case
 * @param type which values it takes
 * @param defaultValue the built-in default, null if the option is then simply not set
 * @param doc the meaning, in one sentence
 * @param <T> the Java type of its values
 */
public record Option<T>(String name, OptionType<T> type, @Nullable T defaultValue, String doc) {

  static <T> Option<T> withDefault(String name, OptionType<T> type, T defaultValue, String doc) {
    return new Option<>(name, type, defaultValue, doc);
  }

  static <T> Option<T> withoutDefault(String name, OptionType<T> type, String doc) {
    return new Option<>(name, type, null, doc);
  }

  Option<T> withPrefix(String prefix) {
    return new Option<>(prefix + name, type, defaultValue, doc);
  }

  /** What is wrong with {@code value}, empty if it is allowed. */
  Optional<String> problemWith(T value) {
    return type.allows().test(value)
        ? Optional.empty()
        : Optional.of(name + " = " + type.format().apply(value) + ": must be " + type.allowed());
  }

  /**
   * Reads a value from text.
   *
   * @throws IllegalArgumentException if the text is no allowed value; the message names this option
   */
  T parse(String text) {
    T value;
    try {
      value = type.parser().apply(type.isSecret() ? text : text.strip());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalArgumentException(
          name + " = " + (type.isSecret() ? "***" : text) + ": must be " + type.allowed(), e);
    }
    problemWith(value)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(problem);
            });
    return value;
  }

  /**
   * Takes a value as it is, or reads it if it is text.
   *
   * @throws IllegalArgumentException if text is no allowed value, or the value has another type
   */
  T convert(Object value) {
    if (type.isList() && value instanceof Collection<?> elements) {
      return type.cast(elements.stream().map(String::valueOf).toList());
    }
    if (type.javaType().isInstance(value)) {
      return type.cast(value);
    }
    if (type.javaType() == Long.class && value instanceof Integer number) {
      return type.cast(number.longValue());
    }
    if (value instanceof CharSequence text) {
      return parse(text.toString());
    }
    throw new IllegalArgumentException(
        name
            + " = "
            + (type.isSecret() ? "***" : value)
            + " ("
            + value.getClass().getName()
            + "): must be "
            + type.allowed());
  }

  @Override
  public String toString() {
    return name;
  }
}
