package dev.corral.internal.codec;

/** Escapes lone surrogates, and the backslash that announces them, as {@code \\uXXXX}. */
final class Escapes {

  private static final int LENGTH = 6;

  private Escapes() {}

  static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + LENGTH);
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      i += Character.charCount(codePoint);
      boolean lone = codePoint <= Character.MAX_VALUE && Character.isSurrogate((char) codePoint);
      if (lone || codePoint == '\\') {
        out.append("\\u").append("%04x".formatted(codePoint));
      } else {
        out.appendCodePoint(codePoint);
      }
    }
    return out.toString();
  }

  /**
   * The inverse of {@link #escape}.
   *
   * @throws IndexOutOfBoundsException if an escape is cut short
   * @throws NumberFormatException if an escape has no digits
   */
  static String unescape(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      if (text.charAt(i) == '\\') {
        out.append((char) Integer.parseInt(text.substring(i + 2, i + LENGTH), 16));
        i += LENGTH;
      } else {
        out.append(text.charAt(i));
        i++;
      }
    }
    return out.toString();
  }
}
