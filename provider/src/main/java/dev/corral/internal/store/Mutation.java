package dev.corral.internal.store;

import dev.corral.codec.Encoded;
import org.jspecify.annotations.Nullable;

/**
 * What a change needs of one key.
 *
 * @param key which entry
 * @param value the value to put, else null
 * @param costMicros what loading the value took, 0 if it was not loaded
 * @param expected the version that a VERSION condition asks for, else null
 */
public record Mutation(
    EntryKey key, @Nullable Encoded value, long costMicros, @Nullable Version expected) {
  /** A mutation that needs no more than the key. */
  public static Mutation of(EntryKey key) {
    return new Mutation(key, null, 0, null);
  }

  /** Puts a value. */
  public static Mutation of(EntryKey key, Encoded value) {
    return new Mutation(key, value, 0, null);
  }

  /** The same on the condition of a version. */
  public Mutation expecting(@Nullable Version version) {
    return new Mutation(key, value, costMicros, version);
  }
}
