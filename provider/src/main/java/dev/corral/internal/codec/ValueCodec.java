package dev.corral.internal.codec;

import dev.corral.codec.Codec;
import dev.corral.codec.CodecException;
import dev.corral.codec.Encoded;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;

/**
 * The payload of a record: a byte that tells the type, then the value. Strings, numbers, booleans,
 * UUIDs and byte arrays are written directly, everything else by the cache's {@link Codec}. A large
 * payload may be compressed as a whole. Thread-safe.
 */
@SuppressWarnings("ByteBufferBackingArray") // every buffer here wraps an array of its own size
public final class ValueCodec {

  private static final byte CODEC = 0;
  private static final byte STRING = 1;
  private static final byte UTF_16 = 2;
  private static final byte INTEGER = 3;
  private static final byte LONG = 4;
  private static final byte DOUBLE = 5;
  private static final byte FLOAT = 6;
  private static final byte SHORT = 7;
  private static final byte BYTE = 8;
  private static final byte CHARACTER = 9;
  private static final byte FALSE = 10;
  private static final byte TRUE = 11;
  private static final byte BYTES = 12;
  private static final byte UUIDS = 13;
  private static final byte COMPRESSED = 14;

  private final String cacheName;
  private final Codec codec;
  private final Compressor compressor;

  /**
   * A codec of payloads.
   *
   * @param cacheName the cache, for messages
   * @param codec for what is not written directly
   * @param compressor of what is encoded; what is decoded says itself whether it is compressed
   */
  public ValueCodec(String cacheName, Codec codec, Compressor compressor) {
    this.cacheName = cacheName;
    this.codec = codec;
    this.compressor = compressor;
  }

  /**
   * Encodes a value.
   *
   * @return the payload; its fingerprint is 0 if the codec was not needed
   * @throws CodecException as {@link Codec#encode} does
   */
  public Encoded encode(Object value) {
    return compressor.shrink(COMPRESSED, plain(value));
  }

  private Encoded plain(Object value) {
    if (value instanceof String s) {
      return text(s);
    } else if (value instanceof Integer i) {
      return payload(buffer(INTEGER, 4).putInt(i));
    } else if (value instanceof Long l) {
      return payload(buffer(LONG, 8).putLong(l));
    } else if (value instanceof Double d) {
      return payload(buffer(DOUBLE, 8).putLong(Double.doubleToRawLongBits(d)));
    } else if (value instanceof Boolean b) {
      return payload(buffer(b ? TRUE : FALSE, 0));
    } else if (value instanceof byte[] bytes) {
      return payload(buffer(BYTES, bytes.length).put(bytes));
    } else if (value instanceof UUID u) {
      return payload(
          buffer(UUIDS, 16)
              .putLong(u.getMostSignificantBits())
              .putLong(u.getLeastSignificantBits()));
    } else if (value instanceof Float f) {
      return payload(buffer(FLOAT, 4).putInt(Float.floatToRawIntBits(f)));
    } else if (value instanceof Short s) {
      return payload(buffer(SHORT, 2).putShort(s));
    } else if (value instanceof Byte b) {
      return payload(buffer(BYTE, 1).put(b));
    } else if (value instanceof Character c) {
      return payload(buffer(CHARACTER, 2).putChar(c));
    }
    Encoded encoded = codec.encode(value);
    ByteBuffer buffer = buffer(CODEC, encoded.length());
    buffer.put(encoded.array(), encoded.offset(), encoded.length());
    return new Encoded(encoded.fingerprint(), buffer.array());
  }

  /**
   * Decodes a payload.
   *
   * @throws CodecException as {@link Codec#decode} does
   */
  public Object decode(Encoded payload) {
    if (payload.length() > 0 && payload.array()[payload.offset()] == COMPRESSED) {
      Encoded expanded = Compressor.expand(payload);
      if (expanded == null) {
        throw corrupt();
      }
      return decodePlain(expanded);
    }
    return decodePlain(payload);
  }

  private Object decodePlain(Encoded payload) {
    if (payload.length() == 0) {
      throw corrupt();
    }
    byte[] array = payload.array();
    int offset = payload.offset() + 1;
    int length = payload.length() - 1;
    ByteBuffer in = ByteBuffer.wrap(array, offset, length);
    return switch (array[payload.offset()]) {
      case CODEC -> codec.decode(new Encoded(payload.fingerprint(), array, offset, length));
      case STRING -> utf8(array, offset, length);
      case UTF_16 -> utf16(in, length);
      case INTEGER -> sized(in, 4).getInt();
      case LONG -> sized(in, 8).getLong();
      case DOUBLE -> Double.longBitsToDouble(sized(in, 8).getLong());
      case FLOAT -> Float.intBitsToFloat(sized(in, 4).getInt());
      case SHORT -> sized(in, 2).getShort();
      case BYTE -> sized(in, 1).get();
      case CHARACTER -> sized(in, 2).getChar();
      case FALSE -> sized(in, 0).hasRemaining();
      case TRUE -> !sized(in, 0).hasRemaining();
      case BYTES -> Arrays.copyOfRange(array, offset, offset + length);
      case UUIDS -> new UUID(sized(in, 16).getLong(), in.getLong());
      default -> throw corrupt();
    };
  }

  private static Encoded text(String value) {
    if (Utf8.isEncodable(value)) {
      byte[] bytes = Utf8.encode(value);
      return payload(buffer(STRING, bytes.length).put(bytes));
    }
    ByteBuffer buffer = buffer(UTF_16, 2 * value.length());
    for (int i = 0; i < value.length(); i++) {
      buffer.putChar(value.charAt(i));
    }
    return payload(buffer);
  }

  private String utf8(byte[] array, int offset, int length) {
    String text = Utf8.decode(array, offset, length);
    if (text == null) {
      throw corrupt();
    }
    return text;
  }

  private String utf16(ByteBuffer in, int length) {
    if (length % 2 != 0) {
      throw corrupt();
    }
    return in.asCharBuffer().toString();
  }

  private ByteBuffer sized(ByteBuffer in, int length) {
    if (in.remaining() != length) {
      throw corrupt();
    }
    return in;
  }

  private CodecException corrupt() {
    return new CodecException("Cache '%s': a record's payload is corrupt".formatted(cacheName));
  }

  private static ByteBuffer buffer(byte tag, int length) {
    return ByteBuffer.allocate(1 + length).put(tag);
  }

  private static Encoded payload(ByteBuffer buffer) {
    return new Encoded(0, buffer.array());
  }
}
