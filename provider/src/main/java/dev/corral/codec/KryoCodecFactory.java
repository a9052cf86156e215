package dev.corral.codec;

import dev.corral.internal.codec.KryoCodec;

/**
 * The default codec, {@code kryo}: compact, fast, and safe with bytes from elsewhere.
 *
 * <p>Allowed are JDK value types (boxed and big numbers, strings, {@code java.time}, UUIDs, the
 * usual collections, arrays of allowed types, ...), the declared key and value types with the
 * classes they refer to, and what {@link CodecContext#allow} adds. {@code Object}, interfaces and
 * other open types in a declaration allow nothing by themselves; a sealed type allows its permitted
 * subclasses.
 *
 * <p>Fields are written as they are, transient ones excepted. {@code readResolve} and {@code
 * writeReplace} are honoured. Exceptions, {@code Externalizable} classes, classes with {@code
 * readObject} or {@code writeObject} and serializable collections of the application's own go
 * through Java serialization, under the same rules. Values may hold shared and circular references,
 * but not a circle through a record or an immutable collection, and may be nested 1,000 deep.
 * Lambdas, proxies and instances of non-static inner classes are refused.
 *
 * <p>Equal keys give equal bytes if they are made of records, plain classes, arrays, lists, hash
 * sets and hash maps of such, whatever implementation of {@code List}, {@code Set} or {@code Map}
 * they use; not if equality ignores a field, if a sorted collection is compared with a hashed one,
 * or if a class goes through Java serialization.
 */
public final class KryoCodecFactory implements CodecFactory {

  /** A factory; it has no state. */
  public KryoCodecFactory() {}

  @Override
  public String id() {
    return "kryo";
  }

  @Override
  public Codec create(CodecContext context) {
    return new KryoCodec(context);
  }
}
