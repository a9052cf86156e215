package dev.corral.it.consistency;

import static dev.corral.it.consistency.HistoryText.history;
import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.it.consistency.Operation.Kind;
import dev.corral.it.consistency.Operation.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LinearizabilityCheckerTest {

  private static void assertHolds(String... lines) {
    Verdict verdict = LinearizabilityChecker.check(history(lines));
    assertThat(verdict).isEqualTo(Verdict.HOLDS);
  }

  private static void assertViolated(String explanation, String... lines) {
    Verdict verdict = LinearizabilityChecker.check(history(lines));
    assertThat(verdict.result()).isEqualTo(Verdict.Result.VIOLATED);
    assertThat(verdict.explanation()).contains(explanation);
  }

  @Test
  void sequentialHistories_hold() {
    assertHolds("A 0 1 R k ~", "A 2 3 W k a", "B 4 5 R k a", "B 6 7 D k", "A 8 9 R k ~");
    assertHolds("A 0 1 C k ~ a", "A 2 3 C k a b", "B 4 5 C! k a c", "B 6 7 R k b");
    assertHolds();
  }

  @Test
  void concurrentOperations_takeEffectInAnyOrder() {
    assertHolds("A 0 9 W k a", "B 1 8 W k b", "C 10 11 R k a", "C 12 13 R k a");
    assertHolds("A 0 9 W k a", "B 1 8 W k b", "C 10 11 R k b");
    assertHolds("A 0 9 W k a", "B 1 2 R k ~", "B 3 4 R k a", "C 1 3 R k a");
  }

  @Test
  void anOldValueAfterItsOverwriting_isAViolation() {
    assertViolated("B READ k = a", "A 0 1 W k a", "A 2 3 W k b", "B 4 5 R k a");
    assertViolated("C READ k = a", "A 0 1 W k a", "A 2 9 W k b", "B 3 4 R k b", "C 5 6 R k a");
    assertViolated("READ k = (absent)", "A 0 1 W k a", "B 2 3 R k ~");
    assertViolated("READ k = a", "A 0 1 W k a", "A 2 3 D k", "B 4 5 R k a");
  }

  @Test
  void valuesSeenInDifferentOrders_areAViolation() {
    assertViolated(
        "Right until",
        "A 0 9 W k a",
        "B 0 9 W k b",
        "C 10 11 R k a",
        "D 10 11 R k b",
        "C 12 13 R k a",
        "D 12 13 R k a");
  }

  @Test
  void valuesFromNowhereOrTheFuture_areAViolation() {
    assertViolated("Nobody wrote", "A 0 1 W k a", "B 2 3 R k b");
    assertViolated("Nobody wrote what was seen: B READ k = a", "B 0 1 R k a", "A 2 3 W k a");
    assertViolated("Nobody wrote", "A 0 1 W! k a", "B 2 3 R k a");
  }

  @Test
  void comparisons_seeTheValue() {
    assertViolated("CAS", "A 0 1 W k a", "B 2 9 C k a b", "C 2 9 C k a c");
    assertViolated("CAS", "A 0 1 W k a", "B 2 3 C! k a b");
    assertHolds("A 0 1 W k a", "B 2 9 C! k a b", "C 2 9 W k c");
    assertHolds("A 0 1 W k a", "B 2 3 C k a ~", "C 4 5 R k ~");
  }

  @Test
  void unknownOutcomes_takeEffectAtAnyTimeOrNever() {
    assertHolds("A 0 ? W k a", "B 2 3 R k ~", "B 4 5 R k a", "B 6 7 R k a");
    assertHolds("A 0 ? W k a", "B 2 3 W k b", "B 4 5 R k b");
    assertHolds("A 0 1 W k a", "B 2 ? D k", "C 3 4 R k a", "C 5 6 R k ~");
    assertHolds("A 0 1 W k a", "B 2 ? C k a b", "C 3 4 C! k a c");
    assertViolated("Nobody wrote", "B 2 3 R k a", "A 4 ? W k a");
    assertViolated(
        "B READ k = a", "A 0 ? W k a", "B 2 3 R k a", "B 4 5 W k b", "B 6 7 R k b", "B 8 9 R k a");
    assertViolated("C READ k = c", "A 0 1 W k a", "B 2 ? C k b c", "C 3 4 R k c");
  }

  @Test
  void keys_areIndependent() {
    assertHolds("A 0 1 W k a", "A 2 3 W l b", "B 4 5 R l b", "B 6 7 R k a");
    assertViolated("l", "A 0 1 W k a", "A 2 3 W l b", "B 4 5 R l ~", "B 6 7 R k a");
  }

  @Test
  void manyClients_areDecidedQuickly_alsoIfTheHistoryIsWrong() {
    for (int seed = 0; seed < 20; seed++) {
      List<Operation> right = RandomHistory.linearizable(1_000, 24, new Random(seed));
      assertThat(LinearizabilityChecker.check(right)).as("seed %d", seed).isEqualTo(Verdict.HOLDS);
      List<Operation> wrong = RandomHistory.withAStaleRead(right, new Random(seed));
      assertThat(LinearizabilityChecker.check(wrong).result())
          .as("seed %d", seed)
          .isEqualTo(Verdict.Result.VIOLATED);
    }
  }

  @Test
  void verdicts_areThoseOfTryingAllOrders() {
    Set<Verdict.Result> seen = new HashSet<>();
    for (int seed = 0; seed < 20_000; seed++) {
      List<Operation> history = RandomHistory.anything(6, new Random(seed));
      Verdict verdict = LinearizabilityChecker.check(history);
      Verdict.Result expected =
          isExplained(history, new ArrayList<>(), null)
              ? Verdict.Result.HOLDS
              : Verdict.Result.VIOLATED;
      assertThat(verdict.result()).as("seed %d: %s", seed, history).isEqualTo(expected);
      seen.add(expected);
    }
    assertThat(seen).hasSize(2);
  }

  /** All orders, one after the other. */
  private static boolean isExplained(
      List<Operation> history, List<Operation> done, @Nullable String value) {
    List<Operation> open = new ArrayList<>(history);
    open.removeAll(done);
    open.removeIf(o -> o.outcome() == Outcome.FAIL);
    if (open.stream().allMatch(o -> o.outcome() == Outcome.UNKNOWN)) {
      return true;
    }
    for (Operation next : open) {
      boolean first =
          open.stream()
              .allMatch(o -> o.outcome() == Outcome.UNKNOWN || o.returned() >= next.invoked());
      boolean refused = next.outcome() == Outcome.REFUSED;
      boolean compares = next.kind() == Kind.READ || next.kind() == Kind.CAS;
      boolean fits = !compares || Arrays.asList(value).contains(next.observed()) != refused;
      if (first && fits) {
        List<Operation> more = new ArrayList<>(done);
        more.add(next);
        String then = refused || next.kind() == Kind.READ ? value : next.value();
        if (isExplained(history, more, then)) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void lines_bringOperationsBack() {
    List<Operation> history = new ArrayList<>(RandomHistory.anything(50, new Random(1)));
    history.add(new Operation("a b", Kind.CAS, "~", "", "~ \n%", Outcome.OK, -5, Long.MAX_VALUE));
    List<Operation> shuffled = Histories.parse(List.of(Histories.toText(history), ""));
    history.sort(Comparator.comparingLong(Operation::invoked));
    assertThat(shuffled).containsExactlyInAnyOrderElementsOf(history);
    assertThat(shuffled).isSortedAccordingTo(Comparator.comparingLong(Operation::invoked));
  }
}
