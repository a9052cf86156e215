package dev.corral.internal.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.serializers.DefaultArraySerializers;
import com.esotericsoftware.kryo.serializers.DefaultSerializers;
import com.esotericsoftware.kryo.serializers.EnumNameSerializer;
import com.esotericsoftware.kryo.serializers.OptionalSerializers;
import com.esotericsoftware.kryo.serializers.TimeSerializers;
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

/**
 * The numbers and serializers of the JDK types. The numbers are in every stored record: a new type
 * goes to the end of its group, and none is removed.
 */
@SuppressWarnings({"JavaUtilDate", "JdkObsolete"})
final class JdkSerializers {

  private final Kryo kryo;
  private int nextId;

  private JdkSerializers(Kryo kryo) {
    this.kryo = kryo;
  }

  static void register(Kryo kryo, ClassRules rules) {
    JdkSerializers types = new JdkSerializers(kryo);
    types.arrays();
    types.scalars();
    types.time();
    types.holders();
    types.lists();
    types.sets();
    types.queues();
    types.maps(rules);
    types.comparators();
  }

  private void group(int firstId) {
    nextId = firstId;
  }

  private void add(Class<?> type, Serializer<?> serializer) {
    kryo.register(new Registration(type, serializer, nextId++));
  }

  private <E extends Enum<E>> void add(Class<E> type) {
    add(type, new EnumNameSerializer(type));
  }

  private void arrays() {
    group(10);
    add(byte[].class, new DefaultArraySerializers.ByteArraySerializer());
    add(char[].class, new DefaultArraySerializers.CharArraySerializer());
    add(short[].class, new DefaultArraySerializers.ShortArraySerializer());
    add(int[].class, new DefaultArraySerializers.IntArraySerializer());
    add(long[].class, new DefaultArraySerializers.LongArraySerializer());
    add(float[].class, new DefaultArraySerializers.FloatArraySerializer());
    add(double[].class, new DefaultArraySerializers.DoubleArraySerializer());
    add(boolean[].class, new ScalarSerializers.BooleanArray());
    add(String[].class, new ArraySerializer(String[].class));
    add(Object[].class, new ArraySerializer(Object[].class));
  }

  private void scalars() {
    group(25);
    add(StringBuilder.class, new DefaultSerializers.StringBuilderSerializer());
    add(StringBuffer.class, new DefaultSerializers.StringBufferSerializer());
    add(BigInteger.class, new DefaultSerializers.BigIntegerSerializer());
    add(BigDecimal.class, new DefaultSerializers.BigDecimalSerializer());
    add(RoundingMode.class);
    add(UUID.class, new DefaultSerializers.UUIDSerializer());
    add(URI.class, new DefaultSerializers.URISerializer());
    add(Locale.class, new ScalarSerializers.Locales());
    add(Currency.class, new DefaultSerializers.CurrencySerializer());
    add(BitSet.class, new DefaultSerializers.BitSetSerializer());
  }

  private void time() {
    group(40);
    add(Date.class, new DefaultSerializers.DateSerializer());
    add(java.sql.Date.class, new DefaultSerializers.DateSerializer());
    add(java.sql.Time.class, new DefaultSerializers.DateSerializer());
    add(java.sql.Timestamp.class, new DefaultSerializers.TimestampSerializer());
    add(GregorianCalendar.class, new ScalarSerializers.Calendars());
    add(TimeZone.getTimeZone("UTC").getClass(), new DefaultSerializers.TimeZoneSerializer());
    add(Duration.class, new TimeSerializers.DurationSerializer());
    add(Instant.class, new TimeSerializers.InstantSerializer());
    add(LocalDate.class, new TimeSerializers.LocalDateSerializer());
    add(LocalTime.class, new TimeSerializers.LocalTimeSerializer());
    add(LocalDateTime.class, new TimeSerializers.LocalDateTimeSerializer());
    add(ZoneOffset.class, new TimeSerializers.ZoneOffsetSerializer());
    add(ZoneId.of("Europe/Paris").getClass(), new TimeSerializers.ZoneIdSerializer());
    add(OffsetTime.class, new TimeSerializers.OffsetTimeSerializer());
    add(OffsetDateTime.class, new TimeSerializers.OffsetDateTimeSerializer());
    add(ZonedDateTime.class, new TimeSerializers.ZonedDateTimeSerializer());
    add(Year.class, new TimeSerializers.YearSerializer());
    add(YearMonth.class, new TimeSerializers.YearMonthSerializer());
    add(MonthDay.class, new TimeSerializers.MonthDaySerializer());
    add(Period.class, new TimeSerializers.PeriodSerializer());
    add(DayOfWeek.class);
    add(Month.class);
    add(ChronoUnit.class);
    add(TimeUnit.class);
  }

