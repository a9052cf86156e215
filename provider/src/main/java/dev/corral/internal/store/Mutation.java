package dev.corral.internal.store;

import dev.corral.codec.Encoded;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a change needs of one key.
 *
 * @param key which entry
 * @param value the value to put, else null
 * @param tags of the value
 * @param costMicros what loading the value took, 0 if it was not loaded
 * @param lifetime how long the entry is to live
 * @param expected the version that a VERSION condition asks for, else null
 * @param lease the lease under which the change is made, else null
 * @param nonce of the version that the change makes, unique; or {@link #ANY_NONCE}
 */
public record Mutation(
    EntryKey key,
    @Nullable Encoded value,
    List<String> tags,
    long costMicros,
    Lifetime lifetime,
    @Nullable Version expected,
    @Nullable Lease lease,
    long nonce) {
  /** Leaves the choice of the nonce to the store. */
  public static final long ANY_NONCE = 0;

  /** A mutation that needs no more than the key. */
  public static Mutation of(EntryKey key) {
    return of(key, Lifetime.NONE);
  }

  /** A mutation that gives an entry a lifetime. */
  public static Mutation of(EntryKey key, Lifetime lifetime) {
    return of(key, (Encoded) null, lifetime);
  }

  /** Puts a value without tags, or removes it where the value is null. */
  public static Mutation of(EntryKey key, @Nullable Encoded value, Lifetime lifetime) {
    return new Mutation(key, value, List.of(), 0, lifetime, null, null, ANY_NONCE);
  }

  /** Puts a value with its tags, or removes it where there is none. */
  public static Mutation of(EntryKey key, @Nullable Content content, Lifetime lifetime) {
    return content == null
        ? of(key, lifetime)
        : of(key, content.value(), lifetime).tagged(content.tags());
  }

  /** The same with tags. */
  public Mutation tagged(List<String> theTags) {
    return new Mutation(key, value, theTags, costMicros, lifetime, expected, lease, nonce);
  }

  /** The same with what loading took. */
  public Mutation costing(long micros) {
    return new Mutation(key, value, tags, micros, lifetime, expected, lease, nonce);
  }

  /** The same on the condition of a version. */
  public Mutation expecting(@Nullable Version version) {
    return new Mutation(key, value, tags, costMicros, lifetime, version, lease, nonce);
  }

  /** The same under a lease. */
  public Mutation under(@Nullable Lease held) {
    return new Mutation(key, value, tags, costMicros, lifetime, expected, held, nonce);
  }

  /** The same with a nonce of the caller's choice. */
  public Mutation withNonce(long unique) {
    return new Mutation(key, value, tags, costMicros, lifetime, expected, lease, unique);
  }
}
