package dev.corral.internal.store;

/**
 * What a mutation does, the same for all keys of a bulk.
 *
 * @param condition when it is done
 * @param kind what is done
 * @param wantsOld whether the record before is returned
 * @param rule how it depends on the lease that the mutation names
 * @param after the sequence that those of the changes must exceed
 */
public record Change(
    Condition condition, Kind kind, boolean wantsOld, Lease.Rule rule, long after) {
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

  /** A change under no lease that does not return the record before. */
  public static Change of(Condition condition, Kind kind) {
    return new Change(condition, kind, false, Lease.Rule.NONE, 0);
  }

  /** A change of nothing, which gives leases back. */
  public static Change release() {
    return new Change(Condition.ANY, Kind.KEEP, false, Lease.Rule.ADVISORY, 0);
  }

  /** The same change, which returns the record before if so asked. */
  public Change wantingOld(boolean wanted) {
    return new Change(condition, kind, wanted, rule, after);
  }

  /** The same change under a rule. */
  public Change under(Lease.Rule other) {
    return new Change(condition, kind, wantsOld, other, after);
  }

  /** The same change with sequences that exceed the given one. */
  public Change after(long sequence) {
    return new Change(condition, kind, wantsOld, rule, sequence);
  }

  /** Whether making it twice is the same as making it once. */
  boolean isRepeatable() {
    return kind == Kind.TOUCH || kind == Kind.KEEP;
  }
}
