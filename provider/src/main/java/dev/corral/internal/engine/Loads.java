package dev.corral.internal.engine;

import dev.corral.LoadScope;
import dev.corral.RedisFullException;
import dev.corral.internal.store.Change;
import dev.corral.internal.store.EntryKey;
import dev.corral.internal.store.EntryStore;
import dev.corral.internal.store.EntryStore.LeaseRequest;
import dev.corral.internal.store.Lease;
import dev.corral.internal.store.LeaseResult;
import dev.corral.internal.store.Lifetime;
import dev.corral.internal.store.Mutation;
import dev.corral.internal.store.MutationResult;
import dev.corral.internal.store.MutationResult.Status;
import dev.corral.internal.store.ReadResult;
import dev.corral.internal.store.ShardView;
import dev.corral.internal.store.StoredRecord;
import dev.corral.internal.store.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads values and fills the cache with them: leads the flights of one engine.
 *
 * <p>A fill is made only under the lease that was taken before the loader was called, and under the
 * epoch of that moment: a change, a removal or a clear in between voids it, and the loaded value
 * goes to its callers alone.
 *
 * <p>Where another node has the lease, this one waits for it to end, woken by a message or asking
 * again after a while. Then the value is there, or this node takes over. It waits for two others at
 * most, and no longer than {@code loadWait} in all; then it loads without caching.
 */
final class Loads<K, V> {
  private static final Logger log = LoggerFactory.getLogger(Loads.class);
  private static final Duration FIRST_POLL = Duration.ofMillis(100);
  private static final Duration LAST_POLL = Duration.ofSeconds(1);

  private final CacheContext<K, V> cache;
  private final EntryStore store;
  private final Waits waits;
  private final LoadPolicy policy;
  private final LoadCounters counters;

  Loads(CacheContext<K, V> cache, EntryStore store, Waits waits) {
    this.cache = cache;
    this.store = store;
    this.waits = waits;
    this.policy = cache.loading().policy();
    this.counters = cache.loading().counters();
  }

  /**
   * Leads flights to their end: each lands or crashes. The stage itself never fails.
   *
   * @param flights of different keys
   */
  CompletionStage<Boolean> lead(Source<K, V> source, List<Flight<V>> flights) {
    return Stages.call(
            () ->
                ask(flights, LeaseRequest.When.MISSING)
                    .thenCompose(asked -> answered(source, flights, asked)))
        .exceptionally(
            failure -> {
              flights.forEach(flight -> crash(flight, Stages.unwrap(failure)));
              return true;
            });
  }

  /** Loads whatever there is, now; a load that others began before is refused. */
  CompletionStage<Boolean> replace(Source<K, V> source, List<Flight<V>> flights) {
    return ask(flights, LeaseRequest.When.ALWAYS)
        .thenCompose(
            asked -> {
              Map<Flight<V>, LeaseResult> granted = new LinkedHashMap<>();
              flights.forEach(
                  flight -> granted.put(flight, Objects.requireNonNull(asked.get(flight))));
              return loadAndFill(source, granted);
            });
  }

  /**
   * Refreshes an entry if no one else is loading it, or has changed it since it was read.
   *
   * @param seen the version that was read
   */
  CompletionStage<Boolean> refresh(Source<K, V> source, Flight<V> flight, Version seen) {
    return ask(List.of(flight), LeaseRequest.When.FREE)
        .thenCompose(
            asked -> {
              LeaseResult result = Objects.requireNonNull(asked.get(flight));
              Lease lease = result.lease();
              if (lease == null) {
                return Stages.done(false);
              }
              // Between the read and the lease another node's refresh may have begun and ended.
              return seen.equals(result.read().version())
                  ? loadAndFill(source, Map.of(flight, result.asMissing()))
                  : giveBack(Map.of(flight.key(), lease));
            });
  }

  /** Loads for a caller alone: no lease, no fill. */
  CompletionStage<Boolean> alone(Source<K, V> source, Flight<V> flight) {
    return loadAndFill(source, Map.of(flight, LeaseResult.NONE));
  }

