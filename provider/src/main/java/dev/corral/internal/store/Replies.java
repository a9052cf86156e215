package dev.corral.internal.store;

import dev.corral.internal.redis.Reply;
import dev.corral.internal.redis.Server;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what Redis answered into results. Bytes are not trusted. */
final class Replies {
  private static final int PUT_ANSWER = 2 + 3 * Long.BYTES;

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

  /**
   * What a record means.
   *
   * @param reply of the command that read it
   * @param metadata of its shard as read by the same command; null if there is none
   * @param now the server's time in ms
   */
  static ReadResult read(
      EntryKey key, Reply reply, @Nullable ShardStamp metadata, byte @Nullable [] bytes, long now) {
    ShardView shard = ShardView.of(reply.server(), metadata);
    if (bytes == null || metadata == null) {
      return ReadResult.nothing(now, shard);
    }
    if (!RecordFormat.isOfEpoch(bytes, metadata.epoch())) {
      return bytes.length >= RecordFormat.HEADER && bytes[0] == RecordFormat.MAGIC
          ? ReadResult.nothing(now, shard)
          : new ReadResult(ReadResult.State.UNREADABLE, null, null, now, shard);
    }
    if (RecordFormat.isTagged(bytes) && Tags.parse(bytes) == null) {
      return ReadResult.nothing(now, shard);
    }
    Version version = RecordFormat.versionOf(bytes);
    StoredRecord record = RecordFormat.parse(key, bytes);
    if (record == null) {
      return new ReadResult(ReadResult.State.UNREADABLE, null, version, now, shard);
    }
    boolean expired = record.expiryMillis() <= now;
    if (record.isNull()) {
      return expired
          ? ReadResult.nothing(now, shard)
          : new ReadResult(ReadResult.State.NULL, null, version, now, shard);
    }
    return new ReadResult(
        expired ? ReadResult.State.EXPIRED : ReadResult.State.LIVE, record, version, now, shard);
  }

  /** The i-th record of an answer to MGET of metadata and records. */
  static ReadResult read(EntryKey key, Reply reply, int i) {
    List<@Nullable Object> values = reply.asList();
    return read(
        key,
        reply,
        ShardStamp.parse(bytes(values.get(0))),
        bytes(values.get(i + 1)),
        reply.serverMillis());
  }

  /** The i-th key's answer of the mutate script. */
  static MutationResult mutation(EntryKey key, Reply reply, int i) {
    List<@Nullable Object> answers = reply.asList();
    if (answers.get(2) instanceof byte[] puts) {
      return plainPut(reply.server(), bytes(answers.get(1)), puts, i);
    }
    List<@Nullable Object> fields = list(answers.get(i + 2));
    return new MutationResult(
        MutationResult.Status.of(number(fields.get(0))),
        number(fields.get(1)) == 1,
        record(key, fields.get(3)),
        record(key, fields.get(4)),
        kept(reply.server(), bytes(answers.get(1)), fields));
  }

  /** The i-th key's answer of {@code put.lua}: status, was live, sequence, nonce, expiry. */
  private static MutationResult plainPut(
      @Nullable Server server, byte @Nullable [] epoch, byte[] puts, int i) {
    ByteBuffer answer = ByteBuffer.wrap(puts, i * PUT_ANSWER, PUT_ANSWER);
    MutationResult.Status status = MutationResult.Status.of(answer.get());
    boolean wasLive = answer.get() == 1;
    if (server == null || epoch == null) {
      return new MutationResult(status, wasLive);
    }
    ShardStamp stamp = new ShardStamp(toLong(epoch), answer.getLong(), answer.getLong());
    return new MutationResult(
        status,
        wasLive,
        null,
        null,
        new MutationResult.Kept(new ShardView(server, stamp), answer.getLong()));
  }

  private static MutationResult.@Nullable Kept kept(
      @Nullable Server server, byte @Nullable [] epoch, List<@Nullable Object> fields) {
    byte[] nonce = bytes(fields.get(5));
    if (server == null || epoch == null || nonce == null) {
      return null;
    }
    ShardStamp stamp = new ShardStamp(toLong(epoch), number(fields.get(2)), toLong(nonce));
    return new MutationResult.Kept(new ShardView(server, stamp), number(fields.get(6)));
  }

  /** What the sample script tells; null if it failed. */
  static @Nullable ShardSample sample(Reply reply) {
    if (reply.failure() != null) {
      return null;
    }
    List<@Nullable Object> fields = reply.asList();
    ShardView view = ShardView.of(reply.server(), ShardStamp.parse(bytes(fields.get(1))));
    return view == null ? null : new ShardSample(view, number(fields.get(0)));
  }

  private static long toLong(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getLong();
  }

  private static @Nullable StoredRecord record(EntryKey key, @Nullable Object field) {
    byte[] bytes = bytes(field);
    return bytes == null ? null : RecordFormat.parse(key, bytes);
  }
}
