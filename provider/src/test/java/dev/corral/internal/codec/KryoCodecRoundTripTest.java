package dev.corral.internal.codec;

import static dev.corral.internal.codec.Codecs.kryo;
import static dev.corral.internal.codec.Codecs.roundTrip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.codec.ClassNotAllowedException;
import dev.corral.codec.Codec;
import dev.corral.codec.CodecException;
import dev.corral.internal.codec.Shop.Address;
import dev.corral.internal.codec.Shop.Node;
import dev.corral.internal.codec.Shop.Order;
import dev.corral.internal.codec.Shop.ShopException;
import dev.corral.internal.codec.Shop.Singleton;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings({"JdkObsolete", "JavaUtilDate"})
@NullUnmarked
class KryoCodecRoundTripTest {

  private final Codec open = kryo(Object.class);

  static Stream<Object> jdkValues() {
    Map<String, Integer> map = new LinkedHashMap<>(Map.of("a", 1));
    map.put(null, null);
    GregorianCalendar calendar = new GregorianCalendar(2024, Calendar.MAY, 3, 4, 5, 6);
    calendar.setTimeZone(TimeZone.getTimeZone("Asia/Tokyo"));
    calendar.getTimeInMillis();
    TreeMap<String, Integer> reversed = new TreeMap<>(Collections.reverseOrder());
    reversed.putAll(Map.of("x", 1, "y", 2));
    TreeSet<String> insensitive =
        new TreeSet<>(Collections.reverseOrder(String.CASE_INSENSITIVE_ORDER));
    insensitive.addAll(List.of("a", "B"));
    return Stream.of(
        "text",
        "\uD800 lone, \uD83D\uDE00 paired, \u0000 nul",
        "x".repeat(100_000),
        1,
        -1L,
        (short) 2,
        (byte) 3,
        'c',
        1.5f,
        -0.0,
        true,
        new BigDecimal("1.100"),
        new BigDecimal("-123456789012345678901234567890.5"),
        new BigInteger("123456789012345678901234567890"),
        UUID.randomUUID(),
        URI.create("https://example.org/a?b"),
        Locale.GERMANY,
        Locale.forLanguageTag("zh-Hant-TW-u-ca-roc"),
        Locale.forLanguageTag("sr-Latn"),
        new Locale("no", "NO", "NY"),
        new Locale("ja", "JP", "JP"),
        new Locale("th", "TH", "TH"),
        Currency.getInstance("EUR"),
        BitSet.valueOf(new long[] {5, 6}),
        new Date(12345),
        new java.sql.Date(12345),
        new java.sql.Time(12345),
        java.sql.Timestamp.from(Instant.ofEpochSecond(5, 123456789)),
        calendar,
        TimeZone.getTimeZone("Europe/Berlin"),
        Duration.ofNanos(-5),
        Instant.MIN,
        LocalDate.MAX,
        LocalTime.NOON,
        LocalDateTime.MIN,
        ZoneOffset.ofTotalSeconds(-77),
        ZoneId.of("Europe/Berlin"),
        OffsetTime.MAX,
        OffsetDateTime.MIN,
        ZonedDateTime.of(LocalDateTime.of(2024, 10, 27, 2, 30), ZoneId.of("Europe/Berlin")),
        Year.of(-5),
        YearMonth.of(2024, 2),
        MonthDay.of(2, 29),
        Period.of(1, -2, 3),
        DayOfWeek.FRIDAY,
        TimeUnit.DAYS,
        Optional.of("x"),
        Optional.empty(),
        OptionalInt.of(3),
        OptionalLong.empty(),
        OptionalDouble.of(2.5),
        Map.entry("k", 1),
        new AbstractMap.SimpleEntry<>("k", null),
        new ArrayList<>(Arrays.asList(1, null, "x", 2.0)),
        new LinkedList<>(List.of(1, 2)),
        new Vector<>(List.of(1)),
        new CopyOnWriteArrayList<>(List.of(1, 2)),
        Arrays.asList(1, null),
        List.of(),
        List.of(1),
        List.of(1, 2, 3, 4),
        List.of(1, 2, 3).subList(1, 2),
        Stream.of(1, null).toList(),
        new ArrayList<>(List.of(1, 2, 3)).subList(1, 3),
        Collections.emptyList(),
        Collections.singletonList(null),
        Collections.nCopies(100_000, (Object) null),
        Collections.unmodifiableList(new ArrayList<>(List.of(1))),
        Collections.unmodifiableList(new LinkedList<>(List.of(1))),
        Collections.synchronizedList(new ArrayList<>(List.of(1))),
        new HashSet<>(Arrays.asList("a", null)),
        new LinkedHashSet<>(List.of(3, 1, 2)),
        insensitive,
        new ConcurrentSkipListSet<>(List.of(3, 1)),
        new CopyOnWriteArraySet<>(List.of(1)),
        Set.of(),
        Set.of(1, 2, 3),
        Collections.singleton("x"),
        Collections.unmodifiableSet(new HashSet<>(Set.of(1))),
        Collections.unmodifiableSortedSet(new TreeSet<>(Set.of(2, 1))),
        Collections.synchronizedSet(new HashSet<>(Set.of(1))),
        EnumSet.of(DayOfWeek.MONDAY, DayOfWeek.SUNDAY),
        EnumSet.noneOf(DayOfWeek.class),
        new HashMap<>(map),
        map,
        reversed,
        new Hashtable<>(Map.of(1, 2)),
        new EnumMap<>(Map.of(DayOfWeek.MONDAY, 1)),
        new EnumMap<DayOfWeek, String>(DayOfWeek.class),
        new ConcurrentHashMap<>(Map.of(1, 2)),
        new ConcurrentSkipListMap<>(Map.of(1, 2)),
        Map.of(),
        Map.of(1, 2),
        Map.of(1, 2, 3, 4),
        Collections.singletonMap(null, 1),
        Collections.unmodifiableMap(map),
        Collections.unmodifiableSortedMap(reversed),
        Collections.synchronizedMap(map),
        new int[] {1, -2},
        new byte[0],
        new boolean[] {true, false},
        new char[] {'x'},
        new String[] {"a", null},
        new Object[] {1, "x", null, new long[] {3}},
        new Integer[] {1, null},
        new LocalDate[] {LocalDate.EPOCH},
        new int[][] {{1}, {}, {2, 3}},
        new List<?>[] {List.of(1), null},
        Collections.reverseOrder(),
        String.CASE_INSENSITIVE_ORDER);
  }

