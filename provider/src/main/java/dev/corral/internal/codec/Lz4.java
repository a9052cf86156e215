package dev.corral.internal.codec;

import dev.corral.codec.Encoded;
import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.jspecify.annotations.Nullable;

/**
 * LZ4 in pure Java, which checks each access: what it reads is not trusted, and no native code is
 * unpacked. Loaded only where something is, or was, compressed. Thread-safe.
 */
final class Lz4 {
  /** No block expands to more than this many times its length. */
  private static final long MOST_EXPANSION = 255;

  private static final LZ4Compressor COMPRESSOR = LZ4Factory.safeInstance().fastCompressor();
  private static final LZ4SafeDecompressor EXPANDER = LZ4Factory.safeInstance().safeDecompressor();

  private Lz4() {}

  static byte[] compress(byte tag, Encoded payload) {
    int length = payload.length();
    byte[] block = new byte[Compressor.HEADER + COMPRESSOR.maxCompressedLength(length)];
    ByteBuffer.wrap(block).put(tag).putInt(length);
    int compressed =
        COMPRESSOR.compress(payload.array(), payload.offset(), length, block, Compressor.HEADER);
    return Arrays.copyOf(block, Compressor.HEADER + compressed);
  }

  /** Null unless it is a block of just the length that it tells. */
  static @Nullable Encoded expand(Encoded payload) {
    int compressed = payload.length() - Compressor.HEADER;
    if (compressed <= 0) {
      return null;
    }
    int length = ByteBuffer.wrap(payload.array(), payload.offset() + 1, 4).getInt();
    if (length <= 0 || length > compressed * MOST_EXPANSION) {
      return null;
    }
    byte[] expanded = new byte[length];
    try {
      int from = payload.offset() + Compressor.HEADER;
      return EXPANDER.decompress(payload.array(), from, compressed, expanded, 0) == length
          ? new Encoded(payload.fingerprint(), expanded)
          : null;
    } catch (LZ4Exception e) {
      return null;
    }
  }
}
