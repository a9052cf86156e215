package dev.corral.it.consistency;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the clients of each node do for a history of sessions that travel.
 *
 * @param registers the keys, clients and operations
 * @param tokens an empty folder where tokens are handed over
 * @param entersSessions whether the cache is told of the sessions
 */
record CausalPlan(RegisterPlan registers, Path tokens, boolean entersSessions) {

  private static final int OWN_ARGUMENTS = 2;

  List<String> toArguments() {
    List<String> arguments = new ArrayList<>(registers.toArguments());
    arguments.add(tokens.toString());
    arguments.add(String.valueOf(entersSessions));
    return arguments;
  }

  static CausalPlan parse(List<String> arguments) {
    int own = arguments.size() - OWN_ARGUMENTS;
    return new CausalPlan(
        RegisterPlan.parse(arguments.subList(0, own)),
        Path.of(arguments.get(own)),
        Boolean.parseBoolean(arguments.get(own + 1)));
  }
}
