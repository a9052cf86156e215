package dev.corral.internal.engine;

import dev.corral.CorralSession;
import dev.corral.internal.store.Change;
import dev.corral.internal.store.EntryKey;
import dev.corral.internal.store.EntryStore;
import dev.corral.internal.store.Lease;
import dev.corral.internal.store.LeaseResult;
import dev.corral.internal.store.Mutation;
import dev.corral.internal.store.MutationResult;
import dev.corral.internal.store.ReadResult;
import dev.corral.internal.store.ShardStamp;
import dev.corral.internal.store.ShardView;
import dev.corral.internal.store.Version;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An entry store that tells the session of the calling thread what it sees, and has the session's
 * changes come after all that it has seen: every change gets a greater sequence.
 */
public record SessionStore(EntryStore store) implements EntryStore {
  @Override
  public CompletionStage<ReadResult> read(EntryKey key) {
    CorralSession session = CorralSession.current();
    CompletionStage<ReadResult> stage = store.read(key);
    return session == null ? stage : stage.thenApply(read -> saw(session, read));
  }

  @Override
  public CompletionStage<List<ReadResult>> readAll(List<EntryKey> keys) {
    CorralSession session = CorralSession.current();
    CompletionStage<List<ReadResult>> stage = store.readAll(keys);
    return session == null
        ? stage
        : stage.thenApply(
            reads -> {
              reads.forEach(read -> saw(session, read));
              return reads;
            });
  }

  @Override
  public CompletionStage<MutationResult> mutate(Change change, Mutation mutation) {
    return mutateAll(change, List.of(mutation)).thenApply(results -> results.get(0));
  }

  @Override
  public CompletionStage<List<MutationResult>> mutateAll(Change change, List<Mutation> mutations) {
    CorralSession session = CorralSession.current();
    if (session == null) {
      return store.mutateAll(change, mutations);
    }
    return store
        .mutateAll(change.after(session.seen()), mutations)
        .thenApply(
            results -> {
              for (MutationResult result : results) {
                MutationResult.Kept kept = result.kept();
                saw(session, kept == null ? null : kept.shard());
              }
              return results;
            });
  }

  @Override
  public CompletionStage<List<LeaseResult>> lease(
      LeaseRequest request, List<EntryKey> keys, @Nullable List<Lease> tokens) {
    CorralSession session = CorralSession.current();
    CompletionStage<List<LeaseResult>> stage = store.lease(request, keys, tokens);
    return session == null
        ? stage
        : stage.thenApply(
            results -> {
              results.forEach(result -> saw(session, result.read()));
              return results;
            });
  }

  @Override
  public CompletionStage<Long> clear(long after) {
    CorralSession session = CorralSession.current();
    if (session == null) {
      return store.clear(after);
    }
    return store
        .clear(Math.max(after, session.seen()))
        .thenApply(
            sequence -> {
              session.saw(sequence);
              return sequence;
            });
  }

  /** Who sees an entry has seen its version; who sees none has seen its removal. */
  private static ReadResult saw(CorralSession session, ReadResult read) {
    Version version = read.version();
    if (version != null && read.isLive()) {
      session.saw(version.sequence());
    } else {
      saw(session, read.shard());
    }
    return read;
  }

  private static void saw(CorralSession session, @Nullable ShardView shard) {
    ShardStamp stamp = shard == null ? null : shard.stamp();
    if (stamp != null) {
      session.saw(stamp.sequence());
    }
  }

  @Override
  public CompletionStage<Boolean> holds(EntryKey key, Lease lease) {
    return store.holds(key, lease);
  }

  @Override
  public CompletionStage<ScanPage> scan(ScanPosition position) {
    return store.scan(position);
  }

  @Override
  public CompletionStage<SweepPage> sweep(ScanPosition position, boolean claimsExpired) {
    return store.sweep(position, claimsExpired);
  }
}
