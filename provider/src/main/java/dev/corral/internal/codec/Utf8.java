package dev.corral.internal.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** UTF-8 without replacement characters: what cannot be encoded or decoded is said to be so. */
final class Utf8 {

  private Utf8() {}

  /** Whether the text has no lone surrogate. */
  static boolean isEncodable(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /** Encodes text that {@link #isEncodable}. */
  static byte[] encode(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Decodes, or gives null if the bytes are not well-formed UTF-8. */
  static @Nullable String decode(byte[] bytes, int offset, int length) {
    String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') < 0) {
      return text;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, offset, length))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
