package dev.corral.codec;

/**
 * Turns objects into bytes and back, for one cache and one {@link Purpose}.
 *
 * <p>Implementations are thread-safe, never block, and treat the bytes they decode as untrusted:
 * only allowed classes are instantiated, and no byte string makes them allocate memory out of
 * proportion to its length.
 */
public interface Codec {

  /**
   * Encodes an object graph.
   *
   * @param value the root, not null
   * @return its bytes and the fingerprint of its schema
   * @throws ClassNotAllowedException if the graph holds an instance of a class that is not allowed
   * @throws CodecException if the graph cannot be encoded
   */
  Encoded encode(Object value);

  /**
   * Decodes what {@link #encode} wrote, here or on another node.
   *
   * @param encoded the bytes; they are read only, and not kept
   * @return the root, never null
   * @throws SchemaMismatchException if it was written under another schema of one of its classes
   * @throws ClassNotAllowedException if the bytes name a class that is not allowed; it was neither
   *     initialised nor instantiated
   * @throws CodecException if the bytes are not what {@link #encode} writes
   */
  Object decode(Encoded encoded);
}
