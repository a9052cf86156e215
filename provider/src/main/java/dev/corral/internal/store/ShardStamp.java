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
  private static final long MAX_SEQUENCE = 9007199254740991L;

  /** Null if the bytes are missing or malformed: then no record of the shard is alive. */
  static @Nullable ShardStamp parse(byte @Nullable [] bytes) {
    if (bytes == null || bytes.length != LENGTH) {
      return null;
    }
    ByteBuffer fields = ByteBuffer.wrap(bytes);
    ShardStamp stamp = new ShardStamp(fields.getLong(), fields.getLong(), fields.getLong());
    return stamp.sequence >= 0 && stamp.sequence <= MAX_SEQUENCE ? stamp : null;
  }
}
