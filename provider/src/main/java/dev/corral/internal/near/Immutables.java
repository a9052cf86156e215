package dev.corral.internal.near;

import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Currency;
import java.util.HashSet;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/**
 * Which classes have no instance that can be modified: well-known ones of the JDK, enums, and
 * records of such components. A component whose type may have subclasses (an interface, a list, a
 * BigDecimal) makes a record one of which this is not known.
 */
final class Immutables {
  private static final Set<Class<?>> KNOWN =
      Set.of(
          String.class,
          Integer.class,
          Long.class,
          Short.class,
          Byte.class,
          Character.class,
          Boolean.class,
          Float.class,
          Double.class,
          BigDecimal.class,
          BigInteger.class,
          UUID.class,
          URI.class,
          Locale.class,
          Currency.class,
          OptionalInt.class,
          OptionalLong.class,
          OptionalDouble.class,
          Instant.class,
          Duration.class,
          Period.class,
          LocalDate.class,
          LocalTime.class,
          LocalDateTime.class,
          OffsetTime.class,
          OffsetDateTime.class,
          ZonedDateTime.class,
          ZoneOffset.class,
          Year.class,
          YearMonth.class,
          MonthDay.class,
          Month.class,
          DayOfWeek.class);

  private static final ClassValue<Boolean> DECIDED =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return decide(type, new HashSet<>());
        }
      };

  private Immutables() {}

  /** Whether no instance of exactly this class can be modified. */
  static boolean isImmutable(Class<?> type) {
    return DECIDED.get(type);
  }

  private static boolean decide(Class<?> type, Set<Class<?>> underWay) {
    if (type.isPrimitive() || KNOWN.contains(type)) {
      return true;
    }
    if (type != Enum.class && Enum.class.isAssignableFrom(type)) {
      return true;
    }
    if (!type.isRecord()) {
      return false;
    }
    // A record that contains itself is as immutable as its other components.
    if (underWay.add(type)) {
      for (RecordComponent component : type.getRecordComponents()) {
        if (!isClosed(component.getType()) || !decide(component.getType(), underWay)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether a field of this type holds instances of known classes only. */
  private static boolean isClosed(Class<?> type) {
    return type.isPrimitive() || type.isEnum() || Modifier.isFinal(type.getModifiers());
  }
}