  private CompletionStage<Map<Flight<V>, LeaseResult>> ask(
      List<Flight<V>> flights, LeaseRequest.When when) {
    flights.forEach(Flight::asks);
    boolean awaiting = policy.scope() == LoadScope.CLUSTER && when == LeaseRequest.When.MISSING;
    return Stages.call(
            () ->
                store.lease(
                    LeaseRequest.load(policy.lease(), when, awaiting),
                    flights.stream().map(Flight::key).toList(),
                    null))
        .handle(
            (results, failure) -> {
              Map<Flight<V>, LeaseResult> answers = new LinkedHashMap<>();
              for (int i = 0; i < flights.size(); i++) {
                answers.put(flights.get(i), result(results, failure, i));
              }
              return answers;
            });
  }

  /** A full server grants no lease: then the value is loaded, and not kept. */
  private LeaseResult result(
      @Nullable List<LeaseResult> results, @Nullable Throwable failure, int index) {
    if (results == null) {
      Throwable cause = failure == null ? new IllegalStateException() : Stages.unwrap(failure);
      if (cause instanceof RedisFullException) {
        return LeaseResult.NONE;
      }
      throw new CompletionException(cause);
    }
    if (results.get(index).lease() != null) {
      counters.leasesGranted.increment();
    }
    return results.get(index);
  }

  private CompletionStage<Boolean> answered(
      Source<K, V> source, List<Flight<V>> flights, Map<Flight<V>, LeaseResult> asked) {
    Map<Flight<V>, LeaseResult> toLoad = new LinkedHashMap<>();
    List<Flight<V>> unreadable = new ArrayList<>();
    List<Flight<V>> busy = new ArrayList<>();
    for (Flight<V> flight : flights) {
      LeaseResult result = Objects.requireNonNull(asked.get(flight));
      if (result.lease() != null) {
        toLoad.put(flight, result);
      } else if (!lands(flight, result)) {
        if (!result.isHeldByAnother()) {
          unreadable.add(flight);
        } else if (policy.scope() == LoadScope.CLUSTER) {
          busy.add(flight);
        } else {
          // Not kept, but while the lease in the way lives, nothing has changed: others may join.
          toLoad.put(flight, result);
        }
      }
    }
    CompletionStage<Map<Flight<V>, LeaseResult>> forced =
        unreadable.isEmpty() ? Stages.done(Map.of()) : ask(unreadable, LeaseRequest.When.ALWAYS);
    return forced
        .thenCompose(
            granted -> {
              toLoad.putAll(granted);
              return loadAndFill(source, toLoad);
            })
        .thenCompose(loaded -> awaitOthers(source, busy));
  }

  /** Lands a flight whose answer is there already. */
  private boolean lands(Flight<V> flight, LeaseResult result) {
    ReadResult read = result.read();
    flight.brings(read.shard());
    if (read.state() == ReadResult.State.NULL) {
      land(flight, null);
      return true;
    }
    V value = read.isLive() ? cache.decode(read.live()) : null;
    if (value == null) {
      return false;
    }
    land(flight, value);
    return true;
  }

  /**
   * A flight is left before it lands: what follows may run here and now, and who then asks again
   * must not board it once more.
   */
  private void land(Flight<V> flight, @Nullable V value) {
    cache.loading().flights().end(flight);
    flight.land(value);
  }

  private void crash(Flight<V> flight, Throwable failure) {
    cache.loading().flights().end(flight);
    flight.crash(failure);
  }

  // Loading

