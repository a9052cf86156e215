package dev.corral.internal.store;

import org.jspecify.annotations.Nullable;

/**
 * What became of a mutation.
 *
 * @param status what was done
 * @param wasLive whether there was a value before
 * @param old the record before, if it was wanted and there was one
 * @param expired a record that had expired and whose EXPIRED event is now the caller's to fire
 * @param kept what is now under the key, where the reply tells
 */
public record MutationResult(
    Status status,
    boolean wasLive,
    @Nullable StoredRecord old,
    @Nullable StoredRecord expired,
    @Nullable Kept kept) {
  /** A result of which no more is known. */
  public MutationResult(Status status, boolean wasLive) {
    this(status, wasLive, null, null, null);
  }

  /**
   * How a mutation left its shard and its record.
   *
   * @param shard as it was right after this mutation
   * @param expiryMillis when the record that was written expires, in ms since 1970 by the server's
   *     clock; 0 if none was written
   */
  public record Kept(ShardView shard, long expiryMillis) {}

  /** What was done; the order is that of the script's codes. */
  public enum Status {
    /** The condition did not hold, or there was nothing to delete. */
    NOT_APPLIED,
    /** There is an entry where none was. */
    CREATED,
    /** The entry has a new value. */
    UPDATED,
    /** The entry is gone. */
    DELETED,
    /** The entry has a new expiry. */
    TOUCHED,
    /** Nothing was to be changed. */
    KEPT,
    /** The lease was no longer held. */
    REFUSED,
    /** The lease was held but the cache was cleared since: as if done before the clear. */
    SUPERSEDED,
    /** It would have been created with no lifetime. */
    NOT_KEPT,
    /** A touch met no value but the memory that a load found none. */
    NULL_KEPT;

    private static final Status[] BY_CODE = values();

    static Status of(long code) {
      return BY_CODE[(int) code];
    }
  }
}
