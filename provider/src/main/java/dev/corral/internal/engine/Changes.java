package dev.corral.internal.engine;

import dev.corral.internal.store.Change;
import dev.corral.internal.store.Content;
import dev.corral.internal.store.EntryKey;
import dev.corral.internal.store.EntryStore;
import dev.corral.internal.store.Lease;
import dev.corral.internal.store.Lifetime;
import dev.corral.internal.store.Mutation;
import dev.corral.internal.store.MutationResult;
import dev.corral.internal.store.MutationResult.Status;
import dev.corral.internal.store.ReadResult;
import dev.corral.internal.store.StoredRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import javax.cache.integration.CacheWriter;
import org.jspecify.annotations.Nullable;

/**
 * Changes of entries, on one of three paths.
 *
 * <ul>
 *   <li><b>blind</b>: one round trip; the script decides.
 *   <li><b>compare-and-set</b>: where Java must see the old value or ask a policy first; read,
 *       decide, change on the version read, and again if another was faster.
 *   <li><b>exclusive</b>: where a cache writer is to be called; the key is held, with a fencing
 *       token, around the call.
 * </ul>
 */
final class Changes<K, V> {
  private final CacheContext<K, V> cache;
  private final EntryStore store;
  private final Exclusive<K, V> exclusive;
  private final @Nullable WriteThrough<K, V> writer;

  Changes(CacheContext<K, V> cache, EntryStore store, Exclusive<K, V> exclusive) {
    this.cache = cache;
    this.store = store;
    this.exclusive = exclusive;
    CacheWriter<? super K, ? super V> configured = cache.writer();
    this.writer = configured == null ? null : new WriteThrough<>(cache, configured);
  }

  /** Performs a single-entry operation with its effects. */
  CompletionStage<MutationResult> run(Request<V> request) {
    HeldKeys.mustNotHold(cache, request.key());
    if (writer != null) {
      return exclusive.holding(
          List.of(request.key()),
          Lease.Rule.EXCLUSIVE,
          !request.operation().isPut(),
          held ->
              writeThrough(writer, request, held.get(0))
                  .thenApply(result -> effects(request, result)));
    }
    if (cache.events().isEmpty()) {
      return apply(request).thenApply(result -> effects(request, result));
    }
    return exclusive.inOrder(
        List.of(request.key()), () -> apply(request).thenApply(result -> effects(request, result)));
  }

  private MutationResult effects(Request<V> request, MutationResult result) {
    Effects<K, V> effects = new Effects<>(cache);
    if (request.operation().isLookup()) {
      effects.lookup(result.wasLive());
    }
    effects.changed(request.key(), request.operation().isPut(), request.value(), result);
    effects.fire();
    return result;
  }

  private CompletionStage<MutationResult> apply(Request<V> request) {
    Operation operation = request.operation();
    boolean readsFirst = operation.isPut() && cache.expiry().readsBeforePut();
    return operation.when() == Operation.When.EQUAL || readsFirst
        ? compareAndSet(request)
        : blind(request);
  }

  private CompletionStage<MutationResult> blind(Request<V> request) {
    Operation operation = request.operation();
    Change.Condition condition =
        switch (operation.when()) {
          case ALWAYS -> Change.Condition.ANY;
          case ABSENT -> Change.Condition.ABSENT;
          case PRESENT, EQUAL -> Change.Condition.PRESENT;
        };
    boolean wantsOld = operation == Operation.PUT_IF_ABSENT || wantsOld(operation);
    Change change = Change.of(condition, operation.kind()).wantingOld(wantsOld);
    V value = request.value();
    Lifetime lifetime =
        value == null
            ? Lifetime.of(Lifetime.ZERO)
            : cache.expiry().answers().put(cache.keyOf(request.key()), value);
    return store
        .mutate(change, Mutation.of(request.key(), request.content(), lifetime))
        .thenCompose(
            result ->
                operation == Operation.PUT_IF_ABSENT && isUnreadable(result)
                    ? compareAndSet(request)
                    : Stages.done(result));
  }

  private boolean wantsOld(Operation operation) {
    return operation.wantsOld() || cache.events().needOldValue();
  }