  private CompletionStage<Boolean> loadAndFill(
      Source<K, V> source, Map<Flight<V>, LeaseResult> flights) {
    if (flights.isEmpty()) {
      return Stages.done(true);
    }
    List<Flight<V>> led = List.copyOf(flights.keySet());
    Map<EntryKey, Lease> leases = new HashMap<>();
    flights.forEach(
        (flight, result) -> {
          Lease lease = result.lease();
          flight.loads(lease != null ? lease : result.inTheWay());
          if (lease != null) {
            leases.put(flight.key(), lease);
          }
        });
    long start = System.nanoTime();
    Runnable stopRenewal = cache.loading().renewals().keep(leases, policy.lease());
    counters.loads.add(led.size());
    List<EntryKey> keys = led.stream().map(Flight::key).toList();
    return Stages.<Map<EntryKey, V>>call(() -> ask(source, led, keys))
        .thenCompose(
            values -> {
              long nanos = System.nanoTime() - start;
              long cost = Math.max(1, TimeUnit.NANOSECONDS.toMicros(nanos) / led.size());
              return fill(flights, values, cost).thenApply(filled -> values);
            })
        .handle(
            (values, failure) -> {
              stopRenewal.run();
              if (failure == null) {
                led.forEach(flight -> land(flight, values.get(flight.key())));
                return Stages.done(true);
              }
              counters.failures.add(led.size());
              return giveBack(leases)
                  .handle(
                      (released, second) -> {
                        led.forEach(flight -> crash(flight, Stages.unwrap(failure)));
                        return false;
                      });
            })
        .thenCompose(Function.identity());
  }

  private CompletionStage<Map<EntryKey, V>> ask(
      Source<K, V> source, List<Flight<V>> led, List<EntryKey> keys) {
    Optional<Duration> limit = policy.timeouts().hard();
    return source.isComposing()
        ? waits.compose(
            () -> Flights.leading(led, () -> source.begin(keys)), limit, () -> tookTooLong(keys))
        : waits.call(
            () -> Flights.leading(led, () -> source.load(keys)), limit, () -> tookTooLong(keys));
  }

  private CacheLoaderException tookTooLong(List<EntryKey> keys) {
    return new CacheLoaderException(
        "Loading "
            + (keys.size() == 1 ? "key '" + keys.get(0) + "'" : keys.size() + " keys")
            + " of cache '"
            + cache.name()
            + "' took longer than loadTimeout, "
            + policy.timeouts().hard().orElseThrow()
            + ", and was interrupted");
  }

  private CompletionStage<Boolean> fill(
      Map<Flight<V>, LeaseResult> flights, Map<EntryKey, V> values, long cost) {
    List<Mutation> fills = new ArrayList<>();
    Map<EntryKey, Lease> unused = new HashMap<>();
    flights.forEach(
        (flight, result) -> {
          Lease lease = result.lease();
          if (lease == null) {
            return;
          }
          V value = values.get(flight.key());
          Mutation fill = fillOf(flight.key(), value, result.read().isLive());
          if (fill == null) {
            unused.put(flight.key(), lease);
          } else {
            fills.add(fill.costing(cost).under(lease));
          }
        });
    return giveBack(unused)
        .thenCompose(
            released ->
                fills.isEmpty()
                    ? Stages.done(List.<MutationResult>of())
                    : store.mutateAll(
                        Change.of(Change.Condition.ANY, Change.Kind.PUT)
                            .wantingOld(cache.events().needOldValue())
                            .under(Lease.Rule.LOAD),
                        fills))
        .handle(
            (results, failure) -> {
              if (failure != null) {
                return unfilled(failure);
              }
              brings(flights.keySet(), fills, results);
              return filled(fills, results, values);
            })
        .thenApply(
            effects -> {
              effects.fire();
              return true;
            });
  }

  /** What to keep of a loaded value, or null if nothing is to be kept. */
  private @Nullable Mutation fillOf(EntryKey key, @Nullable V value, boolean present) {
    if (value != null) {
      return Mutation.of(
          key,
          cache.content(cache.keyOf(key), value),
          cache.expiry().answers().put(cache.keyOf(key), value, present));
    }
    Duration nullLifetime = policy.nullLifetime();
    return nullLifetime == null
        ? null
        : Mutation.of(key, StoredRecord.NULL, Lifetime.of(nullLifetime.toMillis()));
  }

  private static <V> void brings(
      Set<Flight<V>> flights, List<Mutation> fills, List<MutationResult> results) {
    Map<EntryKey, ShardView> shards = new HashMap<>();
    for (int i = 0; i < fills.size(); i++) {
      MutationResult.Kept kept = results.get(i).kept();
      if (kept != null) {
        shards.put(fills.get(i).key(), kept.shard());
      }
    }
    flights.forEach(flight -> flight.brings(shards.get(flight.key())));
  }

