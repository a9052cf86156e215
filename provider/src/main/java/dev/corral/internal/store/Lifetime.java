package dev.corral.internal.store;

/**
 * How long an entry is to live, in ms, or one of the constants.
 *
 * @param created if it is created
 * @param updated if it is updated or touched
 */
public record Lifetime(long created, long updated) {
  /** Without end. */
  public static final long ETERNAL = -1;

  /** As long as it has already. */
  public static final long AS_IT_IS = -2;

  /** Not at all: not kept if created, ends now if updated. */
  public static final long ZERO = 0;

  static final Lifetime NONE = new Lifetime(ZERO, ZERO);

  /** The same, whether it is created or updated. */
  public static Lifetime of(long millis) {
    return new Lifetime(millis, millis);
  }
}
