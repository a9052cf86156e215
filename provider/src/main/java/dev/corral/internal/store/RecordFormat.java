package dev.corral.internal.store;

import dev.corral.codec.Encoded;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a record ({@code docs/layout.md}). What the client knows is the <em>body</em>; the
 * script adds epoch, version and expiry.
 *
 * <p>The checksum covers key and value, so that neither a damaged record nor another key's is taken
 * for this key's value.
 */
final class RecordFormat {
  static final byte MAGIC = (byte) 0xC7;
  static final byte FORMAT = 1;
  static final int HEADER = 52;
  static final long ETERNAL = 9007199254740991L;
  private static final int CREATED_FLAG = 2;
  private static final int TAGGED_FLAG = 8;
  private static final int CHECKSUM_AT = 4;
  private static final int EPOCH_AT = 8;
  private static final int EXPIRY_AT = 32;
  private static final int COST_AT = 40;
  private static final int BODY_HEADER = HEADER - COST_AT;

  private static final Tags NO_TAGS = new Tags(List.of(), HEADER);

  private RecordFormat() {}

  /**
   * Cost, fingerprint and value. The script puts tags between the fingerprint and the value.
   *
   * @param costMicros what loading took
   */
  static byte[] body(Encoded value, long costMicros) {
    return ByteBuffer.allocate(BODY_HEADER + value.length())
        .putInt((int) Math.min(costMicros, 0xFFFF_FFFFL))
        .putLong(value.fingerprint())
        .put(value.array(), value.offset(), value.length())
        .array();
  }

  /**
   * The checksum of a record with that key, body and tags.
   *
   * @param tags as {@link Tags#encode} has them
   */
  static int checksum(EntryKey key, byte[] body, byte[] tags) {
    return checksum(key, body, 0, tags, BODY_HEADER);
  }

  /**
   * Reads a record.
   *
   * @return the record, or null if it is damaged, foreign or another key's
   */
  static @Nullable StoredRecord parse(EntryKey key, byte[] bytes) {
    if (!isRecord(bytes)) {
      return null;
    }
    Tags tags = isTagged(bytes) ? Tags.parse(bytes) : NO_TAGS;
    if (tags == null) {
      return null;
    }
    ByteBuffer record = ByteBuffer.wrap(bytes);
    int checksum = checksum(key, bytes, COST_AT, tags.names(), tags.end());
    if (record.getInt(CHECKSUM_AT) != checksum) {
      return null;
    }
    return new StoredRecord(
        new Version(record.getLong(16), record.getLong(24)),
        record.getLong(EXPIRY_AT),
        (bytes[2] & CREATED_FLAG) != 0,
        record.getInt(COST_AT) & 0xFFFF_FFFFL,
        new Encoded(record.getLong(44), bytes, tags.end(), bytes.length - tags.end()),
        tags.texts());
  }

  /** Whether the bytes begin like a record of the given epoch; says nothing of the rest. */
  static boolean isOfEpoch(byte[] bytes, long epoch) {
    return isRecord(bytes) && ByteBuffer.wrap(bytes).getLong(EPOCH_AT) == epoch;
  }

  /** The same test as the scripts': what is no record here is absent there. */
  private static boolean isRecord(byte[] bytes) {
    if (bytes.length < HEADER || bytes[0] != MAGIC || bytes[1] != FORMAT) {
      return false;
    }
    long expiry = ByteBuffer.wrap(bytes).getLong(EXPIRY_AT);
    return expiry >= 0 && expiry <= ETERNAL;
  }

  /** The version in the header; valid only if {@link #isOfEpoch} holds. */
  static Version versionOf(byte[] bytes) {
    ByteBuffer record = ByteBuffer.wrap(bytes);
    return new Version(record.getLong(16), record.getLong(24));
  }

  /** Whether a record, as {@link #isOfEpoch} has it, has tags. */
  static boolean isTagged(byte[] bytes) {
    return (bytes[2] & TAGGED_FLAG) != 0;
  }

  /** Of the key, cost and fingerprint, tags without their stamps, and payload. */
  private static int checksum(EntryKey key, byte[] bytes, int from, byte[] tags, int payloadAt) {
    CRC32C crc = new CRC32C();
    crc.update(key.text());
    crc.update(bytes, from, BODY_HEADER);
    crc.update(tags);
    crc.update(bytes, payloadAt, bytes.length - payloadAt);
    return (int) crc.getValue();
  }
}
