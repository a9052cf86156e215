package dev.corral.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.codec.CodecException;
import dev.corral.codec.Encoded;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressorTest {
  private static final byte TAG = 14;

  private final ValueCodec codec =
      new ValueCodec("books", Codecs.kryo(Shop.Order.class), Compressor.from(1000));
  private final ValueCodec plain =
      new ValueCodec("books", Codecs.kryo(Shop.Order.class), Compressor.none());

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 4096, 100_000, 3_000_000})
  void largeText_isSmallerInRedis_andReadByWhoeverCan(int length) {
    String text = "the same again, ".repeat(length / 16 + 1);
    Encoded payload = codec.encode(text);
    assertThat(payload.length()).isLessThan(length / 4);
    assertThat(codec.decode(payload)).isEqualTo(text);
    assertThat(plain.decode(payload)).isEqualTo(text);
    assertThat(codec.decode(plain.encode(text))).isEqualTo(text);
  }

  @Test
  void payloadBelowTheThreshold_isAsItWas() {
    String text = "x".repeat(998);
    assertThat(codec.encode(text).toBytes()).isEqualTo(plain.encode(text).toBytes());
    assertThat(codec.encode(text + "x").length()).isLessThan(100);
  }

  @Test
  void whatDoesNotGetSmaller_isAsItWas() {
    byte[] noise = noise(5000);
    assertThat(codec.encode(noise).toBytes()).isEqualTo(plain.encode(noise).toBytes());
  }

  @Test
  void compressedPayload_isFoundAnywhereInAnArray() {
    String text = "x".repeat(5000);
    byte[] bytes = codec.encode(text).toBytes();
    byte[] record = new byte[bytes.length + 70];
    System.arraycopy(bytes, 0, record, 52, bytes.length);
    assertThat(codec.decode(new Encoded(0, record, 52, bytes.length))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1, 4999, 5002, 1 << 20, Integer.MAX_VALUE})
  void payloadThatTellsAnotherLength_isCorrupt(int length) {
    byte[] bytes = codec.encode("x".repeat(5000)).toBytes();
    ByteBuffer.wrap(bytes).putInt(1, length);
    assertThatThrownBy(() -> codec.decode(new Encoded(0, bytes)))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("corrupt");
  }

  @Test
  void missingLibrary_isNamed_andCompressesNothing() throws Exception {
    URL[] others =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("lz4"))
            .map(CompressorTest::url)
            .toArray(URL[]::new);
    try (URLClassLoader without =
        new URLClassLoader(others, ClassLoader.getPlatformClassLoader())) {
      Class<?> type = without.loadClass(Compressor.class.getName());
      assertThat(type.getMethod("none").invoke(null)).isNotNull();
      assertThatThrownBy(() -> type.getMethod("from", int.class).invoke(null, 1000))
          .rootCause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("at.yawk.lz4:lz4-java");
    }
  }

  private static URL url(String path) {
    try {
      return Path.of(path).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(path, e);
    }
  }

  @Test
  void payloadThatIsCutOff_isCorrupt() {
    byte[] bytes = codec.encode("the same again, ".repeat(500)).toBytes();
    for (int length = 1; length < bytes.length; length++) {
      Encoded part = new Encoded(0, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> codec.decode(part)).isInstanceOf(CodecException.class);
    }
  }

  @Test
  void payloadThatIsCompressedTwice_isCorrupt() {
    Encoded once = codec.encode("x".repeat(100_000));
    assertThat(once.length()).isGreaterThan(300);
    Encoded twice = Compressor.from(1).shrink(TAG, once);
    assertThat(twice.length()).isLessThan(once.length());
    assertThatThrownBy(() -> codec.decode(twice)).isInstanceOf(CodecException.class);
  }
}
