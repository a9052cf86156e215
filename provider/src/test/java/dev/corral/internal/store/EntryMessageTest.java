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

  private static byte[] asOne(byte[]... messages) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(2);
    for (byte[] message : messages) {
      bytes.writeBytes(ByteBuffer.allocate(4).putInt(message.length).array());
      bytes.writeBytes(message);
    }
    return bytes.toByteArray();
  }

  @Test
  void severalSentAsOne_areReadInTheirOrder() {
    byte[] one = message('U', recordName());
    byte[] two = message('D', recordName());
    assertThat(EntryMessage.parse(asOne(one, two), keyspace))
        .extracting(EntryMessage::kind)
        .containsExactly(Kind.UPDATED, Kind.DELETED);
    assertThat(EntryMessage.parse(asOne(one, message('?', recordName()), two), keyspace))
        .as("an unknown one among them")
        .hasSize(2);
    byte[] both = asOne(one, two);
    for (int length = 0; length < both.length; length++) {
      boolean endsWithTheFirst = length == 1 + 4 + one.length;
      assertThat(EntryMessage.parse(Arrays.copyOf(both, length), keyspace))
          .as("the first %d bytes", length)
          .hasSize(endsWithTheFirst ? 1 : 0);
    }
    assertThat(parse(asOne(asOne(one)))).as("not within each other").isNull();
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
    byte[] several = asOne(good, good);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = (i % 2 == 0 ? good : several).clone();
      for (int change = random.nextInt(1, 4); change > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      EntryMessage read = parse(Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
      assertThat(read == null || read.keyText().length <= recordName().length).isTrue();
    }
  }
}
