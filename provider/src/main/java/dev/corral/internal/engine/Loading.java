package dev.corral.internal.engine;

import dev.corral.CorralSession;
import dev.corral.LoadScope;
import dev.corral.internal.store.EntryKey;
import dev.corral.internal.store.EntryStore;
import dev.corral.internal.store.Lease;
import dev.corral.internal.store.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;

/**
 * What a caller does about missing values: shares a load that is under way in this JVM, or leads
 * one; falls back on a stale value if it fails or takes long.
 *
 * <p>A caller waits for another's load no longer than {@code loadWait}, then it loads for itself.
 * Loads with a time limit, and refreshes, run on the asynchronous engine's threads; any other load
 * runs on the thread of the caller that leads it.
 */
final class Loading<K, V> {
  private final CacheContext<K, V> cache;
  private final EntryStore store;
  private final LoadState<V> state;
  private final Loads<K, V> loads;
  private final Loads<K, V> background;
  private final Waits waits;

  Loading(
      CacheContext<K, V> cache,
      EntryStore store,
      Loads<K, V> loads,
      Loads<K, V> background,
      Waits waits) {
    this.cache = cache;
    this.store = store;
    this.state = cache.loading();
    this.loads = loads;
    this.background = background;
    this.waits = waits;
  }

  /** The cache's loader, if reads are to use it. */
  @Nullable Source<K, V> readThrough() {
    CacheLoader<K, V> loader = cache.readThroughLoader();
    return loader == null ? null : Source.of(cache, loader);
  }

  /** Calls the loader for reads, without filling; null if there is none or it finds nothing. */
  @Nullable V directly(EntryKey key) {
    Source<K, V> source = readThrough();
    return source == null ? null : source.load(List.of(key)).get(key);
  }

  /**
   * Loads missing values.
   *
   * @param keys which, none twice
   * @param stale for each key that has one, the value to fall back on
   * @param readNanos when the read that found them missing was sent
   * @return the values that there are
   */
  CompletionStage<Map<EntryKey, V>> load(
      Source<K, V> source, List<EntryKey> keys, Map<EntryKey, V> stale, long readNanos) {
    Map<EntryKey, V> values = new LinkedHashMap<>();
    List<EntryKey> toLoad = new ArrayList<>();
    for (EntryKey key : keys) {
      V old = stale.get(key);
      if (old != null && state.isFailing(key)) {
        state.counters().staleServed.increment();
        values.put(key, old);
      } else {
        toLoad.add(key);
      }
    }
    if (toLoad.isEmpty()) {
      return Stages.done(values);
    }
    List<Flight<V>> led = new ArrayList<>();
    List<Boarded<V>> boarded = new ArrayList<>();
    return Stages.call(() -> board(toLoad, readNanos, led, boarded))
        .whenComplete((done, failure) -> abandon(led, failure))
        .thenCompose(
            done -> {
              boolean limited = !state.policy().timeouts().none();
              CompletionStage<Boolean> leading =
                  led.isEmpty()
                      ? Stages.done(true)
                      : (limited ? background : loads).lead(source, led);
              return limited ? Stages.done(true) : leading;
            })
        .thenCompose(done -> follow(source, boarded, stale, values));
  }

  /** Ends flights that will not start, so that no one waits for them. */
  private void abandon(List<Flight<V>> led, @Nullable Throwable failure) {
    if (failure != null) {
      for (Flight<V> flight : led) {
        state.flights().end(flight);
        flight.crash(Stages.unwrap(failure));
      }
    }
  }

  /** Loads entries that are there or not, as loadAll with replacement does. */
  CompletionStage<Boolean> replace(Source<K, V> source, List<EntryKey> keys) {
    List<Flight<V>> flights = keys.stream().map(Flight<V>::new).toList();
    return loads
        .replace(source, flights)
        .thenCompose(
            done ->
                flights.isEmpty()
                    ? Stages.done(true)
                    : flights.get(0).landing().thenApply(landed -> true));
  }

  /**
   * Refreshes an entry in the background, unless that is being done or failed of late.
   *
   * @param seen the version that is to be replaced
   */
  void refresh(Source<K, V> source, EntryKey key, Version seen, boolean early) {
    if (!state.beginRefresh(key)) {
      return;
    }
    if (early) {
      state.counters().earlyRefreshes.increment();
    }
    Flight<V> flight = new Flight<>(key);
    Stages.call(() -> background.refresh(source, flight, seen))
        .whenComplete(
            (done, failure) -> {
              state.endRefresh(key);
              if (failure != null || flight.landing().isCompletedExceptionally()) {
                state.failed(key);
              }
            });
  }

  /** A caller's place on a flight. */
  private record Boarded<V>(
      Flight<V> flight,
      boolean leads,
      boolean verified,
      long readNanos,
      @Nullable CorralSession session) {
    Boarded(Flight<V> flight, boolean leads, boolean verified, long readNanos) {
      this(flight, leads, verified, readNanos, CorralSession.current());
    }

    void saw(long sequence) {
      if (session != null) {
        session.saw(sequence);
      }
    }
  }

  /** Joins a flight for each key, or begins one. */
  private CompletionStage<Boolean> board(
      List<EntryKey> keys, long readNanos, List<Flight<V>> led, List<Boarded<V>> boarded) {
    int[] next = {0};
    return Stages.until(
        () -> {
          if (next[0] == keys.size()) {
            return Stages.done(Optional.of(true));
          }
          return boardOne(keys.get(next[0]), readNanos)
              .thenApply(
                  place -> {
                    place.ifPresent(
                        found -> {
                          next[0]++;
                          boarded.add(found);
                          if (found.leads) {
                            led.add(found.flight);
                          }
                        });
                    return Optional.<Boolean>empty();
                  });
        });
  }