  @ParameterizedTest
  @MethodSource("jdkValues")
  void jdkValue_comesBackEqual_andOfTheSameClass(Object value) {
    Object copy = roundTrip(open, value);
    assertThat(Arrays.deepEquals(new Object[] {copy}, new Object[] {value})).isTrue();
    if (!value.getClass().getName().matches(".*(SubList|CopiesList|RegularEnumSet|SetN|MapN)")) {
      assertThat(copy).hasSameClassAs(value);
    }
  }

  @ParameterizedTest
  @MethodSource("jdkValues")
  void keyEncoding_alsoComesBackEqual(Object key) {
    Codec keys = Codecs.kryoKeys(Object.class);
    Object copy = roundTrip(keys, key);
    assertThat(Arrays.deepEquals(new Object[] {copy}, new Object[] {key})).isTrue();
  }

  @Test
  void queuesAndHolders_keepTheirContents() {
    PriorityQueue<Integer> queue = new PriorityQueue<>(Collections.reverseOrder());
    queue.addAll(List.of(1, 3, 2));
    assertThat(roundTrip(open, queue).poll()).isEqualTo(3);
    assertThat(roundTrip(open, new ArrayDeque<>(List.of(1, 2)))).containsExactly(1, 2);
    assertThat(roundTrip(open, new ConcurrentLinkedQueue<>(List.of(1, 2)))).containsExactly(1, 2);
    assertThat(roundTrip(open, new AtomicReference<>("x")).get()).isEqualTo("x");
    assertThat(roundTrip(open, new StringBuilder("x"))).hasToString("x");
  }

  @Test
  void order_comesBack_withEverythingItsDeclarationRefersTo() {
    Order order = order();
    Order copy = roundTrip(kryo(Order.class), order);
    assertThat(copy)
        .usingRecursiveComparison()
        .ignoringFieldsMatchingRegexes(".*hash")
        .isEqualTo(order);
    assertThat(copy.status().isDone()).isTrue();
  }

  static Order order() {
    return new Order(
        7,
        new Address("Main", 1),
        Shop.Status.PAID,
        new Shop.Invoice(new Address("Side", 2), new BigDecimal("9.99")),
        new ArrayList<>(
            List.of(new Shop.Line("book", 1.5, false), new Shop.Line("pen", 0.5, true))),
        new HashMap<>(Map.of("x", Set.of(1, 2))),
        Optional.of(Instant.EPOCH),
        new int[] {1, 2},
        null);
  }

  @Test
  void genericRecord_holdsAnythingAllowed() {
    Shop.Pair<Object, Object> pair =
        new Shop.Pair<>(List.of(new Address("a", 1)), new Shop.Pair<>("x", null));
    Codec codec = kryo(Object.class, "dev.corral.internal.codec.*");
    assertThat(roundTrip(codec, pair)).isEqualTo(pair);
  }

  @Test
  void circularAndSharedReferences_areKept() {
    Node node = new Node();
    node.name = "a";
    node.next = new Node();
    node.next.next = node;
    node.anything = new ArrayList<>(List.of(node.children));
    Node copy = roundTrip(kryo(Node.class), node);
    assertThat(copy.next).isNotNull();
    assertThat(copy.next.next).isSameAs(copy);
    assertThat(((List<?>) copy.anything).get(0)).isSameAs(copy.children);
  }