  /** Whether what is there can't be read here, and so counts as absent. */
  private boolean isUnreadable(MutationResult result) {
    StoredRecord old = result.old();
    return result.wasLive() && (old == null || cache.decode(old) == null);
  }

  private CompletionStage<MutationResult> compareAndSet(Request<V> request) {
    ExpiryRules<K, V>.Answers lifetimes = cache.expiry().answers();
    long deadline = System.nanoTime() + cache.limits().lockWait().toNanos();
    return Stages.until(
        () ->
            store
                .read(request.key())
                .thenCompose(read -> decide(request, read, lifetimes))
                .thenApply(
                    result -> {
                      if (result.isEmpty() && System.nanoTime() >= deadline) {
                        throw exclusive.timeout(request.key());
                      }
                      return result;
                    }));
  }

  /** The result, or empty if another change came in between. */
  private CompletionStage<Optional<MutationResult>> decide(
      Request<V> request, ReadResult read, ExpiryRules<K, V>.Answers lifetimes) {
    Found<V> found = found(read);
    if (!holds(request, found)) {
      return unchanged(request, found, lifetimes).thenApply(Optional::of);
    }
    Change change =
        Change.of(conditionOn(found.read), request.operation().kind())
            .wantingOld(wantsOld(request.operation()));
    Mutation mutation =
        Mutation.of(request.key(), request.content(), lifetime(request, found, lifetimes));
    return store
        .mutate(change, mutation.expecting(found.read.version()))
        .thenApply(
            result ->
                result.status() == Status.NOT_APPLIED && !isMissingDelete(request, found)
                    ? Optional.empty()
                    : Optional.of(result));
  }

  private static <V> boolean isMissingDelete(Request<V> request, Found<V> found) {
    return !request.operation().isPut() && found.value == null;
  }

  /** By version where there is a record, by absence where there is none that counts. */
  static Change.Condition conditionOn(ReadResult read) {
    boolean hasVersion =
        read.version() != null && (read.isLive() || read.state() == ReadResult.State.UNREADABLE);
    return hasVersion ? Change.Condition.VERSION : Change.Condition.ABSENT;
  }

  private Lifetime lifetime(
      Request<V> request, Found<V> found, ExpiryRules<K, V>.Answers lifetimes) {
    V value = request.value();
    return value == null
        ? Lifetime.of(Lifetime.ZERO)
        : lifetimes.put(cache.keyOf(request.key()), value, found.value != null);
  }

  /** A comparison that fails is an access, for the expiry policy. */
  private CompletionStage<MutationResult> unchanged(
      Request<V> request, Found<V> found, ExpiryRules<K, V>.Answers lifetimes) {
    boolean present = found.value != null;
    if (request.operation().when() == Operation.When.EQUAL && present) {
      long lifetime = lifetimes.accessed();
      if (lifetime != Lifetime.AS_IT_IS) {
        return store
            .mutate(
                Change.of(Change.Condition.VERSION, Change.Kind.TOUCH),
                Mutation.of(request.key(), Lifetime.of(lifetime)).expecting(found.read.version()))
            .thenApply(touched -> new MutationResult(Status.NOT_APPLIED, true));
      }
    }
    return Stages.done(new MutationResult(Status.NOT_APPLIED, present));
  }

  /**
   * What a read means to an operation.
   *
   * @param read as it came
   * @param value the value, or null if there is none that can be read here
   */
  private record Found<V>(ReadResult read, @Nullable V value) {}

  private Found<V> found(ReadResult read) {
    V value = read.isLive() ? cache.decode(read.live()) : null;
    return new Found<>(value == null && read.isLive() ? read.asUnreadable() : read, value);
  }

  private static <V> boolean holds(Request<V> request, Found<V> found) {
    return switch (request.operation().when()) {
      case ALWAYS -> true;
      case ABSENT -> found.value == null;
      case PRESENT -> found.value != null;
      case EQUAL -> found.value != null && found.value.equals(request.expected());
    };
  }

