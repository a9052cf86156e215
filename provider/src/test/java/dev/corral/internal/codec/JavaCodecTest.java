package dev.corral.internal.codec;

import static dev.corral.internal.codec.Codecs.roundTrip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.codec.Codec;
import dev.corral.codec.CodecException;
import dev.corral.codec.Encoded;
import dev.corral.codec.JavaSerializationCodecFactory;
import dev.corral.codec.Purpose;
import dev.corral.internal.codec.Shop.Address;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JavaCodecTest {

  static Stream<Object> serializable() {
    return KryoCodecRoundTripTest.jdkValues()
        .filter(Serializable.class::isInstance)
        .filter(v -> !v.getClass().getName().matches(".*(SubList|CopiesList)"))
        .filter(v -> !(v instanceof Object[] a && a[0] instanceof List));
  }

  @ParameterizedTest
  @MethodSource("serializable")
  void jdkValue_comesBackEqual(Object value) {
    Object copy = roundTrip(Codecs.java(Object.class), value);
    assertThat(Arrays.deepEquals(new Object[] {copy}, new Object[] {value})).isTrue();
  }

  @Test
  void applicationClasses_comeBack_whenDeclared() {
    Codec codec = Codecs.java(Address.class);
    List<Address> value = List.of(new Address("a", 1), new Address("b", 2));
    assertThat(roundTrip(codec, value)).isEqualTo(value);
    assertThat(roundTrip(Codecs.java(Shop.Singleton.class), Shop.Singleton.INSTANCE))
        .isSameAs(Shop.Singleton.INSTANCE);
    assertThat(roundTrip(Codecs.java(Shop.Money.class), new Shop.Money(7)).cents()).isEqualTo(7);
  }

  @Test
  void notSerializable_isAnErrorThatNamesTheClass() {
    assertThatThrownBy(() -> Codecs.java(Shop.Node.class).encode(new Shop.Node()))
        .isInstanceOf(CodecException.class)
        .hasMessageContainingAll("books", Shop.Node.class.getName());
  }

  @Test
  void truncatedOrExtendedStream_isAnError() {
    Codec codec = Codecs.java(Object.class);
    byte[] bytes = codec.encode(new ArrayList<>(List.of(1, "x"))).toBytes();
    for (int i = 0; i < bytes.length; i++) {
      Encoded cut = new Encoded(0, Arrays.copyOf(bytes, i));
      assertThatThrownBy(() -> codec.decode(cut)).isInstanceOf(CodecException.class);
    }
    Encoded longer = new Encoded(0, Arrays.copyOf(bytes, bytes.length + 1));
    assertThatThrownBy(() -> codec.decode(longer)).isInstanceOf(CodecException.class);
  }

  @Test
  void keys_areEncodedDeterministically_thatIsNotByJavaSerialization() {
    Codec keys =
        new JavaSerializationCodecFactory().create(Codecs.context(Purpose.KEY, Address.class));
    String shared = "s";
    List<Address> same = List.of(new Address(shared, 1), new Address(shared, 2));
    List<Address> equal =
        List.of(new Address("s", 1), new Address(new String(new char[] {'s'}), 2));
    assertThat(keys.encode(equal).toBytes()).isEqualTo(keys.encode(same).toBytes());
  }
}
