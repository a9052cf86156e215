package dev.corral.it.consistency;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks that what sessions read is in causal order (Ahamad and others 1995), with one order of the
 * values of each key for all: a session never sees anything older than what it, or anyone whom it
 * heard of, has seen or written before. Values must be unique within their key; all keys are absent
 * at first.
 *
 * <p>One operation happens before another by the order in its session, by a read of what was
 * written, by a token handed over, and by any chain of these; clocks play no part. A change whose
 * outcome is unknown happened only for those who saw it. Memory grows with the square of the number
 * of operations: some 50 MB for 20,000.
 */
final class CausalChecker {

  private final CausalOrder order;

  private CausalChecker(CausalOrder order) {
    this.order = order;
  }

  /** Checks a history; operations of one session are in its order, or in order of invocation. */
  static Verdict check(List<Operation> history) {
    CausalOrder order = new CausalOrder(history);
    Optional<String> impossible = order.impossible();
    return impossible.isPresent()
        ? Verdict.violated(impossible.get())
        : new CausalChecker(order).checkKeys();
  }

  private Verdict checkKeys() {
    Map<String, List<Integer>> byKey = new LinkedHashMap<>();
    for (int i = 0; i < order.size(); i++) {
      byKey.computeIfAbsent(order.operation(i).key(), k -> new ArrayList<>()).add(i);
    }
    for (List<Integer> ofKey : byKey.values()) {
      String wrong = wrongAbsence(ofKey);
      wrong = wrong == null ? wrongOrder(ofKey) : wrong;
      if (wrong != null) {
        return Verdict.violated(wrong);
      }
    }
    return Verdict.HOLDS;
  }

  /** An absence that was seen after a write, though no removal can have come between. */
  private @Nullable String wrongAbsence(List<Integer> ofKey) {
    List<Integer> removals =
        ofKey.stream().filter(i -> order.operation(i).isChange() && writes(i) == null).toList();
    for (int reader : ofKey) {
      Operation read = order.operation(reader);
      if (read.isObservation() && read.observed() == null) {
        for (int writer : ofKey) {
          boolean before =
              order.operation(writer).isChange()
                  && writes(writer) != null
                  && order.isBefore(writer, reader);
          if (before && removals.stream().noneMatch(r -> mayLieBetween(writer, r, reader))) {
            return explain(reader, writer, "and nobody can have removed it in between");
          }
        }
      }
    }
    return null;
  }

  private boolean mayLieBetween(int writer, int removal, int reader) {
    return removal != reader
        && !order.isBefore(removal, writer)
        && !order.isBefore(reader, removal);
  }

  private @Nullable String writes(int i) {
    return order.operation(i).value();
  }

  /**
   * Two values of which each was seen, or written, by someone who knew of the other: whoever knows
   * of a value and sees another one sees a newer one.
   */
  private @Nullable String wrongOrder(List<Integer> ofKey) {
    Map<Integer, Map<Integer, Integer>> newer = new HashMap<>();
    for (int writer : ofKey) {
      if (order.operation(writer).isChange()) {
        newer.put(writer, seenLater(writer, ofKey));
      }
    }
    List<Integer> cycle = new Cycle(newer).find();
    if (cycle.isEmpty()) {
      return null;
    }
    int first = cycle.get(0);
    int last = cycle.get(cycle.size() - 1);
    int reader = witness(newer, last, first);
    int other = witness(newer, first, cycle.get(1));
    // The one that knew of the other is the one to blame.
    return order.isBefore(reader, other)
        ? explain(other, first, "but what it saw is older: " + order.describe(reader))
        : explain(reader, last, "but what it saw is older: " + order.describe(other));
  }

  private static int witness(Map<Integer, Map<Integer, Integer>> newer, int older, int younger) {
    Integer witness = newer.getOrDefault(older, Map.of()).get(younger);
    if (witness == null) {
      throw new IllegalStateException("Not a cycle: " + older + " to " + younger);
    }
    return witness;
  }

  /** The changes whose effect someone saw, or made, who knew of this one; and who that was. */
  private Map<Integer, Integer> seenLater(int writer, List<Integer> ofKey) {
    Map<Integer, Integer> later = new HashMap<>();
    BitSet after = order.after(writer);
    for (int i : ofKey) {
      if (after.get(i)) {
        int source = order.sourceOf(i);
        if (source >= 0 && source != writer) {
          later.putIfAbsent(source, i);
        }
        if (order.isCertainChange(i)) {
          later.putIfAbsent(i, i);
        }
      }
    }
    return later;
  }

  private String explain(int reader, int known, String why) {
    return "Violates '"
        + guarantee(reader, known)
        + "': "
        + order.describe(reader)
        + " came after "
        + order.describe(known)
        + ", "
        + why;
  }

  /** By which of the session guarantees the reader was owed what it knew of. */
  private String guarantee(int reader, int known) {
    String session = order.operation(reader).session();
    if (order.operation(known).session().equals(session)) {
      return "read your writes";
    }
    for (int i = 0; i < order.size(); i++) {
      boolean sawIt =
          order.sourceOf(i) == known
              && order.operation(i).session().equals(session)
              && order.isBefore(i, reader);
      if (sawIt) {
        return "monotonic reads";
      }
    }
    return "writes follow reads";
  }
}
