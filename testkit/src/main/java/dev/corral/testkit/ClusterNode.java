package dev.corral.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One line of {@code CLUSTER NODES}: how one node sees another, or itself. Immutable. */
record ClusterNode(
    String id,
    String address,
    Set<String> flags,
    String primaryId,
    long epoch,
    List<SlotRange> slots) {

  /** Slots from the first to the last, both included. */
  record SlotRange(int first, int last) {}

  ClusterNode {
    flags = Set.copyOf(flags);
    slots = List.copyOf(slots);
  }

  static List<ClusterNode> parse(String clusterNodes) {
    return clusterNodes.lines().filter(line -> !line.isBlank()).map(ClusterNode::line).toList();
  }

  private static ClusterNode line(String line) {
    String[] fields = line.split(" ");
    List<SlotRange> slots = new ArrayList<>();
    for (int i = 8; i < fields.length; i++) {
      if (!fields[i].startsWith("[")) {
        String[] ends = fields[i].split("-");
        slots.add(
            new SlotRange(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1])));
      }
    }
    return new ClusterNode(
        fields[0],
        fields[1],
        Set.of(fields[2].split(",")),
        fields[3],
        Long.parseLong(fields[6]),
        slots);
  }

  boolean isMyself() {
    return flags.contains("myself");
  }

  boolean isPrimary() {
    return flags.contains("master");
  }

  boolean isHandshaking() {
    return flags.contains("handshake");
  }

  boolean owns(int slot) {
    return slots.stream().anyMatch(range -> range.first() <= slot && slot <= range.last());
  }

  /** What all nodes must agree on. */
  String role() {
    return id
        + " at "
        + address
        + " "
        + (isPrimary() ? "primary" : "replica of " + primaryId)
        + " "
        + slots;
  }
}