  private CompletionStage<MutationResult> writeThrough(
      WriteThrough<K, V> through, Request<V> request, Held held) {
    ExpiryRules<K, V>.Answers lifetimes = cache.expiry().answers();
    Found<V> found = found(held.read());
    if (!holds(request, found)) {
      return unchanged(request, found, lifetimes);
    }
    Lifetime lifetime = lifetime(request, found, lifetimes);
    V value = request.value();
    if (value != null) {
      through.write(request.key(), value);
    } else {
      through.delete(request.key());
    }
    Change change =
        Change.of(Change.Condition.ANY, request.operation().kind())
            .wantingOld(wantsOld(request.operation()));
    return commit(change, Mutation.of(request.key(), request.content(), lifetime), held);
  }

  /**
   * Makes a change after the writer ran. If it is refused, because the lease lapsed and others may
   * have written since, or fails, the entry is removed and every lease on it voided: the cache must
   * not contradict the database.
   */
  CompletionStage<MutationResult> commit(Change change, Mutation mutation, Held held) {
    return Stages.call(
            () -> store.mutate(change.under(Lease.Rule.EXCLUSIVE), mutation.under(held.lease())))
        .handle(
            (result, failure) -> {
              if (failure == null && result.status() != Status.REFUSED) {
                held.released();
                return Stages.done(result);
              }
              return removeForced(mutation.key())
                  .<MutationResult>handle(
                      (removed, second) -> {
                        if (failure != null) {
                          Throwable first = Stages.unwrap(failure);
                          if (second != null) {
                            first.addSuppressed(Stages.unwrap(second));
                          }
                          throw new java.util.concurrent.CompletionException(first);
                        }
                        if (second != null) {
                          throw new java.util.concurrent.CompletionException(Stages.unwrap(second));
                        }
                        held.released();
                        return new MutationResult(
                            Status.SUPERSEDED, result.wasLive(), result.old(), null, null);
                      });
            })
        .thenCompose(stage -> stage);
  }

  private CompletionStage<MutationResult> removeForced(EntryKey key) {
    return store.mutate(
        Change.of(Change.Condition.ANY, Change.Kind.DELETE).under(Lease.Rule.FORCED),
        Mutation.of(key));
  }

  /** Puts many entries. Not atomic as a whole; each entry is. */
  CompletionStage<Void> putAll(Map<EntryKey, V> values) {
    Map<EntryKey, Content> contents = new LinkedHashMap<>();
    values.forEach((key, value) -> contents.put(key, cache.content(cache.keyOf(key), value)));
    if (writer != null) {
      return exclusive.holding(
          values.keySet(),
          Lease.Rule.EXCLUSIVE,
          false,
          held -> writeAll(writer, values, contents, held));
    }
    if (cache.expiry().readsBeforePut()) {
      return oneByOne(
          values.entrySet().stream()
              .map(
                  entry ->
                      new Request<V>(
                          Operation.PUT,
                          entry.getKey(),
                          entry.getValue(),
                          contents.get(entry.getKey()),
                          null))
              .toList());
    }
    List<Mutation> mutations = new ArrayList<>();
    contents.forEach(
        (key, content) ->
            mutations.add(
                Mutation.of(
                    key,
                    content,
                    cache.expiry().answers().put(cache.keyOf(key), required(values, key)))));
    Change change =
        Change.of(Change.Condition.ANY, Change.Kind.PUT).wantingOld(cache.events().needOldValue());
    return bulk(change, mutations, values);
  }

  private CompletionStage<Void> oneByOne(List<Request<V>> requests) {
    CompletionStage<Void> all = Stages.nothing();
    for (Request<V> request : requests) {
      all = all.thenCompose(done -> run(request)).thenCompose(done -> Stages.nothing());
    }
    return all;
  }

  /** Removes many entries. Not atomic as a whole; each entry is. */
  CompletionStage<Void> removeAll(Collection<EntryKey> keys) {
    if (keys.isEmpty()) {
      return Stages.nothing();
    }
    if (writer != null) {
      return exclusive.holding(
          keys, Lease.Rule.EXCLUSIVE, true, held -> deleteAll(writer, keys, held));
    }
    Change change =
        Change.of(Change.Condition.ANY, Change.Kind.DELETE)
            .wantingOld(cache.events().needOldValue());
    return bulk(change, keys.stream().map(Mutation::of).toList(), Map.of());
  }