  private void holders() {
    group(70);
    add(Optional.class, new OptionalSerializers.OptionalSerializer());
    add(OptionalInt.class, new OptionalSerializers.OptionalIntSerializer());
    add(OptionalLong.class, new OptionalSerializers.OptionalLongSerializer());
    add(OptionalDouble.class, new OptionalSerializers.OptionalDoubleSerializer());
    add(AtomicBoolean.class, new DefaultSerializers.AtomicBooleanSerializer());
    add(AtomicInteger.class, new DefaultSerializers.AtomicIntegerSerializer());
    add(AtomicLong.class, new DefaultSerializers.AtomicLongSerializer());
    add(AtomicReference.class, new DefaultSerializers.AtomicReferenceSerializer());
    add(Map.entry(1, 1).getClass(), new ScalarSerializers.Pair(Map::entry));
    add(
        AbstractMap.SimpleEntry.class,
        new ScalarSerializers.Pair(AbstractMap.SimpleEntry<Object, Object>::new));
    add(
        AbstractMap.SimpleImmutableEntry.class,
        new ScalarSerializers.Pair(AbstractMap.SimpleImmutableEntry<Object, Object>::new));
  }

  private void lists() {
    group(90);
    add(ArrayList.class, ElementsSerializer.filled(ArrayList::new));
    add(LinkedList.class, ElementsSerializer.filled(n -> new LinkedList<>()));
    add(Vector.class, ElementsSerializer.filled(Vector::new));
    add(Stack.class, ElementsSerializer.filled(n -> new Stack<>()));
    add(CopyOnWriteArrayList.class, ElementsSerializer.made(CopyOnWriteArrayList::new));
    add(Arrays.asList().getClass(), ElementsSerializer.made(Arrays::asList));
    // Stream.toList() gives the same class as List.of(), with nulls.
    add(List.of().getClass(), ElementsSerializer.made(a -> Arrays.stream(a).toList()));
    add(List.of(1).getClass(), ElementsSerializer.made(List::of));
    add(
        List.of(1, 2, 3).subList(0, 1).getClass(),
        ElementsSerializer.made(a -> Arrays.stream(a).toList()));
    add(
        new ArrayList<>(List.of(1)).subList(0, 1).getClass(),
        ElementsSerializer.made(ElementsSerializer::listOf));
    add(
        Collections.emptyList().getClass(),
        new DefaultSerializers.CollectionsEmptyListSerializer());
    add(
        Collections.singletonList(1).getClass(),
        new DefaultSerializers.CollectionsSingletonListSerializer());
    add(Collections.nCopies(1, 1).getClass(), ElementsSerializer.made(ElementsSerializer::listOf));
    add(
        Collections.unmodifiableList(new ArrayList<>()).getClass(),
        ElementsSerializer.made(a -> Collections.unmodifiableList(Arrays.asList(a))));
    add(
        Collections.unmodifiableList(new LinkedList<>()).getClass(),
        ElementsSerializer.made(
            a -> Collections.unmodifiableList(new LinkedList<>(Arrays.asList(a)))));
    add(
        Collections.unmodifiableCollection(new ArrayList<>()).getClass(),
        ElementsSerializer.made(a -> Collections.unmodifiableCollection(Arrays.asList(a))));
    add(
        Collections.synchronizedList(new ArrayList<>()).getClass(),
        ElementsSerializer.made(a -> Collections.synchronizedList(ElementsSerializer.listOf(a))));
    add(
        Collections.synchronizedList(new LinkedList<>()).getClass(),
        ElementsSerializer.made(
            a -> Collections.synchronizedList(new LinkedList<>(Arrays.asList(a)))));
    add(
        Collections.synchronizedCollection(new ArrayList<>()).getClass(),
        ElementsSerializer.made(
            a -> Collections.synchronizedCollection(ElementsSerializer.listOf(a))));
  }

