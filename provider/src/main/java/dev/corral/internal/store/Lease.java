package dev.corral.internal.store;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A lease on a key: the right to load it, or to have it for oneself.
 *
 * @param token names the holder; 16 bytes
 */
public record Lease(byte[] token) {
  /** How a change depends on a lease. */
  public enum Rule {
    /** It is made without a lease and voids load leases. */
    NONE("n"),
    /** Made whether the lease is still held or not; releases it. */
    ADVISORY("a"),
    /** Made only while this load lease is held. */
    LOAD("l"),
    /** Made only while this exclusive lease is held: a fencing token. */
    EXCLUSIVE("x"),
    /** Made regardless of any lease, and voids it whoever holds it. */
    FORCED("f");

    private final String code;

    Rule(String code) {
      this.code = code;
    }

    String code() {
      return code;
    }
  }

  /**
   * Whether the bytes in Redis are this lease, taken under the given epoch, with no invalidation by
   * tag since.
   *
   * @param untagged the sequence of the last such invalidation
   */
  boolean is(byte[] bytes, long epoch, long untagged) {
    return bytes.length >= 33
        && Arrays.equals(token, 0, token.length, bytes, 1, 17)
        && ByteBuffer.wrap(bytes).getLong(17) == epoch
        && ByteBuffer.wrap(bytes).getLong(25) >= untagged;
  }
}
