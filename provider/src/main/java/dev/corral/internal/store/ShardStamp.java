package dev.corral.internal.store;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A shard's metadata, as a command saw or left it.
 *
 * @param epoch under which live records are written; a clear begins a new one
 * @param sequence of the shard's last change
 * @param nonce of the shard's last change
 */
public record ShardStamp(long epoch, long sequence, long nonce) {
  private static final int LENGTH = 24;
  private static final int LENGTH_WITH_TAGS = 32;
  private static final long MAX_SEQUENCE = 9007199254740991L;

  /** Null if the bytes are missing or malformed: then no record of the shard is alive. */
  static @Nullable ShardStamp parse(byte @Nullable [] bytes) {
    if (bytes == null || (bytes.length != LENGTH && bytes.length != LENGTH_WITH_TAGS)) {
      return null;
    }
    ByteBuffer fields = ByteBuffer.wrap(bytes);
    ShardStamp stamp = new ShardStamp(fields.getLong(), fields.getLong(), fields.getLong());
    long untagged = untagged(bytes);
    boolean isSound = stamp.sequence <= MAX_SEQUENCE && untagged >= 0 && untagged <= stamp.sequence;
    return isSound ? stamp : null;
  }

  /**
   * The sequence of the shard's last invalidation by tag, in sound metadata; 0 if none is known.
   */
  static long untagged(byte[] metadata) {
    return metadata.length == LENGTH ? 0 : ByteBuffer.wrap(metadata).getLong(LENGTH);
  }
}
