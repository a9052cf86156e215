package dev.corral.internal.store;

import dev.corral.codec.Encoded;
import org.jspecify.annotations.Nullable;

/**
 * What a change needs of one key.
 *
 * @param key which entry
 * @param value the value to put, else null
 * @param costMicros what loading the value took, 0 if it was not loaded
 * @param lifetime how long the entry is to live
 * @param expected the version that a VERSION condition asks for, else null
 * @param lease the lease under which the change is made, else null
 * @param nonce of the version that the change makes, unique; or {@link #ANY_NONCE}
 */
public record Mutation(
    EntryKey key,
    @Nullable Encoded value,
    long costMicros,
    Lifetime lifetime,
    @Nullable Version expected,
    @Nullable Lease lease,
    long nonce) {
  /** Leaves the choice of the nonce to the store. */
  public static final long ANY_NONCE = 0;

  /** A mutation that needs no more than the key. */
  public static Mutation of(EntryKey key) {
    return new Mutation(key, null, 0, Lifetime.NONE, null, null, ANY_NONCE);
  }

  /** A mutation that gives an entry a lifetime. */
  public static Mutation of(EntryKey key, Lifetime lifetime) {
    return new Mutation(key, null, 0, lifetime, null, null, ANY_NONCE);
  }

  /** Puts a value, or removes it where the value is null. */
  public static Mutation of(EntryKey key, @Nullable Encoded value, Lifetime lifetime) {
    return new Mutation(key, value, 0, lifetime, null, null, ANY_NONCE);
  }

  /** The same with what loading took. */
  public Mutation costing(long micros) {
    return new Mutation(key, value, micros, lifetime, expected, lease, nonce);
  }

  /** The same on the condition of a version. */
  public Mutation expecting(@Nullable Version version) {
    return new Mutation(key, value, costMicros, lifetime, version, lease, nonce);
  }

  /** The same under a lease. */
  public Mutation under(@Nullable Lease held) {
    return new Mutation(key, value, costMicros, lifetime, expected, held, nonce);
  }

  /** The same with a nonce of the caller's choice. */
  public Mutation withNonce(long unique) {
    return new Mutation(key, value, costMicros, lifetime, expected, lease, unique);
  }
}
