package dev.corral.internal.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The narrow port to the entries of one cache. Every method is one round trip per server, and reads
 * of tagged entries are two; what it does to one shard it does in one atomic step.
 *
 * <p>Thread-safe. The stages of a blocking store are complete when they are returned, so that what
 * follows runs on the caller's thread; those of an asynchronous store complete on its executor.
 * They fail with a {@link dev.corral.CorralException}.
 */
public interface EntryStore {
  /** Reads one entry. */
  CompletionStage<ReadResult> read(EntryKey key);

  /** Reads entries; results in the order of the keys. */
  CompletionStage<List<ReadResult>> readAll(List<EntryKey> keys);

  /** Changes one entry. */
  CompletionStage<MutationResult> mutate(Change change, Mutation mutation);

  /**
   * Changes entries, atomically within a shard; results in the order of the mutations. No key may
   * occur twice.
   */
  CompletionStage<List<MutationResult>> mutateAll(Change change, List<Mutation> mutations);

  /**
   * Reads entries and asks for a lease on each; results in the order of the keys.
   *
   * @param request what kind of lease
   * @param keys which entries, none twice
   * @param tokens null, or for each key a lease to be granted again
   */
  CompletionStage<List<LeaseResult>> lease(
      LeaseRequest request, List<EntryKey> keys, @Nullable List<Lease> tokens);

  /** Whether a lease is still held, under the epoch of now, with no invalidation by tag since. */
  CompletionStage<Boolean> holds(EntryKey key, Lease lease);

  /**
   * Ends the life of all entries, at a cost that does not depend on their number.
   *
   * @param after the sequence that those of the shards must then exceed
   * @return the greatest sequence of a shard then
   */
  CompletionStage<Long> clear(long after);

  /**
   * Ends the life of all entries that have a tag, at a cost that does not depend on their number.
   *
   * @param tag 1 to 256 bytes in UTF-8
   * @param after the sequence that those of the shards must then exceed
   * @return the greatest sequence of a shard then
   */
  CompletionStage<Long> invalidateByTag(String tag, long after);

  /**
   * Reads some more of all entries, each at least once over a whole scan.
   *
   * @param position where to go on; {@link ScanPosition#START} first
   */
  CompletionStage<ScanPage> scan(ScanPosition position);

  /** Frees dead records and claims expired ones among some more of all records. */
  CompletionStage<SweepPage> sweep(ScanPosition position, boolean claimsExpired);

  /**
   * What kind of lease is asked for.
   *
   * @param rule LOAD, ADVISORY or EXCLUSIVE
   * @param timeToLive after which it lapses
   * @param when under which circumstances it is granted
   * @param freeing whether the change to come frees memory and may pass on a full server
   * @param awaiting whether a refused caller is to be woken when the lease in its way ends
   */
  record LeaseRequest(
      Lease.Rule rule, Duration timeToLive, When when, boolean freeing, boolean awaiting) {
    /** When a lease is granted. */
    public enum When {
      /** If there is no value that could be used. */
      MISSING("m"),
      /** Always; a load lease of another is preempted. */
      ALWAYS("a"),
      /** Whether there is a value or not, unless another has a lease. */
      FREE("f"),
      /** If it is held already: it lives on. */
      HELD("r");

      private final String code;

      When(String code) {
        this.code = code;
      }

      String code() {
        return code;
      }
    }

    /** A request for a load lease. */
    public static LeaseRequest load(Duration timeToLive, When when, boolean awaiting) {
      return new LeaseRequest(Lease.Rule.LOAD, timeToLive, when, false, awaiting);
    }
  }

  /**
   * Some entries of a scan.
   *
   * @param entries their keys' texts, not yet validated
   * @param next where to go on, or null at the end
   */
  record ScanPage(List<byte[]> entries, @Nullable ScanPosition next) {}

  /**
   * What a piece of a sweep did.
   *
   * @param freed how many dead records were freed
   * @param expired key texts and records whose EXPIRED event is now the caller's to fire
   * @param next where to go on, or null at the end
   */
  record SweepPage(int freed, List<Expired> expired, @Nullable ScanPosition next) {}

  /**
   * A record that was claimed.
   *
   * @param keyText the text of its key
   * @param record the record's bytes
   */
  record Expired(byte[] keyText, byte[] record) {
    /** The record, or null if it is damaged. */
    public @Nullable StoredRecord record(EntryKey key) {
      return RecordFormat.parse(key, record);
    }
  }

  /**
   * A place in a scan over all servers.
   *
   * @param node which of the servers, by number
   * @param cursor the server's cursor
   */
  record ScanPosition(int node, byte[] cursor) {
    /** Before the first entry. */
    public static final ScanPosition START = new ScanPosition(0, new byte[] {'0'});
  }
}
