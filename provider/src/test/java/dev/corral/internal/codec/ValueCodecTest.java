package dev.corral.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.codec.Codec;
import dev.corral.codec.CodecException;
import dev.corral.codec.Encoded;
import dev.corral.internal.codec.Shop.Address;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ValueCodecTest {

  private static final Codec NONE =
      new Codec() {
        @Override
        public Encoded encode(Object value) {
          throw new CodecException("not needed");
        }

        @Override
        public Object decode(Encoded encoded) {
          throw new CodecException("not needed");
        }
      };

  private final ValueCodec scalars = new ValueCodec("books", NONE, Compressor.none());

  static Stream<Object> scalars() {
    return Stream.of(
        "",
        "text",
        "\uD83D\uDE00",
        "\uD800",
        "\uFFFD",
        1,
        -1L,
        1.5,
        -0.0,
        Double.NaN,
        2.5f,
        (short) 3,
        (byte) 4,
        'c',
        '\uDC00',
        true,
        false,
        new UUID(1, 2));
  }

  @ParameterizedTest
  @MethodSource("scalars")
  void scalar_needsNoCodec_andNoFingerprint(Object value) {
    Encoded encoded = scalars.encode(value);
    assertThat(encoded.fingerprint()).isZero();
    assertThat(scalars.decode(shifted(encoded))).isEqualTo(value).hasSameClassAs(value);
  }

  @Test
  void bytes_areCopied() {
    byte[] value = {1, 2};
    Encoded encoded = scalars.encode(value);
    value[0] = 9;
    byte[] copy = (byte[]) scalars.decode(shifted(encoded));
    assertThat(copy).containsExactly(1, 2);
  }

  @Test
  void otherValue_goesThroughTheCodec_withItsFingerprint() {
    Codec kryo = Codecs.kryo(Address.class);
    ValueCodec codec = new ValueCodec("books", kryo, Compressor.none());
    List<Address> value = List.of(new Address("a", 1));
    Encoded encoded = codec.encode(value);
    assertThat(encoded.fingerprint()).isEqualTo(kryo.encode(value).fingerprint()).isNotZero();
    assertThat(codec.decode(shifted(encoded))).isEqualTo(value);
  }

  @Test
  void everyTruncationAndUnknownTag_isRefused() {
    ValueCodec codec = new ValueCodec("books", Codecs.kryo(Object.class), Compressor.none());
    for (Object value : List.of(1, 2L, 3.0, true, new UUID(1, 2), List.of(1, "x"))) {
      byte[] bytes = codec.encode(value).toBytes();
      for (int i = 0; i < bytes.length; i++) {
        Encoded cut = new Encoded(0, Arrays.copyOf(bytes, i));
        assertThatThrownBy(() -> codec.decode(cut)).isInstanceOf(CodecException.class);
      }
      Encoded longer = new Encoded(0, Arrays.copyOf(bytes, bytes.length + 1));
      assertThatThrownBy(() -> codec.decode(longer)).isInstanceOf(CodecException.class);
    }
    assertThatThrownBy(() -> codec.decode(new Encoded(0, new byte[] {99})))
        .isInstanceOf(CodecException.class);
    assertThatThrownBy(() -> codec.decode(new Encoded(0, new byte[] {1, (byte) 0xFF})))
        .isInstanceOf(CodecException.class);
  }

  /** The same bytes in the middle of a larger array, as a record's payload is. */
  private static Encoded shifted(Encoded encoded) {
    byte[] array = new byte[encoded.length() + 7];
    System.arraycopy(encoded.array(), encoded.offset(), array, 3, encoded.length());
    return new Encoded(encoded.fingerprint(), array, 3, encoded.length());
  }
}
