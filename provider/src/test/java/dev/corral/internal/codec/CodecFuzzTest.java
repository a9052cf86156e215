package dev.corral.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.io.Output;
import dev.corral.codec.Codec;
import dev.corral.codec.CodecException;
import dev.corral.codec.Encoded;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CodecFuzzTest {

  /** 20,000 for each of the five targets. */
  @Test
  void hundredThousandHostileByteStrings_giveNothingButCodecExceptions_in256Megabytes()
      throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                CodecFuzz.class.getName(),
                "20000",
                "42")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).containsPattern("decoded all the same: [1-9]");
  }

  @Test
  void hugeLengths_areRefusedBeforeTheyAreAllocated() {
    Codec codec = Codecs.kryo(Object.class);
    for (int id = 0; id < 210; id++) {
      for (int length : new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE - 8, 1 << 28, -1}) {
        Output out = new Output(64, -1);
        out.writeVarInt(id + 2, true);
        out.writeVarInt(1, true);
        out.writeVarInt(length, true);
        out.writeVarInt(length, true);
        Encoded encoded = new Encoded(0, out.toBytes());
        try {
          codec.decode(encoded);
        } catch (CodecException e) {
          assertThat(e).hasMessageContaining("books");
          assertThat(e.getCause()).isNotInstanceOf(VirtualMachineError.class);
        }
      }
    }
  }

  @Test
  void nestedContainers_cannotMultiplyTheirClaims() {
    Codec codec = Codecs.kryo(Object.class);
    Output out = new Output(1 << 16, -1);
    for (int i = 0; i < 900; i++) {
      out.writeVarInt(90 + 2, true);
      out.writeVarInt(1, true);
      out.writeVarInt(50_000, true);
    }
    out.writeBytes(new byte[50_000]);
    Encoded encoded = new Encoded(0, out.toBytes());
    assertThatThrownBy(() -> codec.decode(encoded))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("Corrupt length");
  }

  @Test
  void wrongTypeInAField_isRefused_notStored() {
    Codec codec = Codecs.kryo(Shop.Node.class);
    Shop.Node node = new Shop.Node();
    node.anything = new Shop.Node();
    byte[] bytes = codec.encode(node).toBytes();
    List<Integer> stored = new ArrayList<>();
    for (int i = 0; i < bytes.length; i++) {
      for (int value = 0; value < 256; value++) {
        byte[] mutated = bytes.clone();
        mutated[i] = (byte) value;
        try {
          Object decoded = codec.decode(new Encoded(0, mutated));
          if (decoded instanceof Shop.Node n) {
            stored.add(Objects.hash(String.class.cast(n.name), List.class.cast(n.children)));
            assertThat(n.next == null || n.next.getClass() == Shop.Node.class).isTrue();
          }
        } catch (CodecException e) {
          assertThat(Arrays.equals(mutated, bytes)).isFalse();
        }
      }
    }
    assertThat(stored).isNotEmpty();
  }
}
