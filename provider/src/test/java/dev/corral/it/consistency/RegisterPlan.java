package dev.corral.it.consistency;

import java.util.List;

/**
 * What the clients of each node do for one history.
 *
 * @param keyPrefix new for each history, so that its keys are absent at first
 * @param keys how many keys all clients share
 * @param clients how many there are on each node
 * @param operations of each client
 */
record RegisterPlan(String keyPrefix, int keys, int clients, int operations, long seed) {

  List<String> toArguments() {
    return List.of(
        keyPrefix,
        String.valueOf(keys),
        String.valueOf(clients),
        String.valueOf(operations),
        String.valueOf(seed));
  }

  static RegisterPlan parse(List<String> arguments) {
    return new RegisterPlan(
        arguments.get(0),
        Integer.parseInt(arguments.get(1)),
        Integer.parseInt(arguments.get(2)),
        Integer.parseInt(arguments.get(3)),
        Long.parseLong(arguments.get(4)));
  }
}
