package dev.corral.internal.store;

import java.nio.ByteBuffer;

/**
 * The version of a record: never reused for a key. The sequence orders, the nonce makes it unique.
 *
 * @param sequence rises with every change in the shard; about the server's time in microseconds
 * @param nonce random, of the mutation that wrote the record
 */
public record Version(long sequence, long nonce) {
  static final int BYTES = 16;

  byte[] toBytes() {
    return ByteBuffer.allocate(BYTES).putLong(sequence).putLong(nonce).array();
  }
}
