package dev.corral.it.consistency;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Histories on their way from the nodes that recorded them to the test that checks them. */
final class Histories {

  private Histories() {}

  /** One line for each operation. */
  static String toText(List<Operation> history) {
    return history.stream().map(Operation::toLine).collect(Collectors.joining("\n"));
  }

  /**
   * Merges what nodes of one machine recorded.
   *
   * @return in the order of invocation; operations of one session stay in order
   */
  static List<Operation> parse(Collection<String> texts) {
    return texts.stream()
        .flatMap(String::lines)
        .filter(line -> !line.isEmpty())
        .map(Operation::parse)
        .sorted(Comparator.comparingLong(Operation::invoked))
        .toList();
  }
}
