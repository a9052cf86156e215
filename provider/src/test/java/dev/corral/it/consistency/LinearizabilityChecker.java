package dev.corral.it.consistency;

import dev.corral.it.consistency.Operation.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Checks that each key behaves as one register that all clients share (Herlihy and Wing 1990): each
 * operation seems to happen at one moment between its invocation and its return.
 *
 * <p>Keys are checked one by one, which is enough: linearizability is a local property.
 */
final class LinearizabilityChecker {

  /** How many states of one key's search are kept; some 300 bytes each. */
  static final int STATES = 500_000;

  private LinearizabilityChecker() {}

  /**
   * Checks a history of any number of keys, all of them absent at first.
   *
   * @return the first violation, else the first key that could not be decided, else that it holds
   */
  static Verdict check(List<Operation> history) {
    Map<String, List<Operation>> byKey = new LinkedHashMap<>();
    history.forEach(
        operation -> byKey.computeIfAbsent(operation.key(), k -> new ArrayList<>()).add(operation));
    Verdict verdict = Verdict.HOLDS;
    for (List<Operation> ofKey : byKey.values()) {
      Verdict next = search(ofKey);
      if (next.isViolation()) {
        return explained(ofKey);
      }
      verdict = verdict.result() == Verdict.Result.HOLDS ? next : verdict;
    }
    return verdict;
  }

  /** The shortest beginning of the history that is wrong, and the operation that makes it so. */
  private static Verdict explained(List<Operation> ofKey) {
    long[] returns =
        ofKey.stream()
            .filter(operation -> operation.outcome() != Outcome.UNKNOWN)
            .mapToLong(Operation::returned)
            .sorted()
            .toArray();
    int right = 0;
    int wrong = returns.length - 1;
    while (right < wrong) {
      int middle = (right + wrong) / 2;
      if (search(beginning(ofKey, returns[middle])).isViolation()) {
        wrong = middle;
      } else {
        right = middle + 1;
      }
    }
    long end = returns[wrong];
    long since = ofKey.stream().mapToLong(Operation::invoked).min().orElseThrow();
    String culprits =
        ofKey.stream()
            .filter(o -> o.outcome() != Outcome.UNKNOWN && o.returned() == end)
            .map(o -> o.describe(since))
            .collect(Collectors.joining(", "));
    Verdict first = search(beginning(ofKey, end));
    return Verdict.violated("Right until " + culprits + ". " + first.explanation());
  }

  private static Verdict search(List<Operation> ofKey) {
    return new RegisterSearch(ofKey, STATES).run();
  }

  /** What was known at a moment: what had not returned yet may still take effect. */
  private static List<Operation> beginning(List<Operation> ofKey, long end) {
    return ofKey.stream()
        .filter(operation -> operation.invoked() <= end)
        .map(operation -> isKnown(operation, end) ? operation : operation.withUnknownOutcome())
        .toList();
  }

  private static boolean isKnown(Operation operation, long end) {
    return operation.returned() <= end
        || operation.outcome() == Outcome.UNKNOWN
        || operation.outcome() == Outcome.FAIL;
  }
}