  private void sets() {
    group(120);
    add(HashSet.class, ElementsSerializer.filled(n -> new HashSet<>(hashCapacity(n))));
    add(LinkedHashSet.class, ElementsSerializer.filled(n -> new LinkedHashSet<>(hashCapacity(n))));
    add(TreeSet.class, ElementsSerializer.sorted(TreeSet<Object>::new, null));
    add(
        CopyOnWriteArraySet.class,
        ElementsSerializer.made(a -> new CopyOnWriteArraySet<>(Arrays.asList(a))));
    add(
        ConcurrentSkipListSet.class,
        ElementsSerializer.sorted(ConcurrentSkipListSet<Object>::new, null));
    add(
        ConcurrentHashMap.newKeySet().getClass(),
        ElementsSerializer.filled(ConcurrentHashMap::newKeySet));
    add(Set.of().getClass(), ElementsSerializer.made(Set::of));
    add(Set.of(1).getClass(), ElementsSerializer.made(Set::of));
    add(Collections.emptySet().getClass(), new DefaultSerializers.CollectionsEmptySetSerializer());
    add(
        Collections.singleton(1).getClass(),
        new DefaultSerializers.CollectionsSingletonSetSerializer());
    add(
        Collections.unmodifiableSet(new HashSet<>()).getClass(),
        ElementsSerializer.made(
            a -> Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(a)))));
    add(
        Collections.unmodifiableSortedSet(new TreeSet<>()).getClass(),
        ElementsSerializer.sorted(TreeSet<Object>::new, Collections::unmodifiableSortedSet));
    add(
        Collections.unmodifiableNavigableSet(new TreeSet<>()).getClass(),
        ElementsSerializer.sorted(TreeSet<Object>::new, Collections::unmodifiableNavigableSet));
    add(
        Collections.synchronizedSet(new HashSet<>()).getClass(),
        ElementsSerializer.made(
            a -> Collections.synchronizedSet(new LinkedHashSet<>(Arrays.asList(a)))));
    add(EnumSet.class, new DefaultSerializers.EnumSetSerializer());
  }

  private void queues() {
    group(150);
    add(ArrayDeque.class, ElementsSerializer.filled(ArrayDeque::new));
    add(PriorityQueue.class, ElementsSerializer.sorted(PriorityQueue<Object>::new, null));
    add(ConcurrentLinkedQueue.class, ElementsSerializer.filled(n -> new ConcurrentLinkedQueue<>()));
    add(ConcurrentLinkedDeque.class, ElementsSerializer.filled(n -> new ConcurrentLinkedDeque<>()));
  }

  private void maps(ClassRules rules) {
    group(160);
    add(HashMap.class, EntriesSerializer.filled(n -> new HashMap<>(hashCapacity(n))));
    add(LinkedHashMap.class, EntriesSerializer.filled(n -> new LinkedHashMap<>(hashCapacity(n))));
    add(TreeMap.class, EntriesSerializer.sorted(TreeMap<Object, Object>::new, null));
    add(Hashtable.class, EntriesSerializer.filled(n -> new Hashtable<>(hashCapacity(n))));
    add(EnumMap.class, new EnumMapSerializer(rules));
    add(
        ConcurrentHashMap.class,
        EntriesSerializer.filled(n -> new ConcurrentHashMap<>(hashCapacity(n))));
    add(
        ConcurrentSkipListMap.class,
        EntriesSerializer.sorted(ConcurrentSkipListMap<Object, Object>::new, null));
    add(Map.of().getClass(), EntriesSerializer.made(Map::copyOf));
    add(Map.of(1, 1).getClass(), EntriesSerializer.made(Map::copyOf));
    add(Collections.emptyMap().getClass(), new DefaultSerializers.CollectionsEmptyMapSerializer());
    add(
        Collections.singletonMap(1, 1).getClass(),
        new DefaultSerializers.CollectionsSingletonMapSerializer());
    add(
        Collections.unmodifiableMap(new HashMap<>()).getClass(),
        EntriesSerializer.made(Collections::unmodifiableMap));
    add(
        Collections.unmodifiableSortedMap(new TreeMap<>()).getClass(),
        EntriesSerializer.sorted(TreeMap<Object, Object>::new, Collections::unmodifiableSortedMap));
    add(
        Collections.unmodifiableNavigableMap(new TreeMap<>()).getClass(),
        EntriesSerializer.sorted(
            TreeMap<Object, Object>::new, Collections::unmodifiableNavigableMap));
    add(
        Collections.synchronizedMap(new HashMap<>()).getClass(),
        EntriesSerializer.made(Collections::synchronizedMap));
  }

  private void comparators() {
    group(190);
    add(
        Collections.reverseOrder().getClass(),
        new ScalarSerializers.Constant(Collections.reverseOrder()));
    add(
        String.CASE_INSENSITIVE_ORDER.getClass(),
        new ScalarSerializers.Constant(String.CASE_INSENSITIVE_ORDER));
    add(
        Comparator.naturalOrder().getClass(),
        new ScalarSerializers.Constant(Comparator.naturalOrder()));
    add(
        Collections.reverseOrder(String.CASE_INSENSITIVE_ORDER).getClass(),
        new ScalarSerializers.Reversed());
  }

  /** The capacity that lets a hash table take so many entries without growing. */
  private static int hashCapacity(int entries) {
    return (int) Math.min(1 << 30, entries / 0.75 + 1);
  }
}
