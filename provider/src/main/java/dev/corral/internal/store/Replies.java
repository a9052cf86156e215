package dev.corral.internal.store;

import dev.corral.internal.redis.Reply;
import dev.corral.internal.store.RecordFormat.Metadata;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what Redis answered into results. Bytes are not trusted. */
final class Replies {
  private Replies() {}

  static byte @Nullable [] bytes(@Nullable Object value) {
    return value instanceof byte[] bytes ? bytes : null;
  }

  static long number(@Nullable Object value) {
    if (value instanceof Long number) {
      return number;
    }
    throw new IllegalStateException("Expected a number from Redis but got " + value);
  }

  @SuppressWarnings("unchecked")
  static List<@Nullable Object> list(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return (List<@Nullable Object>) list;
    }
    throw new IllegalStateException("Expected a list from Redis but got " + value);
  }

  /** What a record means under the given metadata at the given server time. */
  static ReadResult read(
      EntryKey key, @Nullable Metadata metadata, byte @Nullable [] bytes, long now) {
    if (bytes == null || metadata == null) {
      return ReadResult.nothing(now);
    }
    if (!RecordFormat.isOfEpoch(bytes, metadata.epoch())) {
      return bytes.length >= RecordFormat.HEADER && bytes[0] == RecordFormat.MAGIC
          ? ReadResult.nothing(now)
          : new ReadResult(ReadResult.State.UNREADABLE, null, null, now);
    }
    Version version = RecordFormat.versionOf(bytes);
    StoredRecord record = RecordFormat.parse(key, bytes);
    if (record == null) {
      return new ReadResult(ReadResult.State.UNREADABLE, null, version, now);
    }
    boolean expired = record.expiryMillis() <= now;
    if (record.isNull()) {
      return expired
          ? ReadResult.nothing(now)
          : new ReadResult(ReadResult.State.NULL, null, version, now);
    }
    return new ReadResult(
        expired ? ReadResult.State.EXPIRED : ReadResult.State.LIVE, record, version, now);
  }

  /** The answer of MGET of metadata and record. */
  static ReadResult read(EntryKey key, Reply reply) {
    List<@Nullable Object> values = reply.asList();
    return read(
        key, Metadata.parse(bytes(values.get(0))), bytes(values.get(1)), reply.serverMillis());
  }

  /** One key's answer of the mutate script. */
  static MutationResult mutation(EntryKey key, @Nullable Object answer) {
    List<@Nullable Object> fields = list(answer);
    return new MutationResult(
        MutationResult.Status.of(number(fields.get(0))),
        number(fields.get(1)) == 1,
        record(key, fields, 3),
        record(key, fields, 4));
  }

  private static @Nullable StoredRecord record(
      EntryKey key, List<@Nullable Object> fields, int index) {
    byte[] bytes = index < fields.size() ? bytes(fields.get(index)) : null;
    return bytes == null ? null : RecordFormat.parse(key, bytes);
  }
}
