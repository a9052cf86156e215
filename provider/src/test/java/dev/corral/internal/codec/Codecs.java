package dev.corral.internal.codec;

import dev.corral.codec.Codec;
import dev.corral.codec.CodecContext;
import dev.corral.codec.JavaSerializationCodecFactory;
import dev.corral.codec.KryoCodecFactory;
import dev.corral.codec.Purpose;
import java.util.List;

/** Codecs for tests, of a cache named {@code books}. */
final class Codecs {

  private Codecs() {}

  static CodecContext context(Purpose purpose, Class<?> type, String... allow) {
    return new CodecContext(
        "books", Codecs.class.getClassLoader(), type, type, List.of(allow), purpose);
  }

  static Codec kryo(Class<?> type, String... allow) {
    return new KryoCodecFactory().create(context(Purpose.VALUE, type, allow));
  }

  static Codec kryoKeys(Class<?> type, String... allow) {
    return new KryoCodecFactory().create(context(Purpose.KEY, type, allow));
  }

  static Codec java(Class<?> type, String... allow) {
    return new JavaSerializationCodecFactory().create(context(Purpose.VALUE, type, allow));
  }

  static KeyCodec keys(Class<?> type, String... allow) {
    CodecContext context = context(Purpose.KEY, type, allow);
    return new KeyCodec(context, new KryoCodecFactory().create(context));
  }

  @SuppressWarnings("unchecked")
  static <T> T roundTrip(Codec codec, T value) {
    return (T) codec.decode(codec.encode(value));
  }
}
