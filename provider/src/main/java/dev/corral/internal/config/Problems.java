package dev.corral.internal.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Collects what is wrong, so that all of it is said at once. */
final class Problems {

  private final List<String> found = new ArrayList<>();

  void add(String problem) {
    found.add(problem);
  }

  /** Runs a step; an IllegalArgumentException that it throws is a problem of that place. */
  void attempt(String where, Runnable step) {
    try {
      step.run();
    } catch (IllegalArgumentException e) {
      add(where + e.getMessage());
    }
  }

  /** Throws the exception made from the problems, if there are any. */
  <E extends RuntimeException> void throwIfAny(Function<String, E> exception) {
    if (!found.isEmpty()) {
      throw exception.apply(String.join("; ", found));
    }
  }

  /** Throws the exception made from the heading and all problems, if there are any. */
  <E extends RuntimeException> void throwIfAny(String heading, Function<String, E> exception) {
    if (!found.isEmpty()) {
      throw exception.apply(heading + ":\n - " + String.join("\n - ", found));
    }
  }
}
