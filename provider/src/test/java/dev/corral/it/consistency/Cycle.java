package dev.corral.it.consistency;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds a cycle in a graph, one of two nodes if there is one. */
final class Cycle {

  private final Map<Integer, ? extends Map<Integer, Integer>> edges;

  /** Takes the successors of each node, as the keys of a map. */
  Cycle(Map<Integer, ? extends Map<Integer, Integer>> edges) {
    this.edges = edges;
  }

  /** The nodes of the cycle in order, or none. */
  List<Integer> find() {
    for (Map.Entry<Integer, ? extends Map<Integer, Integer>> from : edges.entrySet()) {
      for (int to : from.getValue().keySet()) {
        if (successors(to).contains(from.getKey())) {
          return List.of(from.getKey(), to);
        }
      }
    }
    return longer();
  }

  private Set<Integer> successors(int node) {
    Map<Integer, Integer> found = edges.get(node);
    return found == null ? Set.of() : found.keySet();
  }

  /** Takes away all that leads nowhere; from what is left every walk comes back. */
  private List<Integer> longer() {
    Map<Integer, Set<Integer>> left = new LinkedHashMap<>();
    edges.keySet().forEach(node -> left.put(node, new HashSet<>(successors(node))));
    int before;
    do {
      before = left.size();
      left.values().forEach(to -> to.retainAll(left.keySet()));
      left.values().removeIf(Set::isEmpty);
    } while (left.size() < before);
    return left.isEmpty() ? List.of() : walk(left);
  }

  private static List<Integer> walk(Map<Integer, Set<Integer>> left) {
    List<Integer> path = new ArrayList<>();
    int node = left.keySet().iterator().next();
    while (!path.contains(node)) {
      path.add(node);
      node = left.getOrDefault(node, Set.of()).iterator().next();
    }
    return path.subList(path.indexOf(node), path.size());
  }
}
