package dev.corral.internal.store;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a node tells the others of a change ({@code docs/layout.md}).
 *
 * @param kind what happened
 * @param origin names the node that did it
 * @param previous the shard's version before
 * @param shard the shard as it was left
 * @param keyText the text of the key; empty where the kind concerns none
 * @param old the record before, or empty
 * @param current the record after, or empty
 */
public record EntryMessage(
    Kind kind,
    long origin,
    Version previous,
    ShardStamp shard,
    byte[] keyText,
    byte[] old,
    byte[] current) {

  /** What happened to an entry. */
  public enum Kind {
    CREATED('C'),
    UPDATED('U'),
    DELETED('D'),
    /** Deleted where Redis had nothing; a near cache may have what Redis evicted. */
    VOIDED('I'),
    EXPIRED('E'),
    CLEARED('X');

    private final char code;

    Kind(char code) {
      this.code = code;
    }
  }

  /** Null if the bytes are not such a message. */
  static @Nullable EntryMessage parse(byte[] bytes, Keyspace keyspace) {
    try {
      ByteBuffer message = ByteBuffer.wrap(bytes);
      if (message.get() != 1) {
        return null;
      }
      Kind kind = kind((char) message.get());
      long origin = message.getLong();
      long epoch = message.getLong();
      Version previous = new Version(message.getLong(), message.getLong());
      ShardStamp shard = new ShardStamp(epoch, message.getLong(), message.getLong());
      byte[] name = field(message);
      byte[] text = kind == Kind.CLEARED ? name : keyspace.textOf(name);
      byte[] old = message.hasRemaining() ? field(message) : new byte[0];
      byte[] current = message.hasRemaining() ? field(message) : new byte[0];
      return kind == null || text == null
          ? null
          : new EntryMessage(kind, origin, previous, shard, text, old, current);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable Kind kind(char code) {
    for (Kind kind : Kind.values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    return null;
  }

  private static byte[] field(ByteBuffer message) {
    int length = message.getInt();
    if (length < 0 || length > message.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] field = new byte[length];
    message.get(field);
    return field;
  }

  /** The record before, or null if there is none or it is damaged. */
  public @Nullable StoredRecord oldRecord(EntryKey key) {
    return RecordFormat.parse(key, old);
  }

  /** The record after, or null if there is none or it is damaged. */
  public @Nullable StoredRecord currentRecord(EntryKey key) {
    return RecordFormat.parse(key, current);
  }
}
