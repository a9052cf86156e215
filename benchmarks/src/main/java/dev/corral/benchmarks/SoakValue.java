package dev.corral.benchmarks;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.CRC32C;

/** Values that carry their key, a number, and a checksum; from a few bytes to 1 MB. */
final class SoakValue {
  private static final int HEADER = Integer.BYTES + Integer.BYTES;
  private static final int CHECKSUM = Integer.BYTES;
  private static final int SMALLEST = HEADER + CHECKSUM;
  private static final int LARGEST = 1 << 20;
  private static final double SPAN = Math.log((double) LARGEST / SMALLEST);

  private SoakValue() {}

  /** One of any length: as many between 10 and 100 bytes as between 10 and 100 kB. */
  static byte[] make(int key, int number) {
    int length = (int) (SMALLEST * Math.exp(SPAN * ThreadLocalRandom.current().nextDouble()));
    byte[] value = new byte[length];
    ByteBuffer.wrap(value).putInt(key).putInt(number);
    Arrays.fill(value, HEADER, length - CHECKSUM, (byte) (31 * key + number));
    ByteBuffer.wrap(value).putInt(length - CHECKSUM, checksum(value));
    return value;
  }

  /** Its number; -1 if it is not whole, or another key's. */
  static int numberOf(int key, byte[] value) {
    ByteBuffer bytes = ByteBuffer.wrap(value);
    boolean isRight =
        value.length >= SMALLEST
            && bytes.getInt(0) == key
            && bytes.getInt(value.length - CHECKSUM) == checksum(value);
    return isRight ? bytes.getInt(Integer.BYTES) : -1;
  }

  private static int checksum(byte[] value) {
    CRC32C crc = new CRC32C();
    crc.update(value, 0, value.length - CHECKSUM);
    return (int) crc.getValue();
  }
}
