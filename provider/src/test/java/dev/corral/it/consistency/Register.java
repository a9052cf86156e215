package dev.corral.it.consistency;

import dev.corral.it.consistency.Operation.Kind;
import dev.corral.it.consistency.Operation.Outcome;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The history of one register in a form that is quick to search: operations that say something, in
 * the order of invocation, and values as small numbers, 0 for absence. Immutable.
 */
final class Register {

  /** No state: the operation is impossible. */
  static final int IMPOSSIBLE = -1;

  private final List<Operation> operations;
  private final Map<@Nullable String, Integer> ids = new HashMap<>();
  private final int[] expected;
  private final int[] written;
  private final BitSet certain = new BitSet();
  private final boolean hasRefusals;
  private final Map<Integer, BitSet> mustSee = new HashMap<>();
  private final Map<Integer, BitSet> maySee = new HashMap<>();
  private final Map<Integer, BitSet> writers = new HashMap<>();

  Register(List<Operation> ofOneKey) {
    operations =
        ofOneKey.stream()
            .filter(Register::matters)
            .sorted(Comparator.comparingLong(Operation::invoked))
            .toList();
    ids.put(null, 0);
    expected = new int[operations.size()];
    written = new int[operations.size()];
    for (int i = 0; i < operations.size(); i++) {
      index(i, operations.get(i));
    }
    hasRefusals = operations.stream().anyMatch(o -> o.outcome() == Outcome.REFUSED);
  }

  private static boolean matters(Operation operation) {
    return switch (operation.outcome()) {
      case OK -> true;
      case REFUSED -> operation.kind() == Kind.CAS;
      case FAIL -> false;
      case UNKNOWN -> operation.kind() != Kind.READ;
    };
  }

  private void index(int i, Operation operation) {
    expected[i] = id(operation.observed());
    written[i] = id(operation.value());
    boolean sure = operation.outcome() != Outcome.UNKNOWN;
    certain.set(i, sure);
    boolean compares = operation.kind() == Kind.CAS && operation.outcome() != Outcome.REFUSED;
    if (operation.kind() == Kind.READ || compares) {
      maySee.computeIfAbsent(expected[i], v -> new BitSet()).set(i);
      if (sure) {
        mustSee.computeIfAbsent(expected[i], v -> new BitSet()).set(i);
      }
    }
    if (operation.isChange()) {
      writers.computeIfAbsent(written[i], v -> new BitSet()).set(i);
    }
  }

  private int id(@Nullable String value) {
    return ids.computeIfAbsent(value, v -> ids.size());
  }

  int size() {
    return operations.size();
  }

  Operation operation(int i) {
    return operations.get(i);
  }

  String valueOf(int state) {
    return ids.entrySet().stream()
        .filter(e -> e.getValue() == state)
        .map(e -> Operation.shown(e.getKey()))
        .findFirst()
        .orElseThrow();
  }

  /** The operations that certainly took effect, or saw something. */
  BitSet certain() {
    return certain;
  }

  long returned(int i) {
    return certain.get(i) ? operations.get(i).returned() : Long.MAX_VALUE;
  }

  /** The state after an operation on a state, or {@link #IMPOSSIBLE}. */
  int apply(int i, int state) {
    return switch (operations.get(i).kind()) {
      case READ -> state == expected[i] ? state : IMPOSSIBLE;
      case WRITE, REMOVE -> written[i];
      case CAS -> {
        if (operations.get(i).outcome() == Outcome.REFUSED) {
          yield state == expected[i] ? IMPOSSIBLE : state;
        }
        yield state == expected[i] ? written[i] : IMPOSSIBLE;
      }
      case GIVE, TAKE -> IMPOSSIBLE;
    };
  }

  /** Whether it only looks, so that it may as well happen as soon as it can. */
  boolean isLook(int i) {
    Operation operation = operations.get(i);
    return operation.kind() == Kind.READ || operation.outcome() == Outcome.REFUSED;
  }

  /**
   * Whether it can make no difference if this write, once it can happen, happens at once: nobody is
   * left who might see this state, nor what is written.
   */
  boolean isUnseen(int i, int state, BitSet done) {
    return isNeverSeen(i, done) && !isAnyLeft(maySee.get(state), done, i);
  }

  /** Whether nobody is left who might see what this write writes. */
  boolean isNeverSeen(int i, BitSet done) {
    return !hasRefusals
        && operations.get(i).kind() != Kind.CAS
        && !isLook(i)
        && !isAnyLeft(maySee.get(written[i]), done, i);
  }

  /** Whether someone must still see this state, and no one but this operation can bring it back. */
  boolean isStillNeeded(int state, BitSet done, int i) {
    return isAnyLeft(mustSee.get(state), done, i) && !isAnyLeft(writers.get(state), done, i);
  }

  private static boolean isAnyLeft(@Nullable BitSet all, BitSet done, int except) {
    if (all == null) {
      return false;
    }
    for (int i = all.nextSetBit(0); i >= 0; i = all.nextSetBit(i + 1)) {
      if (i != except && !done.get(i)) {
        return true;
      }
    }
    return false;
  }

  /** An operation that saw what nobody wrote. */
  @Nullable Operation fromNowhere() {
    for (int i = 0; i < size(); i++) {
      BitSet seen = mustSee.get(expected[i]);
      boolean sees = seen != null && seen.get(i);
      if (sees && expected[i] != 0 && !writers.containsKey(expected[i])) {
        return operations.get(i);
      }
    }
    return null;
  }
}
