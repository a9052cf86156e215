package dev.corral.it.consistency;

import dev.corral.it.consistency.Operation.Kind;
import dev.corral.it.consistency.Operation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Histories of one key made up at random. */
final class RandomHistory {

  private static final String KEY = "k";

  private RandomHistory() {}

  /** Operations of any kind, at any time, with any result, of few values. */
  static List<Operation> anything(int count, Random random) {
    List<Operation> history = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Kind kind = List.of(Kind.READ, Kind.WRITE, Kind.REMOVE, Kind.CAS).get(random.nextInt(4));
      long invoked = random.nextInt(3 * count);
      Outcome outcome = outcome(kind, random.nextInt(10));
      history.add(
          new Operation(
              "s" + i,
              kind,
              KEY,
              kind == Kind.CAS ? value(random, true) : null,
              kind == Kind.REMOVE ? null : value(random, kind != Kind.WRITE),
              outcome,
              invoked,
              invoked + random.nextInt(2 * count)));
    }
    return history;
  }

  private static Outcome outcome(Kind kind, int dice) {
    return switch (dice) {
      case 0 -> Outcome.FAIL;
      case 1, 2 -> kind == Kind.READ ? Outcome.OK : Outcome.UNKNOWN;
      case 3, 4 -> kind == Kind.CAS ? Outcome.REFUSED : Outcome.OK;
      default -> Outcome.OK;
    };
  }

  private static @Nullable String value(Random random, boolean maybeAbsent) {
    int chosen = random.nextInt(maybeAbsent ? 4 : 3);
    return chosen == 3 ? null : "v" + chosen;
  }

  /**
   * What that many clients saw of a register, each doing one operation after the other for a random
   * time, the effect at a random moment within; one in twenty never learns its outcome.
   */
  static List<Operation> linearizable(int count, int clients, Random random) {
    List<Operation> history = new ArrayList<>();
    long[] free = new long[clients];
    String value = null;
    for (int i = 0; i < count; i++) {
      int client = random.nextInt(clients);
      long effect = 1_000L * (i + 1);
      long invoked = Math.max(free[client] + 1, effect - random.nextInt(20_000));
      long returned = effect + random.nextInt(20_000);
      if (invoked > effect) {
        continue;
      }
      free[client] = returned;
      int dice = random.nextInt(10);
      Kind kind = dice < 5 ? Kind.READ : dice < 8 ? Kind.WRITE : dice < 9 ? Kind.REMOVE : Kind.CAS;
      boolean unknown = kind != Kind.READ && random.nextInt(20) == 0;
      String before = value;
      if (kind != Kind.READ) {
        value = kind == Kind.REMOVE ? null : "v" + i;
      }
      history.add(
          new Operation(
              "c" + client,
              kind,
              KEY,
              kind == Kind.CAS ? before : null,
              value,
              unknown ? Outcome.UNKNOWN : Outcome.OK,
              invoked,
              returned));
    }
    return history;
  }

  /** The same with one more read at the end, of a value overwritten in the middle. */
  static List<Operation> withAStaleRead(List<Operation> history, Random random) {
    List<Operation> written =
        history.stream()
            .limit(history.size() / 2)
            .filter(o -> o.kind() == Kind.WRITE && o.outcome() == Outcome.OK)
            .toList();
    Operation old = written.get(random.nextInt(written.size()));
    List<Operation> longer = new ArrayList<>(history);
    long end = history.stream().mapToLong(Operation::returned).max().orElseThrow();
    longer.add(
        new Operation("late", Kind.READ, KEY, null, old.value(), Outcome.OK, end + 1, end + 2));
    return longer;
  }

  /**
   * What sessions saw of several keys through near caches that lag behind, but not behind what the
   * session has seen: each read is of a version not older than the last one of its session, which
   * takes over all that the writer of that version knew.
   */
  static List<Operation> causal(int count, int sessions, int keys, Random random) {
    List<Operation> history = new ArrayList<>();
    List<List<int[]>> versions = new ArrayList<>();
    for (int key = 0; key < keys; key++) {
      versions.add(new ArrayList<>());
    }
    int[][] known = new int[sessions][keys];
    for (int i = 0; i < count; i++) {
      int session = random.nextInt(sessions);
      int key = random.nextInt(keys);
      List<int[]> ofKey = versions.get(key);
      boolean write = random.nextInt(3) == 0;
      int version = ofKey.size() + 1;
      if (!write) {
        int oldest = known[session][key];
        version = oldest + random.nextInt(ofKey.size() - oldest + 1);
      }
      known[session][key] = version;
      if (write) {
        ofKey.add(known[session].clone());
      } else if (version > 0) {
        int[] writer = ofKey.get(version - 1);
        for (int k = 0; k < keys; k++) {
          known[session][k] = Math.max(known[session][k], writer[k]);
        }
      }
      String value = version == 0 ? null : "v" + version;
      Kind kind = write ? Kind.WRITE : Kind.READ;
      history.add(new Operation("s" + session, kind, "k" + key, null, value, Outcome.OK, i, i + 1));
    }
    return history;
  }

  /** A read at the end, by the last writer of a key, of what it had overwritten. */
  static Operation aReadOfAnOverwrittenValue(List<Operation> history) {
    Operation last =
        history.stream()
            .filter(o -> o.kind() == Kind.WRITE)
            .reduce((earlier, later) -> later)
            .orElseThrow();
    Operation before =
        history.stream()
            .filter(o -> o.kind() == Kind.WRITE && o.key().equals(last.key()) && !o.equals(last))
            .filter(o -> o.session().equals(last.session()))
            .findFirst()
            .orElseThrow();
    long end = history.size();
    return new Operation(
        last.session(), Kind.READ, last.key(), null, before.value(), Outcome.OK, end, end + 1);
  }
}
