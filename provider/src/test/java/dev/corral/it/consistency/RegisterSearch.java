package dev.corral.it.consistency;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks for an order of one register's operations that explains all that was seen: the search of
 * Wing and Gong (1993), which never visits twice the same set of ordered operations with the same
 * state (Lowe 2017).
 *
 * <p>Three things keep it short, none of which loses an order: an operation that only looks happens
 * as soon as it can; so does a write that nobody can see, over a state that nobody can see; and a
 * state is not left while someone must still see it whom nobody could show it again.
 */
final class RegisterSearch {

  private final Register register;
  private final int atMost;
  private final Set<State> visited = new HashSet<>();
  private State deepest = new State(new BitSet(), 0);
  private int deepestCount = -1;
  private boolean givenUp;

  private record State(BitSet done, int value) {}

  RegisterSearch(List<Operation> ofOneKey, int atMost) {
    this.register = new Register(ofOneKey);
    this.atMost = atMost;
  }

  Verdict run() {
    Operation fromNowhere = register.fromNowhere();
    if (fromNowhere != null) {
      return Verdict.violated(
          "Nobody wrote what was seen: " + fromNowhere.describe(register.operation(0).invoked()));
    }
    if (canFinish(new BitSet(), 0)) {
      return Verdict.HOLDS;
    }
    return givenUp
        ? new Verdict(
            Verdict.Result.UNDECIDED,
            "Given up after " + atMost + " states of " + register.size() + " operations")
        : Verdict.violated(explain());
  }

  private boolean canFinish(BitSet done, int before) {
    int value = advance(done, before);
    int count = certainlyDone(done);
    if (count == register.certain().cardinality()) {
      return true;
    }
    State state = new State(done, value);
    if (!visited.add(state)) {
      return false;
    }
    if (visited.size() > atMost) {
      givenUp = true;
      return false;
    }
    if (count > deepestCount) {
      deepestCount = count;
      deepest = state;
    }
    for (int i : possibleNext(done)) {
      if (isWorthTrying(i, state)) {
        BitSet next = (BitSet) done.clone();
        next.set(i);
        if (canFinish(next, register.apply(i, value))) {
          return true;
        }
        if (givenUp) {
          return false;
        }
      }
    }
    return false;
  }

  private boolean isWorthTrying(int i, State state) {
    int next = register.apply(i, state.value());
    if (next == Register.IMPOSSIBLE) {
      return false;
    }
    if (!register.certain().get(i) && register.isNeverSeen(i, state.done())) {
      return false;
    }
    return next == state.value() || !register.isStillNeeded(state.value(), state.done(), i);
  }

  /** Does all that may be done without a choice, and returns the value then. */
  private int advance(BitSet done, int before) {
    int value = before;
    boolean moved = true;
    while (moved) {
      moved = false;
      for (int i : possibleNext(done)) {
        int next = register.apply(i, value);
        boolean free =
            next != Register.IMPOSSIBLE
                && register.certain().get(i)
                && (register.isLook(i) || register.isUnseen(i, value, done));
        if (free) {
          done.set(i);
          value = next;
          moved = true;
        }
      }
    }
    return value;
  }

  /** Those that no other open operation precedes in time. */
  private List<Integer> possibleNext(BitSet done) {
    List<Integer> possible = new ArrayList<>();
    long firstReturn = Long.MAX_VALUE;
    for (int i = done.nextClearBit(0); i < register.size(); i = done.nextClearBit(i + 1)) {
      if (register.operation(i).invoked() > firstReturn) {
        break;
      }
      firstReturn = Math.min(firstReturn, register.returned(i));
      possible.add(i);
    }
    return possible;
  }

  private int certainlyDone(BitSet done) {
    BitSet both = (BitSet) done.clone();
    both.and(register.certain());
    return both.cardinality();
  }

  private String explain() {
    long since = register.operation(0).invoked();
    StringBuilder text =
        new StringBuilder("No order explains all ")
            .append(register.size())
            .append(" operations on ")
            .append(register.operation(0).key())
            .append(". At most ")
            .append(deepestCount)
            .append(" can be ordered; the value is then ")
            .append(register.valueOf(deepest.value()))
            .append(", and no way is left to go on with:");
    for (int i : possibleNext(deepest.done())) {
      text.append("\n  ").append(register.operation(i).describe(since));
    }
    return text.toString();
  }
}
