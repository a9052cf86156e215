package dev.corral.internal.engine;

import dev.corral.internal.store.Change;

/**
 * The single-entry operations of JSR-107 as data: when something is done, what is done, and what
 * the caller wants to know. One engine interprets them.
 */
public enum Operation {
  PUT(When.ALWAYS, Change.Kind.PUT, false, false),
  GET_AND_PUT(When.ALWAYS, Change.Kind.PUT, true, true),
  PUT_IF_ABSENT(When.ABSENT, Change.Kind.PUT, false, true),
  REPLACE(When.PRESENT, Change.Kind.PUT, false, true),
  REPLACE_EQUAL(When.EQUAL, Change.Kind.PUT, false, true),
  GET_AND_REPLACE(When.PRESENT, Change.Kind.PUT, true, true),
  REMOVE(When.ALWAYS, Change.Kind.DELETE, false, false),
  REMOVE_EQUAL(When.EQUAL, Change.Kind.DELETE, false, true),
  GET_AND_REMOVE(When.ALWAYS, Change.Kind.DELETE, true, true);

  /** On what the operation depends. */
  enum When {
    ALWAYS,
    ABSENT,
    PRESENT,
    /** The value equals, in Java, the one given. */
    EQUAL
  }

  private final When when;
  private final Change.Kind kind;
  private final boolean wantsOld;
  private final boolean isLookup;

  Operation(When when, Change.Kind kind, boolean wantsOld, boolean isLookup) {
    this.when = when;
    this.kind = kind;
    this.wantsOld = wantsOld;
    this.isLookup = isLookup;
  }

  When when() {
    return when;
  }

  Change.Kind kind() {
    return kind;
  }

  /** Whether the caller is told the value before. */
  boolean wantsOld() {
    return wantsOld;
  }

  /** Whether it counts as a hit or a miss. */
  boolean isLookup() {
    return isLookup;
  }

  boolean isPut() {
    return kind == Change.Kind.PUT;
  }
}
