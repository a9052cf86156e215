package dev.corral.it.consistency;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What each node does while staleness is measured: it changes those keys of which it is the only
 * writer, and reads all.
 *
 * @param board the file of the {@link Board}
 * @param bound how long ago, at most, a value may have been overwritten when a read of it begins
 * @param readers how many clients read, in steps of 100 reads
 * @param changes how many changes the writer of a node makes in one step; a step is made about 200
 *     times a second
 * @param judgesAbsence whether an absence must be explained by a removal; not if Redis may lose
 *     entries. If so, one change in ten is a removal
 */
record StalenessPlan(
    Path board, int keys, Duration bound, int readers, int changes, boolean judgesAbsence) {

  List<String> toArguments() {
    return List.of(
        board.toString(),
        String.valueOf(keys),
        bound.toString(),
        String.valueOf(readers),
        String.valueOf(changes),
        String.valueOf(judgesAbsence));
  }

  static StalenessPlan parse(List<String> arguments) {
    return new StalenessPlan(
        Path.of(arguments.get(0)),
        Integer.parseInt(arguments.get(1)),
        Duration.parse(arguments.get(2)),
        Integer.parseInt(arguments.get(3)),
        Integer.parseInt(arguments.get(4)),
        Boolean.parseBoolean(arguments.get(5)));
  }
}
