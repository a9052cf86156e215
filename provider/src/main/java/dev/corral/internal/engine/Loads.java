package dev.corral.internal.engine;

import dev.corral.codec.Encoded;
import dev.corral.internal.store.Change;
import dev.corral.internal.store.EntryKey;
import dev.corral.internal.store.EntryStore;
import dev.corral.internal.store.EntryStore.LeaseRequest;
import dev.corral.internal.store.Lease;
import dev.corral.internal.store.LeaseResult;
import dev.corral.internal.store.Mutation;
import dev.corral.internal.store.MutationResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;

/**
 * Loads missing values and fills the cache with them.
 *
 * <p>A fill is made only under the lease that was taken before the loader was called, and under the
 * epoch of that moment: a change, a removal or a clear in between voids it, and the loaded value
 * goes to its caller alone.
 */
final class Loads<K, V> {
  private final CacheContext<K, V> cache;
  private final EntryStore store;

  Loads(CacheContext<K, V> cache, EntryStore store) {
    this.cache = cache;
    this.store = store;
  }

  /** Calls the loader for reads, without filling; null if there is none or it finds nothing. */
  @Nullable V loadDirectly(EntryKey key) {
    CacheLoader<K, V> loader = cache.readThroughLoader();
    return loader == null ? null : call(() -> loader.load(cache.keyOf(key)));
  }

  /**
   * Loads what is missing among some keys.
   *
   * @param keys what to load, none twice
   * @param replace whether to load what is there as well
   * @return the values found, by key
   */
  CompletionStage<Map<EntryKey, V>> load(
      CacheLoader<K, V> loader, List<EntryKey> keys, boolean replace) {
    if (keys.isEmpty()) {
      return Stages.done(Map.of());
    }
    LeaseRequest request =
        new LeaseRequest(Lease.Rule.LOAD, cache.limits().lockLease(), !replace, false);
    return store.lease(request, keys, null).thenCompose(leases -> loadLeased(loader, keys, leases));
  }

  private CompletionStage<Map<EntryKey, V>> loadLeased(
      CacheLoader<K, V> loader, List<EntryKey> keys, List<LeaseResult> leases) {
    Map<EntryKey, V> values = new LinkedHashMap<>();
    Map<EntryKey, LeaseResult> missing = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      LeaseResult result = leases.get(i);
      V there =
          result.lease() == null && result.read().isLive()
              ? cache.decode(result.read().live())
              : null;
      if (there != null) {
        values.put(keys.get(i), there);
      } else {
        missing.put(keys.get(i), result);
      }
    }
    return Stages.finallyDo(
        () -> {
          long start = System.nanoTime();
          Map<EntryKey, V> loaded = callLoader(loader, List.copyOf(missing.keySet()));
          long cost =
              TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start)
                  / Math.max(1, missing.size());
          values.putAll(loaded);
          return fill(loaded, missing, cost).thenApply(filled -> values);
        },
        () -> release(missing));
  }

  private Map<EntryKey, V> callLoader(CacheLoader<K, V> loader, List<EntryKey> keys) {
    Map<EntryKey, V> loaded = new LinkedHashMap<>();
    if (keys.size() == 1) {
      V value = call(() -> loader.load(cache.keyOf(keys.get(0))));
      if (value != null) {
        loaded.put(keys.get(0), value);
      }
    } else if (!keys.isEmpty()) {
      Map<K, V> answers = call(() -> loader.loadAll(keys.stream().map(cache::keyOf).toList()));
      for (EntryKey key : keys) {
        V value = answers == null ? null : answers.get(cache.keyOf(key));
        if (value != null) {
          loaded.put(key, value);
        }
      }
    }
    return loaded;
  }

  private <T> @Nullable T call(Supplier<@Nullable T> loader) {
    try {
      return loader.get();
    } catch (CacheLoaderException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new CacheLoaderException(
          "The cache loader of cache '" + cache.name() + "' failed: " + e.getMessage(), e);
    }
  }

  private CompletionStage<Boolean> fill(
      Map<EntryKey, V> loaded, Map<EntryKey, LeaseResult> leased, long costMicros) {
    List<CompletionStage<MutationResult>> fills = new ArrayList<>();
    List<EntryKey> keys = new ArrayList<>();
    loaded.forEach(
        (key, value) -> {
          LeaseResult result = Objects.requireNonNull(leased.get(key));
          Lease lease = result.lease();
          if (lease != null) {
            Encoded encoded = cache.encode(value);
            long lifetime = cache.expiry().answers().put(result.read().isLive());
            leased.remove(key);
            keys.add(key);
            fills.add(fill(new Mutation(key, encoded, costMicros, null), lifetime, lease));
          }
        });
    return Stages.all(fills)
        .thenApply(
            results -> {
              Effects<K, V> effects = new Effects<>(cache);
              for (int i = 0; i < keys.size(); i++) {
                effects.events(keys.get(i), loaded.get(keys.get(i)), results.get(i));
              }
              effects.fire();
              return true;
            });
  }

  private CompletionStage<MutationResult> fill(Mutation mutation, long lifetime, Lease lease) {
    return store.mutate(
        new Change(
            Change.Condition.ANY,
            Change.Kind.PUT,
            lifetime,
            lifetime,
            cache.events().needOldValue(),
            lease),
        mutation);
  }

  /** Gives back the leases that no fill used up. */
  private CompletionStage<?> release(Map<EntryKey, LeaseResult> leased) {
    CompletionStage<?> released = Stages.done(true);
    for (Map.Entry<EntryKey, LeaseResult> entry : leased.entrySet()) {
      Lease lease = entry.getValue().lease();
      if (lease != null) {
        Change release =
            new Change(
                Change.Condition.ANY, Change.Kind.KEEP, 0, 0, false, lease.as(Lease.Rule.ADVISORY));
        released = released.thenCompose(done -> store.mutate(release, Mutation.of(entry.getKey())));
      }
    }
    return released;
  }
}
