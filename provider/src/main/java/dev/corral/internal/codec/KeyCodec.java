package dev.corral.internal.codec;

import dev.corral.codec.Codec;
import dev.corral.codec.CodecContext;
import dev.corral.codec.CodecException;
import dev.corral.codec.Encoded;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The text of keys: a letter for the type, a colon, and the key as an operator would write it. Keys
 * of different types or values never have the same text; equal keys have equal text on every node.
 * Thread-safe.
 *
 * <pre>
 * s:text  S:text with \\uXXXX for lone surrogates  c:char  C:XXXX for a surrogate
 * i:Integer  l:Long  n:Short  b:Byte  z:Boolean  d:Double  f:Float, both in hexadecimal notation
 * I:BigInteger  D:BigDecimal  u:UUID  e:enum.class.Name:CONSTANT  k:bytes of the codec
 * </pre>
 */
public final class KeyCodec {

  private final String cacheName;
  private final Codec codec;
  private final ClassRules rules;

  /**
   * A codec of keys.
   *
   * @param context of the cache, for keys
   * @param codec for keys without a text; deterministic
   */
  public KeyCodec(CodecContext context, Codec codec) {
    this.cacheName = context.cacheName();
    this.codec = codec;
    this.rules = new ClassRules(context);
  }

  /**
   * Gives the text of a key.
   *
   * @throws CodecException as {@link Codec#encode} does
   */
  public byte[] encode(Object key) {
    String text = text(key);
    if (text != null) {
      return Utf8.encode(text);
    }
    Encoded encoded = codec.encode(key);
    byte[] bytes = new byte[2 + encoded.length()];
    bytes[0] = 'k';
    bytes[1] = ':';
    System.arraycopy(encoded.array(), encoded.offset(), bytes, 2, encoded.length());
    return bytes;
  }

  /**
   * Gives the key of a text.
   *
   * @throws CodecException as {@link Codec#decode} does, and if the text is not what {@link
   *     #encode} gives for the key
   */
  public Object decode(byte[] text) {
    if (text.length >= 2 && text[0] == 'k' && text[1] == ':') {
      return codec.decode(new Encoded(0, text, 2, text.length - 2));
    }
    String string = Utf8.decode(text, 0, text.length);
    if (string == null || string.length() < 2 || string.charAt(1) != ':') {
      throw corrupt(null);
    }
    Object key;
    try {
      key = parse(string.charAt(0), string.substring(2));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw corrupt(e);
    }
    if (!Arrays.equals(text, encode(key))) {
      throw corrupt(null);
    }
    return key;
  }

  private @Nullable String text(Object key) {
    if (key instanceof String s) {
      return Utf8.isEncodable(s) ? "s:" + s : "S:" + Escapes.escape(s);
    } else if (key instanceof Integer) {
      return "i:" + key;
    } else if (key instanceof Long) {
      return "l:" + key;
    } else if (key instanceof UUID) {
      return "u:" + key;
    } else if (key instanceof Enum<?> e) {
      rules.check(e.getDeclaringClass());
      return "e:" + e.getDeclaringClass().getName() + ":" + e.name();
    } else if (key instanceof Short) {
      return "n:" + key;
    } else if (key instanceof Byte) {
      return "b:" + key;
    } else if (key instanceof Boolean) {
      return "z:" + key;
    } else if (key instanceof Character c) {
      return Character.isSurrogate(c) ? "C:" + Integer.toHexString(c) : "c:" + c;
    } else if (key instanceof Double d) {
      return "d:" + Double.toHexString(d);
    } else if (key instanceof Float f) {
      return "f:" + Float.toHexString(f);
    } else if (key.getClass() == BigInteger.class) {
      return "I:" + key;
    } else if (key.getClass() == BigDecimal.class) {
      return "D:" + key;
    }
    return null;
  }

  private Object parse(char tag, String text) {
    return switch (tag) {
      case 's' -> text;
      case 'S' -> Escapes.unescape(text);
      case 'i' -> Integer.valueOf(text);
      case 'l' -> Long.valueOf(text);
      case 'u' -> UUID.fromString(text);
      case 'e' -> constant(text);
      case 'n' -> Short.valueOf(text);
      case 'b' -> Byte.valueOf(text);
      case 'z' -> Boolean.valueOf(text);
      case 'c' -> text.charAt(0);
      case 'C' -> (char) Integer.parseInt(text, 16);
      case 'd' -> Double.valueOf(text);
      case 'f' -> Float.valueOf(text);
      case 'I' -> new BigInteger(text);
      case 'D' -> new BigDecimal(text);
      default -> throw corrupt(null);
    };
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private Object constant(String text) {
    int colon = text.indexOf(':');
    Class<?> type = rules.load(text.substring(0, colon));
    if (!type.isEnum()) {
      throw corrupt(null);
    }
    return Enum.valueOf((Class<? extends Enum>) type, text.substring(colon + 1));
  }

  private CodecException corrupt(@Nullable Throwable cause) {
    return new CodecException("Cache '%s': a key's text is corrupt".formatted(cacheName), cause);
  }
}
