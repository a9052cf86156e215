package dev.corral.internal.store;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Random numbers that never repeat within a JVM and, for all practical purposes, never across JVMs.
 */
final class Nonces {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final AtomicLong state = new AtomicLong();
  private final long origin;

  Nonces() {
    SecureRandom random = new SecureRandom();
    state.set(random.nextLong());
    origin = random.nextLong();
  }

  /** Names this instance among all nodes. */
  long origin() {
    return origin;
  }

  /** The next number of SplitMix64, a permutation of all 64-bit numbers. */
  long next() {
    long z = state.addAndGet(GOLDEN_GAMMA);
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  byte[] nextBytes() {
    return bytes(next());
  }

  /** A lease token: 16 bytes. */
  byte[] nextToken() {
    return ByteBuffer.allocate(16).putLong(origin).putLong(next()).array();
  }

  static byte[] bytes(long number) {
    return ByteBuffer.allocate(8).putLong(number).array();
  }
}
