package dev.corral.internal.codec;

import dev.corral.codec.CodecException;
import dev.corral.codec.Encoded;
import org.jspecify.annotations.Nullable;

/**
 * Makes large payloads smaller. A compressed payload holds the length of the payload it was made
 * from, and that payload in LZ4's block format. Thread-safe.
 *
 * <p>LZ4 comes from an optional library; where it is missing, what is compressed can't be read.
 */
public final class Compressor {
  /** Of a payload that is compressed: its type, then the length of what it was made from. */
  static final int HEADER = 5;

  private static final String LIBRARY =
      "the library at.yawk.lz4:lz4-java, which is not on the class path: add it as a dependency";

  private final int threshold;

  private Compressor(int threshold) {
    this.threshold = threshold;
  }

  /**
   * Compresses payloads from a size on.
   *
   * @param threshold in bytes
   * @throws IllegalStateException if the library is missing
   */
  public static Compressor from(int threshold) {
    if (!isPresent()) {
      throw new IllegalStateException("LZ4 needs " + LIBRARY);
    }
    return new Compressor(threshold);
  }

  /** Compresses nothing. */
  public static Compressor none() {
    return new Compressor(Integer.MAX_VALUE);
  }

  /** A payload that is smaller than the given one, of the type {@code tag}; or the given one. */
  Encoded shrink(byte tag, Encoded payload) {
    if (payload.length() < threshold) {
      return payload;
    }
    byte[] smaller = Lz4.compress(tag, payload);
    return smaller.length < payload.length()
        ? new Encoded(payload.fingerprint(), smaller)
        : payload;
  }

  /**
   * What a compressed payload was made from; null if it can't be that.
   *
   * @throws CodecException if the library is missing
   */
  static @Nullable Encoded expand(Encoded payload) {
    if (!isPresent()) {
      throw new CodecException("a compressed value needs " + LIBRARY);
    }
    return Lz4.expand(payload);
  }

  private static boolean isPresent() {
    return Library.PRESENT;
  }

  /** Looked for once. */
  private static final class Library {
    static final boolean PRESENT = isThere();

    private static boolean isThere() {
      try {
        Class.forName("net.jpountz.lz4.LZ4Factory", false, Compressor.class.getClassLoader());
        return true;
      } catch (ClassNotFoundException e) {
        return false;
      }
    }
  }
}
