package dev.corral.internal.store;

import java.util.Objects;

/**
 * A lease on a key, and what it means for a change made under it.
 *
 * @param token names the holder
 * @param rule how a change depends on it
 */
public record Lease(byte[] token, Rule rule) {
  /** How a change depends on its lease. */
  public enum Rule {
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

  /** Voids whatever lease there is. */
  public static Lease forced() {
    return new Lease(new byte[0], Rule.FORCED);
  }

  /** The same lease under another rule. */
  public Lease as(Rule other) {
    return new Lease(token, Objects.requireNonNull(other));
  }
}
