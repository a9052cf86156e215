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
 */
public record Mutation(
    EntryKey key,
    @Nullable Encoded value,
    long costMicros,
    Lifetime lifetime,
    @Nullable Version expected,
    @Nullable Lease lease) {
  /** A mutation that needs no more than the key. */
  public static Mutation of(EntryKey key) {
    return new Mutation(key, null, 0, Lifetime.NONE, null, null);
  }

  /** A mutation that gives an entry a lifetime. */
  public static Mutation of(EntryKey key, Lifetime lifetime) {
    return new Mutation(key, null, 0, lifetime, null, null);
  }

  /** Puts a value, or removes it where the value is null. */
  public static Mutation of(EntryKey key, @Nullable Encoded value, Lifetime lifetime) {
    return new Mutation(key, value, 0, lifetime, null, null);
  }

  /** The same with what loading took. */
  public Mutation costing(long micros) {
    return new Mutation(key, value, micros, lifetime, expected, lease);
  }

  /** The same on the condition of a version. */
  public Mutation expecting(@Nullable Version version) {
    return new Mutation(key, value, costMicros, lifetime, version, lease);
  }

  /** The same under a lease. */
  public Mutation under(@Nullable Lease held) {
    return new Mutation(key, value, costMicros, lifetime, expected, held);
  }
}
