package dev.corral.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.CorralException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorTest {
  private static final Descriptor OURS = new Descriptor(1, "abc", 16, "kryo");

  @Test
  void parse_givesBackWhatWasWritten() {
    assertThat(new String(OURS.toBytes(), UTF_8)).isEqualTo("layout=1;id=abc;shards=16;codec=kryo");
    assertThat(Descriptor.parse("books", OURS.toBytes())).isEqualTo(OURS);
    Descriptor created = Descriptor.create(new Nonces(), 7, "java");
    assertThat(Descriptor.parse("books", created.toBytes())).isEqualTo(created);
    assertThat(created.id()).isNotEqualTo(Descriptor.create(new Nonces(), 7, "java").id());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "layout=1", "layout=a;shards=1", "shards=1;codec=kryo", "====;"})
  void whatCorralDidNotWrite_isSaidToBeSo(String text) {
    assertThatThrownBy(() -> Descriptor.parse("books", text.getBytes(UTF_8)))
        .isInstanceOf(CorralException.class)
        .hasMessageContainingAll("books", "prefix");
  }

  @Test
  void disagreement_namesTheCacheAndBothSides() {
    Descriptor found = new Descriptor(2, "other", 8, "java");
    assertThatThrownBy(() -> found.mustAgreeWith("books", OURS))
        .hasMessageContainingAll("books", "layout version = 2", "layout version = 1");
    Descriptor shards = new Descriptor(1, "other", 8, "kryo");
    assertThatThrownBy(() -> shards.mustAgreeWith("books", OURS))
        .hasMessageContainingAll("books", "shards = 8", "shards = 16");
    new Descriptor(1, "other", 16, "kryo").mustAgreeWith("books", OURS);
  }
}
