package dev.corral.internal.codec;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.KryoBufferUnderflowException;

/**
 * An input over a complete array of untrusted bytes. It never writes to the array, as Kryo's own
 * does when it runs dry, and refuses every length that the remaining bytes cannot hold before
 * anything of that length is allocated.
 *
 * <p>Since each element of a container takes a byte of its own, the lengths claimed by all
 * containers together cannot exceed the number of bytes either: nested containers cannot multiply
 * their claims.
 */
final class BoundedInput extends Input {

  private static final byte[] NOTHING = new byte[0];
  private static final int MAX_IDLE_CHARS = 1 << 15;

  private long claims;

  BoundedInput() {
    super(NOTHING);
  }

  @Override
  public void setBuffer(byte[] bytes, int offset, int count) {
    super.setBuffer(bytes, offset, count);
    claims = count;
  }

  /** Lets go of the bytes, and of what a long string made grow. */
  void release() {
    setBuffer(NOTHING, 0, 0);
    if (chars.length > MAX_IDLE_CHARS) {
      chars = new char[32];
    }
  }

  /** How many bytes are left to read. */
  int remaining() {
    return limit - position;
  }

  /**
   * Reads the length of a container of objects.
   *
   * @return the length, covered by the remaining bytes
   */
  int readLength() {
    return claim(readVarInt(true), 1);
  }

  /** Checks a length of elements that take at least so many bytes each, and returns it. */
  int claim(int length, int bytesEach) {
    if (length < 0 || (long) length * bytesEach > remaining() || length > claims) {
      throw new KryoBufferUnderflowException(
          "Corrupt length " + length + " with " + remaining() + " bytes left");
    }
    claims -= length;
    return length;
  }

  @Override
  protected int require(int required) {
    int remaining = remaining();
    if (remaining < required) {
      throw new KryoBufferUnderflowException(
          "Truncated: " + required + " bytes needed, " + remaining + " left");
    }
    return remaining;
  }

  @Override
  protected int optional(int optional) {
    int remaining = remaining();
    return remaining == 0 ? -1 : Math.min(remaining, optional);
  }

  @Override
  public String readString() {
    checkStringLength();
    return super.readString();
  }

  @Override
  public StringBuilder readStringBuilder() {
    checkStringLength();
    return super.readStringBuilder();
  }

  @Override
  public byte[] readBytes(int length) {
    return super.readBytes(claim(length, 1));
  }

  @Override
  public int[] readInts(int length, boolean optimizePositive) {
    return super.readInts(claim(length, 1), optimizePositive);
  }

  @Override
  public int[] readInts(int length) {
    return super.readInts(claim(length, 4));
  }

  @Override
  public long[] readLongs(int length, boolean optimizePositive) {
    return super.readLongs(claim(length, 1), optimizePositive);
  }

  @Override
  public long[] readLongs(int length) {
    return super.readLongs(claim(length, 8));
  }

  @Override
  public float[] readFloats(int length) {
    return super.readFloats(claim(length, 4));
  }

  @Override
  public double[] readDoubles(int length) {
    return super.readDoubles(claim(length, 8));
  }

  @Override
  public short[] readShorts(int length) {
    return super.readShorts(claim(length, 2));
  }

  @Override
  public char[] readChars(int length) {
    return super.readChars(claim(length, 2));
  }

  @Override
  public boolean[] readBooleans(int length) {
    return super.readBooleans(claim(length, 1));
  }

  private void checkStringLength() {
    if (readVarIntFlag()) {
      int start = position;
      int length = readVarIntFlag(true) - 1;
      if (length > remaining()) {
        throw new KryoBufferUnderflowException("Corrupt length " + length + " of a string");
      }
      position = start;
    }
  }
}