  private Effects<K, V> filled(
      List<Mutation> fills, List<MutationResult> results, Map<EntryKey, V> values) {
    Effects<K, V> effects = new Effects<>(cache);
    for (int i = 0; i < fills.size(); i++) {
      EntryKey key = fills.get(i).key();
      if (results.get(i).status() == Status.REFUSED) {
        counters.fillsRefused.increment();
        counters.leasesLost.increment();
      }
      V value = values.get(key);
      if (value != null) {
        effects.events(key, value, results.get(i));
      } else {
        effects.expired(key, results.get(i).expired());
      }
    }
    return effects;
  }

  private Effects<K, V> unfilled(Throwable failure) {
    Throwable cause = Stages.unwrap(failure);
    if (!(cause instanceof RedisFullException)) {
      log.warn(
          "Loaded values of cache '{}' were returned but not kept: {}",
          cache.name(),
          cause.getMessage());
    }
    return new Effects<>(cache);
  }

  private CompletionStage<Boolean> giveBack(Map<EntryKey, Lease> leases) {
    if (leases.isEmpty()) {
      return Stages.done(true);
    }
    List<Mutation> releases = new ArrayList<>();
    leases.forEach((key, lease) -> releases.add(Mutation.of(key).under(lease)));
    return Stages.call(() -> store.mutateAll(Change.release(), releases))
        .handle(
            (released, failure) -> {
              if (failure != null) {
                log.debug("Load leases of cache '{}' were left to lapse", cache.name(), failure);
              }
              return true;
            });
  }

  // Waiting for other nodes

  private CompletionStage<Boolean> awaitOthers(Source<K, V> source, List<Flight<V>> busy) {
    CompletionStage<Boolean> all = Stages.done(true);
    for (Flight<V> flight : busy) {
      all = all.thenCompose(done -> new RemoteWait(source, flight).run());
    }
    return all;
  }

  /** The wait of one flight for the loads of other nodes. */
  private final class RemoteWait {
    private final Source<K, V> source;
    private final Flight<V> flight;
    private final long deadline = System.nanoTime() + policy.longestWait().toNanos();
    private Duration poll = FIRST_POLL;
    private int otherLoads = 1;
    private boolean ended;

    RemoteWait(Source<K, V> source, Flight<V> flight) {
      this.source = source;
      this.flight = flight;
    }

    CompletionStage<Boolean> run() {
      return cache
          .loading()
          .listening()
          .thenCompose(listening -> Stages.until(this::step))
          .exceptionally(
              failure -> {
                crash(flight, Stages.unwrap(failure));
                return true;
              });
    }

    private CompletionStage<Optional<Boolean>> step() {
      byte[] text = flight.key().text();
      CompletableFuture<Void> wake = cache.loading().wakes().register(text);
      return Stages.finallyDo(
          () ->
              ask(List.of(flight), LeaseRequest.When.MISSING)
                  .thenCompose(asked -> answered(Objects.requireNonNull(asked.get(flight)), wake)),
          () -> {
            cache.loading().wakes().forget(text, wake);
            return Stages.done(true);
          });
    }

    private CompletionStage<Optional<Boolean>> answered(
        LeaseResult result, CompletableFuture<Void> wake) {
      if (result.lease() != null) {
        counters.leasesTakenOver.increment();
        return loadAndFill(source, Map.of(flight, result)).thenApply(Optional::of);
      }
      if (lands(flight, result)) {
        counters.coalescedAcrossNodes.increment();
        return Stages.done(Optional.of(true));
      }
      if (ended) {
        otherLoads++;
        ended = false;
      }
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      if (otherLoads > 2 || left.isNegative() || !result.isHeldByAnother()) {
        return alone(source, flight).thenApply(Optional::of);
      }
      Duration untilLapse = result.held().plusMillis(1);
      Duration longest = min(left, min(poll, untilLapse));
      poll = min(poll.multipliedBy(2), LAST_POLL);
      return waits
          .completes(wake, longest)
          .thenApply(
              woken -> {
                // A lease that should have lapsed by now may have been renewed: not another load.
                ended = woken;
                return Optional.<Boolean>empty();
              });
    }

    private static Duration min(Duration a, Duration b) {
      return a.compareTo(b) <= 0 ? a : b;
    }
  }
}
