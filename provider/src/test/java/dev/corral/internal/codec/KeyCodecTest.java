package dev.corral.internal.codec;

import static dev.corral.internal.codec.Codecs.keys;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.codec.ClassNotAllowedException;
import dev.corral.codec.CodecException;
import dev.corral.internal.codec.Shop.Address;
import dev.corral.internal.codec.Shop.Pair;
import dev.corral.internal.codec.Shop.Status;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyCodecTest {

  private final KeyCodec open = keys(Object.class);

  @Test
  void text_isReadable_andTellsTypesApart() {
    assertThat(text("42")).isEqualTo("s:42");
    assertThat(text(42)).isEqualTo("i:42");
    assertThat(text(42L)).isEqualTo("l:42");
    assertThat(text((short) 42)).isEqualTo("n:42");
    assertThat(text((byte) 42)).isEqualTo("b:42");
    assertThat(text(true)).isEqualTo("z:true");
    assertThat(text('x')).isEqualTo("c:x");
    assertThat(text(-0.0)).isEqualTo("d:-0x0.0p0");
    assertThat(text(Float.NaN)).isEqualTo("f:NaN");
    assertThat(text(new BigDecimal("1.10"))).isEqualTo("D:1.10");
    assertThat(text(BigInteger.TEN)).isEqualTo("I:10");
    assertThat(text(new UUID(1, 2))).isEqualTo("u:00000000-0000-0001-0000-000000000002");
    assertThat(text(DayOfWeek.MONDAY)).isEqualTo("e:java.time.DayOfWeek:MONDAY");
    assertThat(text("a\uD800\\")).isEqualTo("S:a\\ud800\\u005c");
  }

  static Stream<Object> simpleKeys() {
    return Stream.of(
        "",
        "a:b",
        "\\ud800",
        "\uD83D\uDE00",
        "\uD800",
        "\uDE00\uD83D",
        "\u0000",
        "\uFFFD",
        "äöü",
        Integer.MIN_VALUE,
        Long.MAX_VALUE,
        Short.MIN_VALUE,
        Byte.MIN_VALUE,
        false,
        'ä',
        '\uD800',
        Double.MIN_VALUE,
        Double.NaN,
        Double.NEGATIVE_INFINITY,
        0.0,
        -0.0,
        0.1,
        1e300,
        0.1f,
        -0f,
        Float.MIN_VALUE,
        new BigDecimal("1E+5"),
        new BigDecimal("100000"),
        BigInteger.ONE.negate(),
        new UUID(-1, 5),
        DayOfWeek.FRIDAY);
  }

  @ParameterizedTest
  @MethodSource("simpleKeys")
  void simpleKey_comesBackEqual(Object key) {
    assertThat(open.decode(open.encode(key))).isEqualTo(key).hasSameClassAs(key);
  }

  @Test
  void differentSimpleKeys_haveDifferentTexts() {
    List<Object> all = simpleKeys().toList();
    Set<String> texts = new HashSet<>();
    all.forEach(key -> texts.add(text(key)));
    assertThat(texts).hasSameSizeAs(all);
  }

  @Test
  void randomStrings_surrogatesIncluded_comeBackEqual_andNeverCollide() {
    Random random = new Random(7);
    Map<String, String> seen = new HashMap<>();
    char[] alphabet = {'a', '\\', 'u', 'd', '8', '0', '\uD800', '\uDC00', '\uFFFD', 'é', ':'};
    for (int i = 0; i < 50_000; i++) {
      char[] chars = new char[random.nextInt(9)];
      for (int j = 0; j < chars.length; j++) {
        chars[j] = alphabet[random.nextInt(alphabet.length)];
      }
      String key = new String(chars);
      byte[] text = open.encode(key);
      assertThat(open.decode(text)).isEqualTo(key);
      String other = seen.put(new String(text, UTF_8), key);
      assertThat(other == null || other.equals(key)).isTrue();
    }
  }

  @Test
  void randomNumbers_comeBackBitForBit() {
    Random random = new Random(8);
    for (int i = 0; i < 20_000; i++) {
      double d = Double.longBitsToDouble(random.nextLong());
      assertThat(open.decode(open.encode(d))).isEqualTo(d);
      float f = Float.intBitsToFloat(random.nextInt());
      assertThat(open.decode(open.encode(f))).isEqualTo(f);
      BigDecimal big =
          new BigDecimal(new BigInteger(random.nextInt(200), random), random.nextInt(600) - 300);
      assertThat(open.decode(open.encode(big))).isEqualTo(big);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "s",
        "x:1",
        "i:042",
        "i:+1",
        "i:x",
        "l:",
        "z:yes",
        "z:TRUE",
        "c:",
        "c:ab",
        "C:41",
        "d:1.0",
        "u:1-1-1-1-1",
        "S:abc",
        "S:\\ud8",
        "D:1e5",
        "e:java.time.DayOfWeek",
        "e:x:y:z",
        "e:java.time.DayOfWeek:NODAY",
        "e:java.lang.String:X",
        "k:"
      })
  void foreignText_isRefused(String text) {
    assertThatThrownBy(() -> open.decode(text.getBytes(UTF_8))).isInstanceOf(CodecException.class);
  }

  @Test
  void malformedUtf8_isRefused() {
    assertThatThrownBy(() -> open.decode(new byte[] {'s', ':', (byte) 0xC0, (byte) 0x80}))
        .isInstanceOf(CodecException.class);
  }

  @Test
  void enumOfTheApplication_needsToBeDeclared() {
    KeyCodec declared = keys(Status.class);
    byte[] text = declared.encode(Status.PAID);
    assertThat(new String(text, UTF_8)).isEqualTo("e:" + Status.class.getName() + ":PAID");
    assertThat(declared.decode(text)).isSameAs(Status.PAID);
    assertThatThrownBy(() -> open.decode(text)).isInstanceOf(ClassNotAllowedException.class);
    assertThatThrownBy(() -> open.encode(Status.OPEN)).isInstanceOf(ClassNotAllowedException.class);
  }

  @Test
  void recordKeys_thatAreEqual_haveEqualBytes() {
    KeyCodec codec = keys(Address.class);
    String street = "Main";
    byte[] one = codec.encode(new Address(street, 1));
    assertThat(codec.encode(new Address(new String(street.toCharArray()), 1))).isEqualTo(one);
    assertThat(codec.encode(new Address(street, 2))).isNotEqualTo(one);
    assertThat(codec.decode(one)).isEqualTo(new Address("Main", 1));
  }

  @Test
  void sharedParts_doNotChangeTheBytes() {
    KeyCodec codec = keys(Address.class);
    Address shared = new Address("a", 1);
    assertThat(codec.encode(List.of(shared, shared)))
        .isEqualTo(codec.encode(List.of(new Address("a", 1), new Address("a", 1))));
  }

  @Test
  void equalLists_haveEqualBytes_whateverTheirClass() {
    byte[] expected = open.encode(List.of(1, 2));
    assertThat(open.encode(new ArrayList<>(List.of(1, 2)))).isEqualTo(expected);
    assertThat(open.encode(Arrays.asList(1, 2))).isEqualTo(expected);
    assertThat(open.encode(Collections.unmodifiableList(Arrays.asList(1, 2)))).isEqualTo(expected);
    assertThat(open.encode(List.of(0, 1, 2).subList(1, 3))).isEqualTo(expected);
    assertThat(open.encode(Collections.emptyList())).isEqualTo(open.encode(List.of()));
  }

  @Test
  void equalSetsAndMaps_haveEqualBytes_whateverTheirHistory() {
    KeyCodec codec = keys(Pair.class, "dev.corral.internal.codec.*");
    Random random = new Random(9);
    for (int i = 0; i < 200; i++) {
      List<Object> elements = new ArrayList<>();
      for (int n = random.nextInt(40); n >= 0; n--) {
        elements.add(random.nextBoolean() ? "k" + n : new Pair<>(new Address("s", n), n));
      }
      Set<Object> set = new HashSet<>(2000);
      set.addAll(elements);
      Map<Object, Object> map = new HashMap<>(4000);
      elements.forEach(e -> map.put(e, e));
      Object key = new Pair<>(set, map);
      Collections.shuffle(elements, random);
      Set<Object> shuffled = new LinkedHashSet<>(elements);
      Map<Object, Object> shuffledMap = new LinkedHashMap<>();
      elements.forEach(e -> shuffledMap.put(e, e));
      assertThat(codec.encode(new Pair<>(shuffled, Map.copyOf(shuffledMap))))
          .isEqualTo(codec.encode(key));
      assertThat(codec.decode(codec.encode(key))).isEqualTo(key);
      assertThat(codec.encode(new ConcurrentHashMap<>(map)))
          .isEqualTo(codec.encode(new ConcurrentHashMap<>(shuffledMap)));
    }
  }

  private String text(Object key) {
    return new String(open.encode(key), UTF_8);
  }
}
