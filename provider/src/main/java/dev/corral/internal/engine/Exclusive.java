package dev.corral.internal.engine;

import dev.corral.LockTimeoutException;
import dev.corral.internal.store.Change;
import dev.corral.internal.store.EntryKey;
import dev.corral.internal.store.EntryStore;
import dev.corral.internal.store.EntryStore.LeaseRequest;
import dev.corral.internal.store.Lease;
import dev.corral.internal.store.LeaseResult;
import dev.corral.internal.store.Mutation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives an operation keys for itself: first within the JVM, in the order of arrival, then among all
 * nodes by a lease that is granted together with the read.
 *
 * <p>Several keys are taken in their order, so that operations never wait in a ring. Waits at most
 * {@code lockWait} in all. A lease whose holder dies lapses after {@code lockLease}.
 */
final class Exclusive<K, V> {
  private static final Logger log = LoggerFactory.getLogger(Exclusive.class);
  private static final int LONGEST_PAUSE_MICROS = 16_000;

  private final CacheContext<K, V> cache;
  private final EntryStore store;
  private final Waits waits;

  Exclusive(CacheContext<K, V> cache, EntryStore store, Waits waits) {
    this.cache = cache;
    this.store = store;
    this.waits = waits;
  }

  /** Runs one after the other, per key, within this JVM; no lease is taken. */
  <T> CompletionStage<T> inOrder(Collection<EntryKey> keys, Supplier<CompletionStage<T>> body) {
    List<EntryKey> sorted = sorted(keys);
    return inTurn(sorted, deadline(), body);
  }

  /** Runs while all keys are held against every other exclusive operation on any node. */
  <T> CompletionStage<T> holding(
      Collection<EntryKey> keys,
      Lease.Rule rule,
      boolean freeing,
      Function<List<Held>, CompletionStage<T>> body) {
    List<EntryKey> sorted = sorted(keys);
    long deadline = deadline();
    LeaseRequest request =
        new LeaseRequest(
            rule, cache.limits().lockLease(), LeaseRequest.When.ALWAYS, freeing, false);
    return inTurn(
        sorted,
        deadline,
        () -> {
          List<Held> held = new ArrayList<>();
          return Stages.finallyDo(
              () ->
                  leaseAll(request, sorted, held, deadline).thenCompose(leased -> body.apply(held)),
              () -> release(held));
        });
  }

  private List<EntryKey> sorted(Collection<EntryKey> keys) {
    List<EntryKey> sorted = keys.stream().sorted().toList();
    sorted.forEach(key -> HeldKeys.mustNotHold(cache, key));
    return sorted;
  }

  private long deadline() {
    return System.nanoTime() + cache.limits().lockWait().toNanos();
  }

  private <T> CompletionStage<T> inTurn(
      List<EntryKey> sorted, long deadline, Supplier<CompletionStage<T>> body) {
    List<KeyQueue.Turn> turns = sorted.stream().map(cache.queue()::join).toList();
    return Stages.finallyDo(
        () -> awaitTurns(turns, sorted, 0, deadline).thenCompose(ready -> body.get()),
        () -> {
          turns.forEach(KeyQueue.Turn::end);
          return Stages.done(true);
        });
  }

  private CompletionStage<Boolean> awaitTurns(
      List<KeyQueue.Turn> turns, List<EntryKey> keys, int first, long deadline) {
    for (int i = first; i < turns.size(); i++) {
      if (!turns.get(i).ready().isDone()) {
        int next = i;
        return waits
            .completes(turns.get(i).ready(), left(deadline))
            .thenCompose(
                ready -> {
                  if (!ready) {
                    throw timeout(keys.get(next));
                  }
                  return awaitTurns(turns, keys, next + 1, deadline);
                });
      }
    }
    return Stages.done(true);
  }

  /**
   * All at once if they are free; else one after the other, in order, holding only earlier ones.
   */
  private CompletionStage<Boolean> leaseAll(
      LeaseRequest request, List<EntryKey> keys, List<Held> held, long deadline) {
    return store
        .lease(request, keys, null)
        .thenCompose(
            results -> {
              for (int i = 0; i < keys.size(); i++) {
                Lease lease = results.get(i).lease();
                if (lease != null) {
                  held.add(new Held(keys.get(i), lease, results.get(i).read()));
                }
              }
              if (held.size() == keys.size()) {
                return Stages.done(true);
              }
              return release(held)
                  .thenCompose(
                      released -> {
                        held.clear();
                        return leaseInOrder(request, keys, 0, held, deadline);
                      });
            });
  }

  private CompletionStage<Boolean> leaseInOrder(
      LeaseRequest request, List<EntryKey> keys, int first, List<Held> held, long deadline) {
    int[] next = {first};
    int[] pauses = {0};
    return Stages.until(
        () -> {
          EntryKey key = keys.get(next[0]);
          return store
              .lease(request, List.of(key), null)
              .thenCompose(
                  results -> {
                    LeaseResult result = results.get(0);
                    Lease lease = result.lease();
                    if (lease != null) {
                      held.add(new Held(key, lease, result.read()));
                      pauses[0] = 0;
                      return Stages.done(
                          ++next[0] == keys.size() ? Optional.of(true) : Optional.empty());
                    }
                    if (System.nanoTime() >= deadline) {
                      throw timeout(key);
                    }
                    return waits
                        .pause(pause(pauses[0]++))
                        .thenApply(paused -> Optional.<Boolean>empty());
                  });
        });
  }

  private static Duration pause(int attempt) {
    int longest = Math.min(LONGEST_PAUSE_MICROS, 250 << Math.min(attempt, 6));
    return Duration.ofNanos(ThreadLocalRandom.current().nextInt(100, longest + 1) * 1000L);
  }

  private CompletionStage<?> release(List<Held> held) {
    CompletionStage<?> released = Stages.done(true);
    for (Held one : held) {
      if (!one.isReleased()) {
        one.released();
        released =
            released.thenCompose(
                x ->
                    store
                        .mutate(Change.release(), Mutation.of(one.key()).under(one.lease()))
                        .handle((result, failure) -> unreleased(one, failure)));
      }
    }
    return released;
  }

  private boolean unreleased(Held held, @org.jspecify.annotations.Nullable Throwable failure) {
    if (failure != null) {
      log.warn(
          "The lease on key '{}' of cache '{}' was not given back and will lapse within {}: {}",
          held.key(),
          cache.name(),
          cache.limits().lockLease(),
          Stages.unwrap(failure).getMessage());
    }
    return failure == null;
  }

  private Duration left(long deadline) {
    return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
  }

  LockTimeoutException timeout(EntryKey key) {
    return new LockTimeoutException(
        "Key '"
            + key
            + "' of cache '"
            + cache.name()
            + "' was held or kept changing for more than "
            + cache.limits().lockWait()
            + " (lockWait); the operation had no effect. Shorten what processors and writers do"
            + " with this key, or raise lockWait.");
  }
}
