package dev.corral.internal.store;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** An entry store that hands everything on to another, for those that change some of it. */
public abstract class ForwardingEntryStore implements EntryStore {
  private final EntryStore store;

  /** Hands on to a store. */
  protected ForwardingEntryStore(EntryStore store) {
    this.store = store;
  }

  @Override
  public CompletionStage<ReadResult> read(EntryKey key) {
    return store.read(key);
  }

  @Override
  public CompletionStage<List<ReadResult>> readAll(List<EntryKey> keys) {
    return store.readAll(keys);
  }

  /** A change of many entries that is one of one, so that there is one method to change. */
  @Override
  public final CompletionStage<MutationResult> mutate(Change change, Mutation mutation) {
    return mutateAll(change, List.of(mutation)).thenApply(results -> results.get(0));
  }

  @Override
  public CompletionStage<List<MutationResult>> mutateAll(Change change, List<Mutation> mutations) {
    return store.mutateAll(change, mutations);
  }

  @Override
  public CompletionStage<List<LeaseResult>> lease(
      LeaseRequest request, List<EntryKey> keys, @Nullable List<Lease> tokens) {
    return store.lease(request, keys, tokens);
  }

  @Override
  public CompletionStage<Boolean> holds(EntryKey key, Lease lease) {
    return store.holds(key, lease);
  }

  @Override
  public CompletionStage<Long> clear(long after) {
    return store.clear(after);
  }

  @Override
  public CompletionStage<Long> invalidateByTag(String tag, long after) {
    return store.invalidateByTag(tag, after);
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