  /** Drops entries without the writer and the statistics of removals; voids every lease on them. */
  CompletionStage<Void> invalidate(List<EntryKey> keys) {
    if (keys.isEmpty()) {
      return Stages.nothing();
    }
    keys.forEach(key -> HeldKeys.mustNotHold(cache, key));
    Change change =
        Change.of(Change.Condition.ANY, Change.Kind.DELETE)
            .wantingOld(cache.events().needOldValue())
            .under(Lease.Rule.FORCED);
    List<Mutation> mutations = keys.stream().map(Mutation::of).toList();
    return exclusive.inOrder(
        keys,
        () ->
            store
                .mutateAll(change, mutations)
                .thenCompose(
                    results -> {
                      Effects<K, V> effects = new Effects<>(cache);
                      for (int i = 0; i < keys.size(); i++) {
                        effects.events(keys.get(i), null, results.get(i));
                      }
                      effects.fire();
                      return Stages.nothing();
                    }));
  }

  private CompletionStage<Void> bulk(
      Change change, List<Mutation> mutations, Map<EntryKey, V> values) {
    List<EntryKey> keys = mutations.stream().map(Mutation::key).toList();
    keys.forEach(key -> HeldKeys.mustNotHold(cache, key));
    if (cache.events().isEmpty()) {
      return store
          .mutateAll(change, mutations)
          .thenCompose(results -> bulkEffects(change, keys, values, results, null));
    }
    return exclusive.inOrder(
        keys,
        () ->
            store
                .mutateAll(change, mutations)
                .thenCompose(results -> bulkEffects(change, keys, values, results, null)));
  }

  private CompletionStage<Void> bulkEffects(
      Change change,
      List<EntryKey> keys,
      Map<EntryKey, V> values,
      List<MutationResult> results,
      @Nullable RuntimeException failure) {
    Effects<K, V> effects = new Effects<>(cache);
    for (int i = 0; i < keys.size(); i++) {
      effects.changed(
          keys.get(i), change.kind() == Change.Kind.PUT, values.get(keys.get(i)), results.get(i));
    }
    effects.fire();
    if (failure != null) {
      throw failure;
    }
    return Stages.nothing();
  }

  private CompletionStage<Void> writeAll(
      WriteThrough<K, V> through,
      Map<EntryKey, V> values,
      Map<EntryKey, Content> contents,
      List<Held> held) {
    WriteThrough.Bulk written = through.writeAll(values);
    return commitAll(
        Change.Kind.PUT,
        values,
        written,
        held,
        one ->
            Mutation.of(
                one.key(),
                contents.get(one.key()),
                cache
                    .expiry()
                    .answers()
                    .put(
                        cache.keyOf(one.key()),
                        required(values, one.key()),
                        found(one.read()).value != null)));
  }

  private CompletionStage<Void> deleteAll(
      WriteThrough<K, V> through, Collection<EntryKey> keys, List<Held> held) {
    WriteThrough.Bulk deleted = through.deleteAll(keys);
    return commitAll(Change.Kind.DELETE, Map.of(), deleted, held, one -> Mutation.of(one.key()));
  }

  /** Commits what the writer did, then throws what it threw. */
  private CompletionStage<Void> commitAll(
      Change.Kind kind,
      Map<EntryKey, V> values,
      WriteThrough.Bulk written,
      List<Held> held,
      Function<Held, Mutation> mutation) {
    Change change = Change.of(Change.Condition.ANY, kind).wantingOld(cache.events().needOldValue());
    List<CompletionStage<MutationResult>> commits = new ArrayList<>();
    List<EntryKey> done = new ArrayList<>();
    for (Held one : held) {
      if (written.done().contains(one.key())) {
        done.add(one.key());
        commits.add(commit(change, mutation.apply(one), one));
      }
    }
    return Stages.all(commits)
        .thenCompose(results -> bulkEffects(change, done, values, results, written.failure()));
  }

  private static <V> V required(Map<EntryKey, V> values, EntryKey key) {
    return Objects.requireNonNull(values.get(key));
  }
}
