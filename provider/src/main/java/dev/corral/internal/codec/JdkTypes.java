package dev.corral.internal.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
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
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.Stack;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The JDK classes that are allowed everywhere: values and containers whose deserialization runs no
 * code but their own. Nothing that reaches for a file, a host, a class or a thread is among them.
 */
@SuppressWarnings("JdkObsolete")
final class JdkTypes {

  private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();

  private static final List<Class<?>> VALUES =
      classes(
          Boolean.class,
          Byte.class,
          Character.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          String.class,
          StringBuilder.class,
          StringBuffer.class,
          BigInteger.class,
          BigDecimal.class,
          RoundingMode.class,
          UUID.class,
          URI.class,
          Locale.class,
          Currency.class,
          BitSet.class,
          Date.class,
          java.sql.Date.class,
          java.sql.Time.class,
          java.sql.Timestamp.class,
          GregorianCalendar.class,
          TimeZone.getTimeZone("UTC").getClass(),
          Duration.class,
          Instant.class,
          LocalDate.class,
          LocalTime.class,
          LocalDateTime.class,
          ZoneOffset.class,
          ZoneId.of("Europe/Paris").getClass(),
          OffsetTime.class,
          OffsetDateTime.class,
          ZonedDateTime.class,
          Year.class,
          YearMonth.class,
          MonthDay.class,
          Period.class,
          DayOfWeek.class,
          Month.class,
          ChronoUnit.class,
          TimeUnit.class,
          Optional.class,
          OptionalInt.class,
          OptionalLong.class,
          OptionalDouble.class,
          AtomicBoolean.class,
          AtomicInteger.class,
          AtomicLong.class,
          AtomicReference.class);

  private static final List<Class<?>> CONTAINERS =
      classes(
          ArrayList.class,
          LinkedList.class,
          Vector.class,
          Stack.class,
          CopyOnWriteArrayList.class,
          Arrays.asList().getClass(),
          List.of().getClass(),
          List.of(1).getClass(),
          List.of(1, 2, 3).subList(0, 1).getClass(),
          new ArrayList<>(List.of(1)).subList(0, 1).getClass(),
          Collections.emptyList().getClass(),
          Collections.singletonList(1).getClass(),
          Collections.nCopies(1, 1).getClass(),
          Collections.unmodifiableList(new ArrayList<>()).getClass(),
          Collections.unmodifiableList(new LinkedList<>()).getClass(),
          Collections.unmodifiableCollection(new ArrayList<>()).getClass(),
          Collections.synchronizedList(new ArrayList<>()).getClass(),
          Collections.synchronizedList(new LinkedList<>()).getClass(),
          Collections.synchronizedCollection(new ArrayList<>()).getClass(),
          HashSet.class,
          LinkedHashSet.class,
          TreeSet.class,
          CopyOnWriteArraySet.class,
          ConcurrentSkipListSet.class,
          ConcurrentHashMap.newKeySet().getClass(),
          Set.of().getClass(),
          Set.of(1).getClass(),
          Collections.emptySet().getClass(),
          Collections.singleton(1).getClass(),
          Collections.unmodifiableSet(new HashSet<>()).getClass(),
          Collections.unmodifiableSortedSet(new TreeSet<>()).getClass(),
          Collections.unmodifiableNavigableSet(new TreeSet<>()).getClass(),
          Collections.synchronizedSet(new HashSet<>()).getClass(),
          EnumSet.class,
          ArrayDeque.class,
          PriorityQueue.class,
          ConcurrentLinkedQueue.class,
          ConcurrentLinkedDeque.class,
          HashMap.class,
          LinkedHashMap.class,
          TreeMap.class,
          Hashtable.class,
          EnumMap.class,
          ConcurrentHashMap.class,
          ConcurrentSkipListMap.class,
          Map.of().getClass(),
          Map.of(1, 1).getClass(),
          Collections.emptyMap().getClass(),
          Collections.singletonMap(1, 1).getClass(),
          Collections.unmodifiableMap(new HashMap<>()).getClass(),
          Collections.unmodifiableSortedMap(new TreeMap<>()).getClass(),
          Collections.unmodifiableNavigableMap(new TreeMap<>()).getClass(),
          Collections.synchronizedMap(new HashMap<>()).getClass(),
          Map.entry(1, 1).getClass(),
          AbstractMap.SimpleEntry.class,
          AbstractMap.SimpleImmutableEntry.class,
          Collections.reverseOrder().getClass(),
          Collections.reverseOrder(String.CASE_INSENSITIVE_ORDER).getClass(),
          Comparator.naturalOrder().getClass(),
          String.CASE_INSENSITIVE_ORDER.getClass());

