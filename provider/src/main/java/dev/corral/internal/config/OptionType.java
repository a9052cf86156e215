package dev.corral.internal.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which values an option takes, and how they are written.
 *
 * @param javaType the class of the values
 * @param allowed completes the sentence "must be ..."
 * @param parser text to value; throws IllegalArgumentException or ArithmeticException for text that
 *     is none
 * @param allows whether a value is within its bounds
 * @param format value to text; never shows a secret
 * @param <T> the Java type of the values
 */
public record OptionType<T>(
    Class<?> javaType,
    String allowed,
    Function<String, T> parser,
    Predicate<T> allows,
    Function<T, String> format) {

  private static final Pattern CLASS_NAME =
      Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)+");

  static OptionType<Integer> wholeNumber(int min, int max) {
    return new OptionType<>(
        Integer.class,
        "a whole number from " + min + " to " + max,
        Integer::valueOf,
        n -> n >= min && n <= max,
        String::valueOf);
  }

  /** A number of bytes, with or without a unit, as configuration files write sizes. */
  static OptionType<Long> size(long max) {
    return new OptionType<>(
        Long.class,
        "a number of bytes from 0 to " + max + ", or a size with its unit (such as 64M or 2GB)",
        OptionType::bytes,
        bytes -> bytes >= 0 && bytes <= max,
        String::valueOf);
  }

  private static long bytes(String text) {
    try {
      return ConfigFactory.parseMap(Map.of("size", text)).getBytes("size");
    } catch (ConfigException e) {
      throw new IllegalArgumentException("no size", e);
    }
  }

  /** A number that may have a fraction; neither infinite nor NaN. */
  static OptionType<Double> decimal(double min, double max) {
    return new OptionType<>(
        Double.class,
        "a number from " + min + " to " + max,
        text -> new BigDecimal(text).doubleValue(),
        number -> number >= min && number <= max,
        String::valueOf);
  }

  static OptionType<Boolean> flag() {
    return new OptionType<>(
        Boolean.class,
        "true or false",
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException("no flag");
            },
        flag -> true,
        String::valueOf);
  }

  static OptionType<Duration> duration(Duration min, Duration max) {
    return new OptionType<>(
        Duration.class,
        "a duration with its unit (such as 500ms, 2s, 10m, 1h or 7d), from "
            + Durations.format(min)
            + " to "
            + Durations.format(max),
        Durations::parse,
        duration -> duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0,
        Durations::format);
  }

  static OptionType<Duration> durationOrZero(String zeroMeans, Duration min, Duration max) {
    OptionType<Duration> positive = duration(min, max);
    return new OptionType<>(
        Duration.class,
        positive.allowed() + ", or 0 (" + zeroMeans + ")",
        Durations::parse,
        duration -> duration.isZero() || positive.allows().test(duration),
        Durations::format);
  }

  static OptionType<Duration> durationOrEternal(Duration min, Duration max) {
    OptionType<Duration> finite = duration(min, max);
    return new OptionType<>(
        Duration.class,
        finite.allowed() + ", or eternal",
        text -> text.equals(Durations.ETERNAL_TEXT) ? Durations.ETERNAL : Durations.parse(text),
        duration -> duration.equals(Durations.ETERNAL) || finite.allows().test(duration),
        Durations::format);
  }

  static OptionType<String> text(String allowed, Predicate<String> allows) {
    return new OptionType<>(String.class, allowed, Function.identity(), allows, text -> text);
  }

  static OptionType<Secret> secret(String allowed) {
    return new OptionType<>(
        Secret.class, allowed, Secret::new, secret -> !secret.text().isEmpty(), Secret::toString);
  }

  /** One of a few words, or the qualified name of a class. */
  static OptionType<String> wordOrClassName(String ofWhat, String... words) {
    List<String> known = List.of(words);
    String start = known.isEmpty() ? "" : String.join(", ", known) + " or ";
    return text(
        start + "the full name of a class: " + ofWhat,
        text -> known.contains(text) || CLASS_NAME.matcher(text).matches());
  }

  static <E extends Enum<E>> OptionType<E> choice(Class<E> constants) {
    String words =
        Arrays.stream(constants.getEnumConstants())
            .map(OptionType::word)
            .collect(Collectors.joining(", "));
    return new OptionType<>(
        constants,
        "one of " + words,
        text -> Enum.valueOf(constants, text.toUpperCase(Locale.ROOT).replace('-', '_')),
        constant -> true,
        OptionType::word);
  }

  /** Texts, separated by commas where no list can be written. */
  static OptionType<List<String>> list(String allowed, Predicate<String> allowsElement) {
    return new OptionType<>(
        List.class,
        allowed,
        OptionType::split,
        texts -> texts.stream().allMatch(allowsElement),
        texts -> String.join(", ", texts));
  }

  boolean isList() {
    return javaType == List.class;
  }

  boolean isSecret() {
    return javaType == Secret.class;
  }

  /** The value as this type's; the caller knows that {@link #javaType} fits. */
  @SuppressWarnings("unchecked")
  T cast(Object value) {
    return (T) javaType.cast(value);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    for (String part : text.split(",")) {
      if (!part.isBlank()) {
        parts.add(part.strip());
      }
    }
    return List.copyOf(parts);
  }
}