  /** A place, or empty if the flights changed meanwhile. */
  private CompletionStage<Optional<Boarded<V>>> boardOne(EntryKey key, long readNanos) {
    if (state.policy().scope() == LoadScope.OFF) {
      return Stages.done(Optional.of(new Boarded<>(new Flight<>(key), true, true, readNanos)));
    }
    Flight<V> known = state.flights().of(key);
    if (known == null) {
      return Stages.done(lead(key, null, readNanos));
    }
    if (!known.isLoading() || known.isBasedAfter(readNanos)) {
      return Stages.done(Optional.of(new Boarded<>(known, false, false, readNanos)));
    }
    Lease lease = known.lease();
    if (lease == null) {
      return Stages.done(lead(key, known, readNanos));
    }
    return store
        .holds(key, lease)
        .thenApply(
            held ->
                held
                    ? Optional.of(new Boarded<>(known, false, true, readNanos))
                    : lead(key, known, readNanos));
  }

  private Optional<Boarded<V>> lead(EntryKey key, @Nullable Flight<V> inPlaceOf, long readNanos) {
    Flight<V> begun = state.flights().begin(key, inPlaceOf);
    return begun == null
        ? Optional.empty()
        : Optional.of(new Boarded<>(begun, true, true, readNanos));
  }

  private CompletionStage<Map<EntryKey, V>> follow(
      Source<K, V> source,
      List<Boarded<V>> boarded,
      Map<EntryKey, V> stale,
      Map<EntryKey, V> values) {
    CompletionStage<Boolean> all = Stages.done(true);
    for (Boarded<V> place : boarded) {
      all =
          all.thenCompose(
              done ->
                  followOne(source, place, stale.get(place.flight.key()))
                      .thenApply(
                          value -> {
                            value.ifPresent(found -> values.put(place.flight.key(), found));
                            return true;
                          }));
    }
    return all.thenApply(done -> values);
  }

  private CompletionStage<Optional<V>> followOne(
      Source<K, V> source, Boarded<V> place, @Nullable V stale) {
    if (!place.leads) {
      state.counters().coalescedInJvm.increment();
    }
    return landing(source, place, stale)
        .handle(
            (value, failure) -> {
              if (failure == null) {
                return value;
              }
              Throwable cause = Stages.unwrap(failure);
              if (stale != null && cause instanceof CacheLoaderException) {
                state.failed(place.flight.key());
                state.counters().staleServed.increment();
                return Optional.of(stale);
              }
              throw new CompletionException(place.leads ? cause : shared(cause));
            });
  }

  /** Each caller gets an exception of its own; the leader's is the cause. */
  private static Throwable shared(Throwable cause) {
    return cause instanceof CacheLoaderException
        ? new CacheLoaderException(cause.getMessage(), cause)
        : cause;
  }

  private CompletionStage<Optional<V>> landing(
      Source<K, V> source, Boarded<V> place, @Nullable V stale) {
    CompletableFuture<Flight.Result<V>> landing = place.flight.landing();
    Optional<Duration> soft = stale == null ? Optional.empty() : state.policy().timeouts().soft();
    Duration longest = soft.orElse(state.policy().longestWait());
    return waitFor(place.flight, landing, longest)
        .thenCompose(
            landed -> {
              if (!landed && soft.isPresent()) {
                state.counters().staleServed.increment();
                return Stages.done(Optional.ofNullable(stale));
              }
              if (!landed) {
                return alone(source, place.flight.key());
              }
              return landing.thenCompose(result -> accept(source, place, result, stale));
            });
  }

  private CompletionStage<Boolean> waitFor(
      Flight<V> flight, CompletableFuture<Flight.Result<V>> landing, Duration longest) {
    if (landing.isDone()) {
      return Stages.done(true);
    }
    // Only who blocks a thread can close a circle of threads; for others the longest wait must do.
    return waits.blocks()
        ? state.flights().waitingFor(flight, () -> waits.completes(landing, longest))
        : waits.completes(landing, longest);
  }

  /**
   * A result that may lack what was changed before this caller asked is not for this caller. The
   * next flight's is, for it begins later: what counts is when the caller first asked, not when it
   * asks again.
   */
  private CompletionStage<Optional<V>> accept(
      Source<K, V> source, Boarded<V> place, Flight.Result<V> result, @Nullable V stale) {
    if (place.verified || result.basisNanos() - place.readNanos > 0) {
      place.saw(result.sequence());
      return Stages.done(Optional.ofNullable(result.value()));
    }
    EntryKey key = place.flight.key();
    Map<EntryKey, V> fallback = stale == null ? Map.of() : Map.of(key, stale);
    return SessionExecutor.in(
            place.session, () -> load(source, List.of(key), fallback, place.readNanos))
        .thenApply(values -> Optional.ofNullable(values.get(key)));
  }

  private CompletionStage<Optional<V>> alone(Source<K, V> source, EntryKey key) {
    Flight<V> flight = new Flight<>(key);
    return loads
        .alone(source, flight)
        .thenCompose(done -> flight.landing())
        .thenApply(result -> Optional.ofNullable(result.value()));
  }
}
