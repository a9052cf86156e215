package dev.corral.internal.codec;

import dev.corral.codec.Codec;
import dev.corral.codec.CodecContext;
import dev.corral.codec.Encoded;
import java.io.InvalidClassException;

/** Java serialization behind the filter, for values. Thread-safe. */
public final class JavaCodec implements Codec {

  private final ClassRules rules;
  private final Schemas schemas = new Schemas();

  /**
   * A codec for a cache's values.
   *
   * @param context the cache and what may be encoded
   * @throws IllegalArgumentException if an entry of {@code allow} is not a pattern
   */
  public JavaCodec(CodecContext context) {
    this.rules = new ClassRules(context);
  }

  @Override
  public Encoded encode(Object value) {
    Class<?> type = value.getClass();
    try {
      byte[] bytes = FilteredObjectOutput.write(rules, value);
      return new Encoded(schemas.streamFingerprint(type), bytes);
    } catch (Throwable e) {
      throw Failures.onEncode(rules.cacheName(), type, e);
    }
  }

  @Override
  public Object decode(Encoded encoded) {
    try {
      return FilteredObjectInput.readSingle(
          rules, encoded.array(), encoded.offset(), encoded.length());
    } catch (InvalidClassException e) {
      throw Failures.onDecode(rules.cacheName(), FilteredJavaSerializer.mismatch(rules, e));
    } catch (Throwable e) {
      throw Failures.onDecode(rules.cacheName(), e);
    }
  }
}
