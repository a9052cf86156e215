package dev.corral.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.internal.store.EntryMessage.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EntryMessageTest {
  private static final int HEAD = 50;
  private final Keyspace keyspace = new Keyspace("corral:", "books", 4);

  private @Nullable EntryMessage parse(byte[] bytes) {
    List<EntryMessage> parsed = EntryMessage.parse(bytes, keyspace);
    return parsed.isEmpty() ? null : parsed.get(0);
  }

  /** A message as {@code common.lua} writes it. */
  private static byte[] message(char kind, byte[]... fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(
        ByteBuffer.allocate(HEAD)
            .put((byte) 1)
            .put((byte) kind)
            .putLong(11)
            .putLong(12)
            .putLong(13)
            .putLong(14)
            .putLong(15)
            .putLong(16)
            .array());
    for (byte[] field : fields) {
      bytes.writeBytes(ByteBuffer.allocate(4).putInt(field.length).array());
      bytes.writeBytes(field);
    }
    return bytes.toByteArray();
  }

  private byte[] recordName() {
    return keyspace.record(3, StoreFixture.key("a"));
  }

  @Test
  void everyField_isRead() {
    EntryMessage read =
        Objects.requireNonNull(
            parse(message('U', recordName(), "old".getBytes(UTF_8), "new".getBytes(UTF_8))));
    assertThat(read.kind()).isEqualTo(Kind.UPDATED);
    assertThat(read.origin()).isEqualTo(11);
    assertThat(read.epoch()).isEqualTo(12);
    assertThat(read.previous()).isEqualTo(new Version(13, 14));
    assertThat(read.version()).isEqualTo(new Version(15, 16));
    assertThat(read.keyText()).isEqualTo("s:a".getBytes(UTF_8));
    assertThat(read.old()).isEqualTo("old".getBytes(UTF_8));
    assertThat(read.current()).isEqualTo("new".getBytes(UTF_8));
  }

  @Test
  void recordsMayBeLeftOut_andTheKeyOfAClear() {
    EntryMessage deleted = Objects.requireNonNull(parse(message('D', recordName())));
    assertThat(deleted.carriesRecords()).isFalse();
    EntryMessage cleared = Objects.requireNonNull(parse(message('X', new byte[0])));
    assertThat(cleared.kind()).isEqualTo(Kind.CLEARED);
    assertThat(cleared.keyText()).isEmpty();
  }

  private static byte[] several(byte[]... messages) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(2);
    bytes.write(messages[0], 2, 32);
    for (byte[] message : messages) {
      bytes.write(message[1]);
      bytes.write(message, 34, message.length - 34);
    }
    return bytes.toByteArray();
  }

  @Test
  void severalSentAsOne_areReadInTheirOrder_asAChain() {
    byte[] one = message('U', recordName());
    byte[] two = message('D', recordName());
    List<EntryMessage> both = EntryMessage.parse(several(one, two), keyspace);
    assertThat(both).extracting(EntryMessage::kind).containsExactly(Kind.UPDATED, Kind.DELETED);
    assertThat(both).extracting(EntryMessage::origin).containsOnly(11L);
    assertThat(both).extracting(EntryMessage::epoch).containsOnly(12L);
    assertThat(both.get(0).previous()).isEqualTo(new Version(13, 14));
    assertThat(both.get(1).previous()).isEqualTo(both.get(0).version());
    assertThat(both.get(1).keyText()).isEqualTo("s:a".getBytes(UTF_8));
    assertThat(EntryMessage.parse(several(one, message('?', recordName()), two), keyspace))
        .as("an unknown one among them")
        .hasSize(2);
    byte[] whole = several(one, two);
    int firstEnds = several(one).length;
    for (int length = 0; length < whole.length; length++) {
      assertThat(EntryMessage.parse(Arrays.copyOf(whole, length), keyspace))
          .as("the first %d bytes", length)
          .hasSize(length == firstEnds ? 1 : 0);
    }
  }

  @Test
  void whatIsNoMessage_isNull() {
    byte[] good = message('U', recordName(), new byte[3], new byte[5]);
    assertThat(parse(good)).isNotNull();
    for (int length = 0; length < good.length; length++) {
      boolean endsWithTheKey = length == HEAD + 4 + recordName().length;
      assertThat(parse(Arrays.copyOf(good, length)) == null)
          .as("the first %d bytes", length)
          .isEqualTo(!endsWithTheKey);
    }
    assertThat(parse(Arrays.copyOf(good, good.length + 1))).as("more than fields").isNull();
    byte[] otherFormat = good.clone();
    otherFormat[0] = 3;
    assertThat(parse(otherFormat)).isNull();
    assertThat(parse(message('?', recordName()))).as("an unknown kind").isNull();
    assertThat(parse(message('U', new byte[0]))).as("no key").isNull();
    assertThat(parse(message('U', "corral:{pens#0}rs:a".getBytes(UTF_8)))).isNull();
    assertThat(parse(message('U', keyspace.metadata(3)))).isNull();
  }

  @Test
  void anyBytes_areReadWithoutAnError() {
    Random random = new Random(4);
    byte[] good = message('U', recordName(), new byte[3], new byte[5]);
    byte[] more = several(message('U', recordName()), message('D', recordName()));
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = (i % 2 == 0 ? good : more).clone();
      for (int change = random.nextInt(1, 4); change > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      EntryMessage read = parse(Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
      assertThat(read == null || read.keyText().length <= recordName().length).isTrue();
    }
  }
}
