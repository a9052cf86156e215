package dev.corral.internal.store;

import org.jspecify.annotations.Nullable;

/**
 * What a mutation does, the same for all keys of a bulk.
 *
 * @param condition when it is done
 * @param kind what is done
 * @param created lifetime if the entry is created, in ms; see the constants
 * @param updated lifetime if it is updated or touched, in ms; see the constants
 * @param wantsOld whether the record before is returned
 * @param lease under which lease it is done, or null
 */
public record Change(
    Condition condition,
    Kind kind,
    long created,
    long updated,
    boolean wantsOld,
    @Nullable Lease lease) {
  /** Lifetime without end. */
  public static final long ETERNAL = -1;

  /** The lifetime that the entry has already. */
  public static final long AS_IT_IS = -2;

  /** No lifetime: not kept if created, ends now if updated. */
  public static final long ZERO = 0;

  /** When a change is made. */
  public enum Condition {
    ANY("*"),
    ABSENT("-"),
    PRESENT("+"),
    VERSION("v");

    private final String code;

    Condition(String code) {
      this.code = code;
    }

    String code() {
      return code;
    }
  }

  /** What is changed. */
  public enum Kind {
    PUT("P"),
    DELETE("D"),
    TOUCH("T"),
    KEEP("K");

    private final String code;

    Kind(String code) {
      this.code = code;
    }

    String code() {
      return code;
    }
  }

  /** The same change, which also returns the record before. */
  public Change wantingOld() {
    return new Change(condition, kind, created, updated, true, lease);
  }

  /** The same change under a lease. */
  public Change under(Lease held) {
    return new Change(condition, kind, created, updated, wantsOld, held);
  }

  /** Whether making it twice is the same as making it once. */
  boolean isRepeatable() {
    return kind == Kind.TOUCH || kind == Kind.KEEP;
  }
}
