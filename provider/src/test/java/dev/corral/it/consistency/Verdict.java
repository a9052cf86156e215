package dev.corral.it.consistency;

/**
 * What a checker says about a history.
 *
 * @param explanation for people; empty if it holds
 */
record Verdict(Result result, String explanation) {

  /** Whether the history is consistent. */
  enum Result {
    HOLDS,
    VIOLATED,
    /** The search was given up at its bound. */
    UNDECIDED
  }

  static final Verdict HOLDS = new Verdict(Result.HOLDS, "");

  static Verdict violated(String explanation) {
    return new Verdict(Result.VIOLATED, explanation);
  }

  boolean isViolation() {
    return result == Result.VIOLATED;
  }
}
