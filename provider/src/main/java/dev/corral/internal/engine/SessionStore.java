package dev.corral.internal.engine;

import dev.corral.CorralSession;
import dev.corral.internal.store.Change;
import dev.corral.internal.store.EntryKey;
import dev.corral.internal.store.EntryStore;
import dev.corral.internal.store.ForwardingEntryStore;
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
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An entry store that tells the session of the calling thread what it sees, and has the session's
 * changes come after all that it has seen: every change gets a greater sequence.
 */
public final class SessionStore extends ForwardingEntryStore {
  /** Decorates a store. */
  public SessionStore(EntryStore store) {
    super(store);
  }

  @Override
  public CompletionStage<ReadResult> read(EntryKey key) {
    return telling(super.read(key), SessionStore::saw);
  }

  @Override
  public CompletionStage<List<ReadResult>> readAll(List<EntryKey> keys) {
    return telling(
        super.readAll(keys), (session, reads) -> reads.forEach(read -> saw(session, read)));
  }

  @Override
  public CompletionStage<List<MutationResult>> mutateAll(Change change, List<Mutation> mutations) {
    return telling(
        super.mutateAll(change.after(seen()), mutations),
        (session, results) ->
            results.forEach(
                result -> {
                  MutationResult.Kept kept = result.kept();
                  saw(session, kept == null ? null : kept.shard());
                }));
  }

  @Override
  public CompletionStage<List<LeaseResult>> lease(
      LeaseRequest request, List<EntryKey> keys, @Nullable List<Lease> tokens) {
    return telling(
        super.lease(request, keys, tokens),
        (session, results) -> results.forEach(result -> saw(session, result.read())));
  }

  @Override
  public CompletionStage<Long> clear(long after) {
    return telling(super.clear(Math.max(after, seen())), CorralSession::saw);
  }

  @Override
  public CompletionStage<Long> invalidateByTag(String tag, long after) {
    return telling(super.invalidateByTag(tag, Math.max(after, seen())), CorralSession::saw);
  }

  private static long seen() {
    CorralSession session = CorralSession.current();
    return session == null ? 0 : session.seen();
  }

  /** The session is that of the thread which asks, whichever thread is told. */
  private static <T> CompletionStage<T> telling(
      CompletionStage<T> stage, BiConsumer<CorralSession, T> tell) {
    CorralSession session = CorralSession.current();
    return session == null
        ? stage
        : stage.thenApply(
            result -> {
              tell.accept(session, result);
              return result;
            });
  }

  /** Who sees an entry has seen its version; who sees none has seen its removal. */
  private static void saw(CorralSession session, ReadResult read) {
    Version version = read.version();
    if (version != null && read.isLive()) {
      session.saw(version.sequence());
    } else {
      saw(session, read.shard());
    }
  }

  private static void saw(CorralSession session, @Nullable ShardView shard) {
    ShardStamp stamp = shard == null ? null : shard.stamp();
    if (stamp != null) {
      session.saw(stamp.sequence());
    }
  }
}
