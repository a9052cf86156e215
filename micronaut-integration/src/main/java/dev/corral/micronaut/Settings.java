package dev.corral.micronaut;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Options by name, as texts in the form of configuration files: so whatever Corral checks of a
 * file's values, it checks of these. Not thread-safe.
 */
final class Settings {
  private final Map<String, String> texts = new LinkedHashMap<>();

  void put(String option, Object value) {
    texts.put(option, text(value));
  }

  boolean has(String option) {
    return texts.containsKey(option);
  }

  void forEach(BiConsumer<String, String> action) {
    texts.forEach(action);
  }

  private static String text(Object value) {
    if (value instanceof Duration duration) {
      return text(duration);
    } else if (value instanceof Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    } else if (value instanceof Collection<?> elements) {
      return String.join(",", elements.stream().map(String::valueOf).toList());
    }
    return value.toString();
  }

  /** Corral knows no less than a millisecond: such a duration stays as it is, and is refused. */
  private static String text(Duration duration) {
    if (duration.equals(ChronoUnit.FOREVER.getDuration())) {
      return "eternal";
    } else if (duration.equals(duration.truncatedTo(ChronoUnit.MILLIS))) {
      return duration.toMillis() + "ms";
    }
    return duration.toString();
  }
}
