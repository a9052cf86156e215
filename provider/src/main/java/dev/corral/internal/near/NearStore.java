package dev.corral.internal.near;

import dev.corral.codec.Encoded;
import dev.corral.internal.store.Change;
import dev.corral.internal.store.EntryStore;
import dev.corral.internal.store.ForwardingEntryStore;
import dev.corral.internal.store.Mutation;
import dev.corral.internal.store.MutationResult;
import dev.corral.internal.store.MutationResult.Kept;
import dev.corral.internal.store.ShardStamp;
import dev.corral.internal.store.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An entry store whose changes show in the near cache: applied there after Redis answered, so that
 * who made a change, and who heard of it from them, finds it. Its reads come from Redis.
 */
public final class NearStore extends ForwardingEntryStore {
  private final NearCache<?> near;
  private final LongSupplier nonces;

  /**
   * Decorates a store.
   *
   * @param nonces unique numbers for the changes
   */
  public NearStore(EntryStore store, NearCache<?> near, LongSupplier nonces) {
    super(store);
    this.near = near;
    this.nonces = nonces;
  }

  @Override
  public CompletionStage<List<MutationResult>> mutateAll(Change change, List<Mutation> mutations) {
    if (change.kind() == Change.Kind.KEEP || change.kind() == Change.Kind.TOUCH) {
      return super.mutateAll(change, mutations);
    }
    List<Mutation> sent = new ArrayList<>(mutations.size());
    List<Fill> fills = new ArrayList<>(mutations.size());
    for (Mutation mutation : mutations) {
      Mutation own = mutation.withNonce(nonces.getAsLong());
      sent.add(own);
      fills.add(near.partitionOf(own.key()).beginWrite(NearCache.nameOf(own.key()), own.nonce()));
    }
    return afterwards(
        () -> super.mutateAll(change, sent),
        results -> {
          for (int i = 0; i < fills.size(); i++) {
            changed(change, fills.get(i), sent.get(i), results == null ? null : results.get(i));
          }
        });
  }

  private void changed(
      Change change, Fill fill, Mutation mutation, @Nullable MutationResult result) {
    if (change.kind() == Change.Kind.DELETE) {
      // Also where Redis had nothing: it may have evicted what is still here.
      fill.partition().forget(fill.key());
      if (result == null || isChange(result)) {
        near.counters().sent.increment();
      }
      return;
    }
    if (result != null && !isChange(result)) {
      fill.partition().abandon(fill);
      return;
    }
    near.counters().sent.increment();
    Kept kept = result == null ? null : result.kept();
    Encoded value = mutation.value();
    if (kept == null || kept.expiryMillis() == 0 || value == null || value.length() == 0) {
      fill.partition().forget(fill.key());
    } else {
      fill.partition().end(fill, kept.shard(), () -> entry(fill, mutation, value, kept));
    }
  }

  /** What became of a change whose reply was lost is not known: it counts as one. */
  private static boolean isChange(MutationResult result) {
    return switch (result.status()) {
      case CREATED, UPDATED, DELETED, NOT_KEPT, SUPERSEDED -> true;
      case NOT_APPLIED, TOUCHED, KEPT, REFUSED, NULL_KEPT -> false;
    };
  }

  private NearEntry entry(Fill fill, Mutation mutation, Encoded value, Kept kept) {
    ShardStamp stamp = kept.shard().stamp();
    long sequence = stamp == null ? 0 : stamp.sequence();
    return near.entry(
        fill,
        new Version(sequence, mutation.nonce()),
        kept.expiryMillis(),
        mutation.costMicros(),
        value);
  }

  @Override
  public CompletionStage<Long> clear(long after) {
    return afterwards(() -> super.clear(after), cleared -> near.forgetAll());
  }

  /** Does something when an action has ended, well or not. */
  private static <T> CompletionStage<T> afterwards(
      Supplier<CompletionStage<T>> action, Consumer<@Nullable T> then) {
    CompletionStage<T> stage;
    try {
      stage = action.get();
    } catch (RuntimeException e) {
      then.accept(null);
      throw e;
    }
    return stage.whenComplete((result, failure) -> then.accept(failure == null ? result : null));
  }
}
