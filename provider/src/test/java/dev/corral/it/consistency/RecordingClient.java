package dev.corral.it.consistency;

import java.util.List;

/** A client that does a number of operations, one in each run, and records them. */
interface RecordingClient extends Runnable {

  /** Whether it has done them all; for any thread. */
  boolean isDone();

  /** What was recorded; after the last step. */
  List<Operation> recorded();
}
