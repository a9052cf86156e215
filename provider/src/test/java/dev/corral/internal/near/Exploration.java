package dev.corral.internal.near;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Visits every state of a small case, nearest first.
 *
 * @param states how many there were
 * @param counterexample the shortest way to a violation; empty if there is none
 */
record Exploration(int states, List<String> counterexample) {
  private static final int MOST_STATES = 1_500_000;

  private record Visit(World world, Way way) {}

  private record Way(@Nullable Way before, String step) {}

  static Exploration of(SmallCase rules) {
    Set<String> seen = new HashSet<>();
    Queue<Visit> open = new ArrayDeque<>();
    World start = new World(rules);
    seen.add(start.canonical());
    open.add(new Visit(start, new Way(null, "start")));
    while (!open.isEmpty()) {
      Visit visit = open.remove();
      String violation = visit.world().violation();
      if (violation != null) {
        return new Exploration(seen.size(), steps(new Way(visit.way(), violation)));
      }
      visit
          .world()
          .steps(
              (label, next) -> {
                if (seen.add(next.canonical())) {
                  open.add(new Visit(next, new Way(visit.way(), label)));
                }
              });
      if (seen.size() > MOST_STATES) {
        throw new IllegalStateException("not small: " + rules);
      }
    }
    return new Exploration(seen.size(), List.of());
  }

  private static List<String> steps(Way end) {
    List<String> steps = new ArrayList<>();
    for (Way way = end; way != null; way = way.before()) {
      steps.add(way.step());
    }
    Collections.reverse(steps);
    return steps;
  }
}
