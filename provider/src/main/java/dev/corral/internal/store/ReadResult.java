package dev.corral.internal.store;

import org.jspecify.annotations.Nullable;

/**
 * What a read found.
 *
 * @param state whether there is a value
 * @param record the record where the state is LIVE or EXPIRED, else null
 * @param version the version in force, by which a conditional change can be made; null where none
 *     is
 * @param serverMillis the server's time of the read, in ms since 1970
 * @param shard what the same reply tells of the shard; null where no single server answered
 */
public record ReadResult(
    State state,
    @Nullable StoredRecord record,
    @Nullable Version version,
    long serverMillis,
    @Nullable ShardView shard) {
  /** What there is under a key. */
  public enum State {
    /** A value. */
    LIVE,
    /** A value that has expired and is within its grace. */
    EXPIRED,
    /** Nothing, and a load that found nothing is remembered. */
    NULL,
    /** Nothing, or a record of an ended epoch. */
    ABSENT,
    /** A damaged or foreign record, which counts as absent. */
    UNREADABLE
  }

  static ReadResult nothing(long serverMillis, @Nullable ShardView shard) {
    return new ReadResult(State.ABSENT, null, null, serverMillis, shard);
  }

  /** Whether there is a value. */
  public boolean isLive() {
    return state == State.LIVE;
  }

  /** The record that is there. */
  public StoredRecord live() {
    if (record == null || state != State.LIVE) {
      throw new IllegalStateException("No live record but " + state);
    }
    return record;
  }

  /** The same key, as if its record could not be read. */
  public ReadResult asUnreadable() {
    return new ReadResult(State.UNREADABLE, null, version, serverMillis, shard);
  }
}
