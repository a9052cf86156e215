package dev.corral.internal.near;

import dev.corral.codec.Encoded;
import dev.corral.internal.store.Change;
import dev.corral.internal.store.EntryKey;
import dev.corral.internal.store.EntryStore;
import dev.corral.internal.store.ForwardingEntryStore;
import dev.corral.internal.store.Lifetime;
import dev.corral.internal.store.Mutation;
import dev.corral.internal.store.MutationResult;
import dev.corral.internal.store.MutationResult.Kept;
import dev.corral.internal.store.ReadResult;
import dev.corral.internal.store.ShardStamp;
import dev.corral.internal.store.ShardView;
import dev.corral.internal.store.StoredRecord;
import dev.corral.internal.store.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An entry store that keeps near what Redis answers, as far as the shard's state admits it: what
 * was read, and what was changed, after Redis answered, so that who made a change, and who heard of
 * it from them, finds it. Its reads come from Redis.
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
  public CompletionStage<ReadResult> read(EntryKey key) {
    Fill fill = near.begin(key);
    return afterwards(() -> super.read(key), result -> wasRead(fill, result));
  }

  @Override
  public CompletionStage<List<ReadResult>> readAll(List<EntryKey> keys) {
    List<Fill> fills = keys.stream().map(near::begin).toList();
    return afterwards(
        () -> super.readAll(keys),
        results -> {
          for (int i = 0; i < fills.size(); i++) {
            wasRead(fills.get(i), results == null ? null : results.get(i));
          }
        });
  }

  private void wasRead(Fill fill, @Nullable ReadResult result) {
    if (result == null) {
      fill.partition().abandon(fill);
    } else {
      keep(fill, result.shard(), result.isLive() ? result.live() : null);
    }
  }

  private void keep(Fill fill, @Nullable ShardView shard, @Nullable StoredRecord record) {
    fill.partition().end(fill, shard, record == null ? null : () -> near.entry(fill, record));
  }

  @Override
  public CompletionStage<List<MutationResult>> mutateAll(Change change, List<Mutation> mutations) {
    return switch (change.kind()) {
      case KEEP -> super.mutateAll(change, mutations);
      case TOUCH -> touchAll(change, mutations);
      case PUT, DELETE -> changeAll(change, mutations);
    };
  }

  /** An access that extends lifetimes and reads; one that ends them leaves nothing to keep. */
  private CompletionStage<List<MutationResult>> touchAll(Change change, List<Mutation> mutations) {
    if (!change.wantsOld()
        || mutations.stream().anyMatch(touch -> touch.lifetime().updated() == Lifetime.ZERO)) {
      return super.mutateAll(change, mutations);
    }
    List<Fill> fills = mutations.stream().map(touch -> near.begin(touch.key())).toList();
    return afterwards(
        () -> super.mutateAll(change, mutations),
        results -> {
          for (int i = 0; i < fills.size(); i++) {
            Kept kept = results == null ? null : results.get(i).kept();
            if (results == null || kept == null) {
              fills.get(i).partition().abandon(fills.get(i));
            } else {
              keep(fills.get(i), kept.shard(), results.get(i).old());
            }
          }
        });
  }

  private CompletionStage<List<MutationResult>> changeAll(Change change, List<Mutation> mutations) {
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
        new StoredRecord(
            new Version(sequence, mutation.nonce()),
            kept.expiryMillis(),
            false,
            mutation.costMicros(),
            value,
            mutation.tags()));
  }

  @Override
  public CompletionStage<Long> clear(long after) {
    return afterwards(() -> super.clear(after), cleared -> near.forgetAll());
  }

  @Override
  public CompletionStage<Long> invalidateByTag(String tag, long after) {
    return afterwards(() -> super.invalidateByTag(tag, after), done -> near.forgetTag(tag));
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
