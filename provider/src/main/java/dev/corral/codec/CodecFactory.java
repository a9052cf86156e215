package dev.corral.codec;

/** Makes codecs. Implementations have a public constructor without parameters. */
public interface CodecFactory {

  /**
   * The name under which the bytes are known, such as {@code kryo}. It is kept in the cache's
   * descriptor, so that nodes with another codec are told so.
   */
  String id();

  /**
   * Makes a codec.
   *
   * @param context the cache and what may be encoded in it
   * @return a thread-safe codec
   * @throws IllegalArgumentException if an entry of {@link CodecContext#allow} is not a pattern
   */
  Codec create(CodecContext context);
}
