package dev.corral.it.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Histories of sessions that travel between the nodes of a fleet, and that must be causal.
 *
 * @param folder a temporary one
 * @param keys how many keys all clients share
 */
record CausalHistories(Path folder, int keys) {

  static final int NODES = 3;

  private static final int CLIENTS = 4;
  private static final int OPERATIONS = 400;

  /** What goes wrong while a fleet records, again and again. */
  @FunctionalInterface
  interface Trouble {
    void strike(Fleet fleet) throws Exception;
  }

  static Trouble every(int times, Trouble trouble) {
    AtomicInteger turn = new AtomicInteger();
    return fleet -> {
      if (turn.incrementAndGet() % times == 0) {
        trouble.strike(fleet);
      }
    };
  }

  CausalPlan plan(int round, boolean entersSessions) throws IOException {
    RegisterPlan registers =
        new RegisterPlan("round-" + round + "-", keys, CLIENTS, OPERATIONS, round);
    Path tokens = Files.createDirectory(folder.resolve("tokens-" + round));
    return new CausalPlan(registers, tokens, entersSessions);
  }

  /**
   * Records and checks.
   *
   * @param hits how many reads at least the near caches answer
   */
  void hold(Fleet fleet, int histories, int hits, Trouble trouble) throws IOException {
    for (int round = 0; round < histories; round++) {
      List<Operation> history =
          fleet.recordSessions(plan(round, true), () -> trouble.strike(fleet));
      assertThat(history.size()).isGreaterThan(NODES * CLIENTS * OPERATIONS / 2);
      assertThat(history).anyMatch(o -> o.kind() == Operation.Kind.TAKE);
      Verdict verdict = CausalChecker.check(history);
      assertThat(verdict).as(verdict.explanation()).isEqualTo(Verdict.HOLDS);
    }
    assertThat(fleet.nearHits()).isGreaterThan(hits);
  }
}
