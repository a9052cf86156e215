package dev.corral.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.codec.Encoded;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordFormatTest {
  private static final EntryKey KEY = StoreFixture.key("a");
  private static final long EPOCH = 0x1122334455667788L;
  private static final long EXPIRY = 1_800_000_000_000L;
  private static final int COST_AT = 40;

  /** A record as the script writes it. */
  private static byte[] record(EntryKey key, Encoded value, long cost) {
    byte[] body = RecordFormat.body(value, cost);
    ByteBuffer record = ByteBuffer.allocate(RecordFormat.HEADER + value.length());
    record.put(RecordFormat.MAGIC).put(RecordFormat.FORMAT).put((byte) 2).put((byte) 0);
    record
        .putInt(RecordFormat.checksum(key, body, new byte[0]))
        .putLong(EPOCH)
        .putLong(77)
        .putLong(-88)
        .putLong(EXPIRY);
    record.put(body);
    assertThat(record.hasRemaining()).isFalse();
    return record.array();
  }

  private static byte[] record() {
    return record(KEY, StoreFixture.value("the value"), 1_234);
  }

  @Test
  void parse_givesBackWhatWasWritten() {
    StoredRecord stored = Objects.requireNonNull(RecordFormat.parse(KEY, record()));
    assertThat(stored.version()).isEqualTo(new Version(77, -88));
    assertThat(stored.expiryMillis()).isEqualTo(EXPIRY);
    assertThat(stored.createdEntry()).isTrue();
    assertThat(stored.costMicros()).isEqualTo(1_234);
    assertThat(stored.value().fingerprint()).isEqualTo(42);
    assertThat(stored.value().toBytes()).isEqualTo("the value".getBytes(UTF_8));
    assertThat(RecordFormat.isOfEpoch(record(), EPOCH)).isTrue();
    assertThat(RecordFormat.isOfEpoch(record(), EPOCH + 1)).isFalse();
    assertThat(RecordFormat.versionOf(record())).isEqualTo(new Version(77, -88));
  }

  @Test
  void cost_isAnUnsignedNumberAndClamped() {
    for (long cost : new long[] {0, 0x8000_0000L, 0xFFFF_FFFFL}) {
      byte[] bytes = record(KEY, StoreFixture.value("v"), cost);
      assertThat(Objects.requireNonNull(RecordFormat.parse(KEY, bytes)).costMicros())
          .isEqualTo(cost);
    }
    byte[] hours = record(KEY, StoreFixture.value("v"), Long.MAX_VALUE);
    assertThat(Objects.requireNonNull(RecordFormat.parse(KEY, hours)).costMicros())
        .isEqualTo(0xFFFF_FFFFL);
  }

  @Test
  void emptyValueAndPartOfAnArray_areWritten() {
    byte[] array = "xxpartxx".getBytes(UTF_8);
    StoredRecord part =
        Objects.requireNonNull(
            RecordFormat.parse(KEY, record(KEY, new Encoded(1, array, 2, 4), 0)));
    assertThat(part.value().toBytes()).isEqualTo("part".getBytes(UTF_8));
    StoredRecord empty =
        Objects.requireNonNull(
            RecordFormat.parse(KEY, record(KEY, new Encoded(1, new byte[0]), 0)));
    assertThat(empty.value().length()).isZero();
  }

  @Test
  void anotherKeysRecord_isRefused() {
    assertThat(RecordFormat.parse(StoreFixture.key("b"), record())).isNull();
    assertThat(RecordFormat.parse(StoreFixture.key(""), record())).isNull();
    assertThat(RecordFormat.parse(StoreFixture.key("aa"), record())).isNull();
  }

  @Test
  void everyDamagedByteOfWhatTheChecksumCovers_isRefused() {
    byte[] whole = record();
    for (int at = 0; at < whole.length; at++) {
      boolean covered = at < 2 || (at >= 4 && at < 8) || at >= COST_AT;
      if (!covered) {
        continue;
      }
      for (int other = 0; other < 256; other++) {
        byte[] damaged = whole.clone();
        damaged[at] = (byte) other;
        if (other != (whole[at] & 0xFF)) {
          assertThat(RecordFormat.parse(KEY, damaged)).as("byte %d as %d", at, other).isNull();
        }
      }
    }
  }

  @Test
  void everyTruncationAndExtension_isRefused() {
    byte[] whole = record();
    for (int length = 0; length < whole.length; length++) {
      assertThat(RecordFormat.parse(KEY, Arrays.copyOf(whole, length))).isNull();
    }
    assertThat(RecordFormat.parse(KEY, Arrays.copyOf(whole, whole.length + 1))).isNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, RecordFormat.ETERNAL + 1})
  void impossibleExpiry_isRefused(long expiry) {
    byte[] bytes = record();
    ByteBuffer.wrap(bytes).putLong(32, expiry);
    assertThat(RecordFormat.parse(KEY, bytes)).isNull();
    assertThat(RecordFormat.isOfEpoch(bytes, EPOCH)).isFalse();
  }

  @Test
  void metadata_isOfOneLength_andHasASequenceThatLuaCanCount() {
    byte[] good = ByteBuffer.allocate(24).putLong(-5).putLong(6).putLong(-7).array();
    assertThat(ShardStamp.parse(good)).isEqualTo(new ShardStamp(-5, 6, -7));
    assertThat(ShardStamp.parse(null)).isNull();
    assertThat(ShardStamp.parse(new byte[0])).isNull();
    assertThat(ShardStamp.parse(Arrays.copyOf(good, 23))).isNull();
    assertThat(ShardStamp.parse(Arrays.copyOf(good, 25))).isNull();
    byte[] most = ByteBuffer.allocate(24).putLong(1).putLong((1L << 53) - 1).putLong(1).array();
    assertThat(ShardStamp.parse(most)).isNotNull();
    ByteBuffer.wrap(most).putLong(8, 1L << 53);
    assertThat(ShardStamp.parse(most)).isNull();
    ByteBuffer.wrap(most).putLong(8, -1);
    assertThat(ShardStamp.parse(most)).isNull();
  }
}