  private static final List<Class<?>> THROWABLES =
      classes(
          Throwable.class,
          Exception.class,
          RuntimeException.class,
          Error.class,
          StackTraceElement.class,
          ArithmeticException.class,
          ClassCastException.class,
          IllegalArgumentException.class,
          IllegalStateException.class,
          IndexOutOfBoundsException.class,
          ArrayIndexOutOfBoundsException.class,
          StringIndexOutOfBoundsException.class,
          NegativeArraySizeException.class,
          NullPointerException.class,
          NumberFormatException.class,
          UnsupportedOperationException.class,
          InterruptedException.class,
          AssertionError.class,
          java.io.IOException.class,
          java.io.UncheckedIOException.class,
          java.io.EOFException.class,
          java.io.ObjectStreamException.class,
          java.io.InvalidClassException.class,
          java.io.InvalidObjectException.class,
          java.io.NotSerializableException.class,
          java.io.FileNotFoundException.class,
          java.net.ConnectException.class,
          java.net.SocketException.class,
          java.net.SocketTimeoutException.class,
          java.net.UnknownHostException.class,
          java.time.DateTimeException.class,
          java.util.NoSuchElementException.class,
          java.util.ConcurrentModificationException.class,
          java.util.concurrent.CancellationException.class,
          java.util.concurrent.CompletionException.class,
          java.util.concurrent.ExecutionException.class,
          java.util.concurrent.TimeoutException.class);

  /** Element types of arrays; not instantiated themselves. */
  private static final List<Class<?>> OPEN_ELEMENTS =
      classes(
          Object.class,
          java.io.Serializable.class,
          Comparable.class,
          CharSequence.class,
          Number.class,
          Iterable.class,
          Collection.class,
          List.class,
          Set.class,
          Map.class,
          Map.Entry.class);

  /** What Java serialization names in the streams of the classes above. */
  private static final List<String> STREAM_ONLY =
      List.of(
          "java.lang.Object",
          "java.lang.Number",
          "java.lang.Enum",
          "java.util.Calendar",
          "java.util.Collections$UnmodifiableCollection",
          "java.util.Collections$SynchronizedCollection",
          "java.util.Collections$UnmodifiableSet",
          "java.util.Collections$UnmodifiableMap",
          "java.util.Collections$UnmodifiableList",
          "java.util.Collections$SynchronizedList",
          "java.util.Map$Entry",
          "java.util.CollSer",
          "java.util.EnumSet$SerializationProxy",
          "java.util.RegularEnumSet",
          "java.util.JumboEnumSet",
          "java.time.Ser",
          "java.util.SimpleTimeZone",
          "java.util.TimeZone",
          "java.util.concurrent.ConcurrentHashMap$Segment",
          "java.util.concurrent.locks.ReentrantLock",
          "java.util.concurrent.locks.ReentrantLock$Sync",
          "java.util.concurrent.locks.ReentrantLock$NonfairSync",
          "java.util.concurrent.locks.AbstractQueuedSynchronizer",
          "java.util.concurrent.locks.AbstractOwnableSynchronizer",
          "java.util.concurrent.ConcurrentHashMap$CollectionView");

  private static final Map<String, Class<?>> BY_NAME = byName(VALUES, CONTAINERS, THROWABLES);
  private static final Map<String, Class<?>> ELEMENTS = byName(OPEN_ELEMENTS);
  private static final Set<String> STREAM_NAMES = Set.copyOf(STREAM_ONLY);

  private JdkTypes() {}

  /** Whether the class comes with the JDK; arrays are judged by the caller's element type. */
  static boolean isFromJdk(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader == null || loader == PLATFORM;
  }

  /** The allowed JDK class of that name, if there is one. */
  static @Nullable Class<?> allowed(String name) {
    return BY_NAME.get(name);
  }

  /** The JDK type of that name of which arrays are allowed, though not the type itself. */
  static @Nullable Class<?> allowedElement(String name) {
    return ELEMENTS.get(name);
  }

  /** Whether Java serialization may name the class in its streams. */
  static boolean isAllowedInJavaStreams(String name) {
    return BY_NAME.containsKey(name) || STREAM_NAMES.contains(name);
  }

  private static List<Class<?>> classes(Class<?>... classes) {
    return List.of(classes);
  }

  @SafeVarargs
  private static Map<String, Class<?>> byName(List<Class<?>>... lists) {
    Map<String, Class<?>> result = new HashMap<>();
    for (List<Class<?>> list : lists) {
      list.forEach(c -> result.put(c.getName(), c));
    }
    return Map.copyOf(result);
  }
}
