package dev.corral.codec;

import java.util.Arrays;
import java.util.Objects;

/**
 * Encoded bytes, as a view of an array, with the fingerprint of the schema they were written under.
 * The array is shared, not copied: who makes one of these no longer writes to it.
 */
public final class Encoded {

  private final long fingerprint;
  private final byte[] array;
  private final int offset;
  private final int length;

  /**
   * A view of a whole array.
   *
   * @param fingerprint the schema's fingerprint; 0 if it is unknown or there is none
   * @param bytes the encoded bytes
   */
  public Encoded(long fingerprint, byte[] bytes) {
    this(fingerprint, bytes, 0, bytes.length);
  }

  /**
   * A view of a part of an array.
   *
   * @param fingerprint the schema's fingerprint; 0 if it is unknown or there is none
   * @param array holds the encoded bytes
   * @param offset where they begin
   * @param length how many they are
   * @throws IndexOutOfBoundsException if the array has no such part
   */
  public Encoded(long fingerprint, byte[] array, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, array.length);
    this.fingerprint = fingerprint;
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  /** The fingerprint of the root's schema, kept in the record's header; 0 if there is none. */
  public long fingerprint() {
    return fingerprint;
  }

  /** The array that holds the bytes from {@link #offset}, {@link #length} of them. Not a copy. */
  public byte[] array() {
    return array;
  }

  /** Where in {@link #array} the bytes begin. */
  public int offset() {
    return offset;
  }

  /** How many bytes there are. */
  public int length() {
    return length;
  }

  /** A copy of the bytes. */
  public byte[] toBytes() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }
}
