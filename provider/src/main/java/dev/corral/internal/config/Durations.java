package dev.corral.internal.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as text, in the manner of HOCON, but never without a unit. */
final class Durations {

  /** Stands for "does not end". */
  static final Duration ETERNAL = ChronoUnit.FOREVER.getDuration();

  static final String ETERNAL_TEXT = "eternal";

  private static final Pattern SYNTAX = Pattern.compile("([0-9]{1,18})\\s*([a-zA-Z]*)");

  private static final Map<ChronoUnit, List<String>> NAMES =
      new TreeMap<>(
          Map.of(
              ChronoUnit.MILLIS, List.of("ms", "milli", "millis", "millisecond", "milliseconds"),
              ChronoUnit.SECONDS, List.of("s", "second", "seconds"),
              ChronoUnit.MINUTES, List.of("m", "minute", "minutes"),
              ChronoUnit.HOURS, List.of("h", "hour", "hours"),
              ChronoUnit.DAYS, List.of("d", "day", "days")));

  private Durations() {}

  /**
   * Reads a whole number with its unit, or 0.
   *
   * @throws IllegalArgumentException if the text is none
   * @throws ArithmeticException if it is too long for a {@link Duration}
   */
  static Duration parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no duration");
    }
    long amount = Long.parseLong(matcher.group(1));
    String name = matcher.group(2);
    if (amount == 0 && name.isEmpty()) {
      return Duration.ZERO;
    }
    for (Map.Entry<ChronoUnit, List<String>> unit : NAMES.entrySet()) {
      if (unit.getValue().contains(name)) {
        return Duration.of(amount, unit.getKey());
      }
    }
    throw new IllegalArgumentException("no unit of time");
  }

  /** The text that {@link #parse} reads as this duration, as short as it can be. */
  static String format(Duration duration) {
    if (duration.equals(ETERNAL)) {
      return ETERNAL_TEXT;
    }
    if (duration.isZero()) {
      return "0";
    }
    String shortest = duration.toString();
    for (Map.Entry<ChronoUnit, List<String>> unit : NAMES.entrySet()) {
      Duration one = unit.getKey().getDuration();
      long amount = duration.dividedBy(one);
      if (amount != 0 && one.multipliedBy(amount).equals(duration)) {
        shortest = amount + unit.getValue().get(0);
      }
    }
    return shortest;
  }
}
