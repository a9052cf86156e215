package dev.corral.internal.store;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node tells the others of a change ({@code docs/layout.md}).
 *
 * @param kind what happened
 * @param origin names the node that did it
 * @param epoch of the shard, after the change
 * @param previous the version of the shard's last change before this one
 * @param version the version of this change; for {@link Kind#EXPIRED}, which changes nothing, the
 *     same as before
 * @param keyText the text of the key, or the tag; empty where the kind concerns none
 * @param old the record before, or empty
 * @param current the record after, or empty
 */
public record EntryMessage(
    Kind kind,
    long origin,
    long epoch,
    Version previous,
    Version version,
    byte[] keyText,
    byte[] old,
    byte[] current) {
  private static final byte ONE = 1;
  private static final byte SEVERAL = 2;
  private static final byte[] EMPTY = new byte[0];

  /** What happened to an entry. */
  public enum Kind {
    CREATED('C'),
    UPDATED('U'),
    DELETED('D'),
    /** Deleted where Redis had nothing; a near cache may have what Redis evicted. */
    VOIDED('I'),
    EXPIRED('E'),
    CLEARED('X'),
    /** A tag was invalidated, and with it all entries that have it. */
    UNTAGGED('T');

    private final char code;

    Kind(char code) {
      this.code = code;
    }
  }

  /** One message, or several that were sent as one; none if the bytes are no such thing. */
  static List<EntryMessage> parse(byte[] bytes, Keyspace keyspace) {
    try {
      ByteBuffer message = ByteBuffer.wrap(bytes);
      byte format = message.get();
      EntryMessage one = format == ONE ? one(message, keyspace) : null;
      return format == SEVERAL
          ? several(message, keyspace)
          : one == null ? List.of() : List.of(one);
    } catch (BufferUnderflowException e) {
      return List.of();
    }
  }

  private static @Nullable EntryMessage one(ByteBuffer message, Keyspace keyspace) {
    Kind kind = kind((char) message.get());
    long origin = message.getLong();
    long epoch = message.getLong();
    Version previous = version(message);
    Version version = version(message);
    byte[] text = text(kind, field(message), keyspace);
    boolean carriesRecords = message.hasRemaining();
    byte[] old = carriesRecords ? field(message) : EMPTY;
    byte[] current = carriesRecords ? field(message) : EMPTY;
    return kind == null || text == null || message.hasRemaining()
        ? null
        : new EntryMessage(kind, origin, epoch, previous, version, text, old, current);
  }

  private static List<EntryMessage> several(ByteBuffer messages, Keyspace keyspace) {
    long origin = messages.getLong();
    long epoch = messages.getLong();
    Version previous = version(messages);
    List<EntryMessage> all = new ArrayList<>();
    while (messages.hasRemaining()) {
      Kind kind = kind((char) messages.get());
      Version version = version(messages);
      byte[] text = text(kind, field(messages), keyspace);
      if (kind != null && text != null) {
        all.add(new EntryMessage(kind, origin, epoch, previous, version, text, EMPTY, EMPTY));
      }
      previous = version;
    }
    return all;
  }

  private static byte @Nullable [] text(@Nullable Kind kind, byte[] key, Keyspace keyspace) {
    return kind == Kind.UNTAGGED
        ? key
        : kind == Kind.CLEARED && key.length == 0 ? EMPTY : keyspace.textOf(key);
  }

  private static Version version(ByteBuffer message) {
    return new Version(message.getLong(), message.getLong());
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

  /** The shard as the change left it. */
  public ShardStamp shard() {
    return new ShardStamp(epoch, version.sequence(), version.nonce());
  }

  /** The tag that was invalidated. */
  public String tag() {
    return new String(keyText, StandardCharsets.UTF_8);
  }

  /** Whether it was meant for listeners, who want to know values, too. */
  public boolean carriesRecords() {
    return old.length + current.length > 0;
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
