package dev.corral.codec;

import dev.corral.internal.codec.JavaCodec;
import dev.corral.internal.codec.KryoCodec;

/**
 * The codec {@code java}: Java serialization behind a filter with the same rules about classes as
 * {@link KryoCodecFactory}, and limits on depth, references, and the length of arrays.
 *
 * <p>Java serialization does not give equal bytes for equal keys, so that keys which have no
 * readable text of their own are encoded by Kryo here too. A class's schema is its {@code
 * serialVersionUID}.
 */
public final class JavaSerializationCodecFactory implements CodecFactory {

  /** A factory; it has no state. */
  public JavaSerializationCodecFactory() {}

  @Override
  public String id() {
    return "java";
  }

  @Override
  public Codec create(CodecContext context) {
    return context.purpose() == Purpose.KEY ? new KryoCodec(context) : new JavaCodec(context);
  }
}