  @Test
  void circleThroughARecord_isAnError_notANull() {
    List<Object> list = new ArrayList<>();
    Shop.Pair<Object, Object> pair = new Shop.Pair<>(list, 1);
    list.add(pair);
    Codec codec = kryo(Shop.Pair.class);
    assertThatThrownBy(() -> roundTrip(codec, pair)).isInstanceOf(CodecException.class);
  }

  @Test
  void readResolve_keepsASingletonSingle_whereverItIsReferredTo() {
    Codec codec = kryo(Shop.Singletons.class);
    Singleton one = Singleton.INSTANCE;
    Shop.Singletons copy = roundTrip(codec, new Shop.Singletons(one, one, List.of(one, one)));
    assertThat(copy.a()).isSameAs(one);
    assertThat(copy.b()).isSameAs(one);
    assertThat(copy.more()).allMatch(s -> s == one);
  }

  @Test
  void writeReplace_isHonoured() {
    assertThat(roundTrip(kryo(Shop.Money.class), new Shop.Money(5)).cents()).isEqualTo(5);
  }

  @Test
  void classWithReadObject_restoresItsTransientFields() {
    assertThat(roundTrip(kryo(Shop.Custom.class), new Shop.Custom("abc")).length()).isEqualTo(3);
  }

  @Test
  void collectionOfTheApplication_keepsItsOwnFields() {
    Shop.Tags tags = new Shop.Tags();
    tags.add("x");
    tags.label = "l";
    Shop.Tags copy = roundTrip(kryo(Shop.Tags.class), tags);
    assertThat(copy).containsExactly("x");
    assertThat(copy.label).isEqualTo("l");
  }

  @Test
  void exception_keepsMessageCauseAndStackTrace() {
    ShopException e = new ShopException("no", 5, new IllegalStateException("why"));
    e.addSuppressed(new java.io.IOException("io"));
    ShopException copy = roundTrip(kryo(ShopException.class), e);
    assertThat(copy).hasMessage("no").hasCauseInstanceOf(IllegalStateException.class);
    assertThat(copy.code).isEqualTo(5);
    assertThat(copy.getSuppressed()).hasSize(1);
    assertThat(copy.getStackTrace()).isEqualTo(e.getStackTrace());
  }

  @Test
  void classThatIsNotDeclared_isRefusedByName_onEncoding() {
    assertThatThrownBy(() -> open.encode(new ArrayList<>(List.of(new Address("a", 1)))))
        .isInstanceOfSatisfying(
            ClassNotAllowedException.class,
            e -> assertThat(e.className()).isEqualTo(Address.class.getName()))
        .hasMessageContainingAll("books", "allow", Address.class.getName());
  }

  @Test
  void classThatIsNotDeclared_isRefusedByName_onDecoding() {
    var encoded = kryo(Address.class).encode(new Address("a", 1));
    assertThatThrownBy(() -> open.decode(encoded))
        .isInstanceOfSatisfying(
            ClassNotAllowedException.class,
            e -> assertThat(e.className()).isEqualTo(Address.class.getName()));
  }

  @Test
  void lambdaAndProxy_areRefused_evenUnderEverything() {
    Codec everything = kryo(Object.class, "**");
    Supplier<String> lambda = (Supplier<String> & Serializable) () -> "x";
    assertThatThrownBy(() -> everything.encode(lambda))
        .isInstanceOf(ClassNotAllowedException.class);
    Object proxy =
        java.lang.reflect.Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {Runnable.class}, (p, m, a) -> null);
    assertThatThrownBy(() -> everything.encode(proxy)).isInstanceOf(ClassNotAllowedException.class);
  }

  @Test
  void innerClassInstance_isRefused_withAReason() {
    Object inner =
        new Object() {
          @Override
          public String toString() {
            return KryoCodecRoundTripTest.this.open.toString();
          }
        };
    assertThatThrownBy(() -> kryo(inner.getClass()).encode(inner))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("make it static");
  }

  @Test
  void nestingBeyondTheLimit_isAnError_onEncodingAlready() {
    Node node = new Node();
    for (int i = 0; i < 10_000; i++) {
      Node outer = new Node();
      outer.next = node;
      node = outer;
    }
    Node deep = node;
    assertThatThrownBy(() -> kryo(Node.class).encode(deep)).isInstanceOf(CodecException.class);
  }

  @Test
  void codec_worksAgain_afterAFailure_andInManyThreads() throws Exception {
    Codec codec = kryo(Order.class);
    assertThatThrownBy(() -> codec.encode(new Object())).isInstanceOf(CodecException.class);
    Order order = order();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Order>> tasks =
          IntStream.range(0, 500)
              .<Callable<Order>>mapToObj(i -> () -> roundTrip(codec, order))
              .toList();
      for (Future<Order> copy : threads.invokeAll(tasks)) {
        assertThat(copy.get())
            .usingRecursiveComparison()
            .ignoringFieldsMatchingRegexes(".*hash")
            .isEqualTo(order);
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
