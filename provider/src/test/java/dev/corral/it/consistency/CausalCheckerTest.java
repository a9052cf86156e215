package dev.corral.it.consistency;

import static dev.corral.it.consistency.HistoryText.history;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CausalCheckerTest {

  private static void assertHolds(String... lines) {
    assertThat(CausalChecker.check(history(lines))).isEqualTo(Verdict.HOLDS);
  }

  private static void assertViolated(String explanation, String... lines) {
    Verdict verdict = CausalChecker.check(history(lines));
    assertThat(verdict.result()).isEqualTo(Verdict.Result.VIOLATED);
    assertThat(verdict.explanation()).contains(explanation);
  }

  @Test
  void sessionsThatKnowNothingOfEachOther_mayReadOldValues() {
    assertHolds();
    assertHolds("A 0 1 W k a", "A 2 3 W k b", "B 4 5 R k a", "B 6 7 R k b", "C 8 9 R k ~");
    assertHolds("A 0 1 W k a", "B 0 1 W k b", "A 2 3 R k b", "B 2 3 R k b");
    assertHolds("A 0 1 W k a", "A 2 3 W l b", "B 4 5 R k ~", "B 6 7 R l b");
  }

  @Test
  void aSession_readsItsWrites() {
    assertHolds("A 0 1 W k a", "A 2 3 R k a", "A 4 5 D k", "A 6 7 R k ~");
    assertViolated("read your writes", "A 0 1 W k a", "A 2 3 W k b", "A 4 5 R k a");
    assertViolated("read your writes", "A 0 1 W k a", "A 2 3 R k ~");
    assertViolated("read your writes", "A 0 1 W k a", "A 2 3 D k", "A 4 5 R k a");
    assertViolated("read your writes", "B 0 1 W k b", "A 2 3 R k b", "A 4 5 W k a", "A 6 7 R k b");
  }

  @Test
  void aSession_readsNothingOlderThanBefore() {
    assertViolated(
        "Violates 'monotonic reads': B READ k = a",
        "A 0 1 W k a",
        "A 2 3 W k b",
        "B 4 5 R k b",
        "B 6 7 R k a");
    assertViolated("monotonic reads", "A 0 1 W k a", "B 4 5 R k a", "B 6 7 R k ~");
    assertViolated(
        "monotonic reads",
        "A 0 1 W k a",
        "C 0 1 W k b",
        "B 4 5 R k a",
        "B 6 7 R k b",
        "B 8 9 R k a");
  }

  @Test
  void aReader_knowsWhatTheWriterKnew() {
    String[] before = {"A 0 1 W k a", "A 2 3 W k b", "A 4 5 W l c", "B 6 7 R l c"};
    assertHolds(with(before, "B 8 9 R k b"));
    assertViolated("writes follow reads", with(before, "B 8 9 R k a"));
    assertViolated("writes follow reads", with(before, "B 8 9 R k ~"));
    String[] chain = with(before, "B 8 9 W m d", "C 10 11 R m d");
    assertHolds(with(chain, "C 12 13 R k b"));
    assertViolated("Violates 'writes follow reads': C READ k = a", with(chain, "C 12 13 R k a"));
  }

  @Test
  void aTokenHandedOver_carriesWhatItsSessionKnew() {
    String[] before = {"A 0 1 W k a", "A 2 3 W k b", "A 4 5 G t1"};
    assertHolds(with(before, "B 6 7 R k a"));
    assertHolds(with(before, "B 6 7 R k a", "B 8 9 T t1", "B 10 11 R k b"));
    assertViolated("writes follow reads", with(before, "B 6 7 T t1", "B 8 9 R k a"));
    assertViolated(
        "writes follow reads",
        with(before, "B 6 7 T t1", "B 8 9 G t2", "C 10 11 T t2", "C 12 13 R k ~"));
    assertHolds("A 0 1 W k a", "A 2 3 G t1", "A 4 5 W k b", "B 6 7 T t1", "B 8 9 R k a");
    assertThatThrownBy(() -> CausalChecker.check(history("A 0 1 T t1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nobody gave");
  }

  @Test
  void twoSessions_mustAgreeOnTheOrderOfConcurrentWrites() {
    String[] before = {"A 0 1 W k a", "B 0 1 W k b", "C 2 3 R k a", "C 4 5 R k b"};
    assertHolds(with(before, "D 2 3 R k a", "D 4 5 R k b"));
    assertViolated("monotonic reads", with(before, "D 2 3 R k b", "D 4 5 R k a"));
    assertViolated(
        "monotonic reads",
        "A 0 1 W k a",
        "B 0 1 W k b",
        "C 0 1 W k c",
        "D 2 3 R k a",
        "D 4 5 R k b",
        "E 2 3 R k b",
        "E 4 5 R k c",
        "F 2 3 R k c",
        "F 4 5 R k a");
  }

  @Test
  void removals_explainAnAbsence_ifTheyCanHaveComeSince() {
    assertHolds("A 0 1 W k a", "A 2 3 R k ~", "B 2 3 D k");
    assertHolds("A 0 1 W k a", "A 2 3 R k ~", "B 2 ? D k");
    assertHolds("A 0 1 W k a", "A 2 3 R k ~", "B 0 1 C k a ~");
    assertViolated("read your writes", "A 0 1 D k", "A 2 3 W k a", "A 4 5 R k ~");
    assertViolated("read your writes", "A 0 1 W k a", "A 2 3 R k ~", "A 4 5 D k");
    assertViolated("read your writes", "A 0 1 W k a", "B 2 3 D l", "A 4 5 R k ~");
  }

  @Test
  void unknownOutcomes_bindOnlyThoseWhoSawThem() {
    assertHolds("A 0 1 W k a", "A 2 ? W k b", "A 4 5 R k a", "A 6 7 R k b");
    assertHolds("A 0 ? W k a", "A 2 3 R k ~");
    assertHolds("A 0 1 W k a", "A 2 ? D k", "A 4 5 R k a", "A 6 7 R k ~");
    assertHolds("A 0 ? W k b", "A 2 3 W k a", "B 4 5 R k a", "B 6 7 R k b");
    assertViolated("monotonic reads", "A 0 1 W k a", "B 2 ? W k b", "A 4 5 R k b", "A 6 7 R k a");
  }

  @Test
  void comparisons_seeAndWrite() {
    assertHolds("A 0 1 W k a", "B 2 3 C k a b", "B 4 5 R k b");
    assertViolated("read your writes", "A 0 1 W k a", "B 2 3 C k a b", "B 4 5 R k a");
    assertHolds("A 0 1 W k a", "B 2 3 C! k x b", "B 4 5 R k a");
  }

  @Test
  void valuesFromNowhereOrTheFuture_areAViolation() {
    assertViolated("Nobody wrote", "A 0 1 W k a", "B 2 3 R k x");
    assertViolated("Nobody wrote", "A 0 1 W l a", "B 2 3 R k a");
    assertViolated("before it was written", "A 0 1 R k a", "A 2 3 W k a");
    assertThatThrownBy(() -> CausalChecker.check(history("A 0 1 W k a", "B 2 3 W k a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("twice");
  }

  @Test
  void thousandsOfOperations_areChecked() {
    Random random = new Random(7);
    List<Operation> history = new ArrayList<>(RandomHistory.causal(6_000, 12, 10, random));
    assertThat(CausalChecker.check(history)).isEqualTo(Verdict.HOLDS);
    Operation reader = RandomHistory.aReadOfAnOverwrittenValue(history);
    history.add(reader);
    assertThat(CausalChecker.check(history).result()).isEqualTo(Verdict.Result.VIOLATED);
  }

  private static String[] with(String[] before, String... more) {
    List<String> all = new ArrayList<>(List.of(before));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
