package dev.corral.internal.engine;

import dev.corral.internal.store.Change;
import dev.corral.internal.store.EntryKey;
import dev.corral.internal.store.EntryStore;
import dev.corral.internal.store.Mutation;
import dev.corral.internal.store.MutationResult;
import dev.corral.internal.store.ReadResult;
import dev.corral.internal.store.StoredRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import javax.cache.event.EventType;
import javax.cache.integration.CacheLoader;
import org.jspecify.annotations.Nullable;

/**
 * Reads of entries. One round trip, also where an access extends the lifetime, unless a custom
 * expiry policy is to be asked about it.
 */
final class Reads<K, V> {
  private final CacheContext<K, V> cache;
  private final EntryStore store;
  private final Loads<K, V> loads;

  Reads(CacheContext<K, V> cache, EntryStore store, Loads<K, V> loads) {
    this.cache = cache;
    this.store = store;
    this.loads = loads;
  }

  CompletionStage<Boolean> containsKey(EntryKey key) {
    return store.read(key).thenApply(read -> read.isLive() && cache.decode(read.live()) != null);
  }

  /** The value, loaded if it is missing and reads load; null if there is none. */
  CompletionStage<@Nullable V> get(EntryKey key) {
    return getAll(List.of(key)).thenApply(values -> values.get(key));
  }

  /** The values that there are, in the order of the keys. */
  CompletionStage<Map<EntryKey, V>> getAll(List<EntryKey> keys) {
    return find(keys)
        .thenCompose(
            found -> {
              Map<EntryKey, V> values = new LinkedHashMap<>();
              List<EntryKey> missing = new ArrayList<>();
              for (int i = 0; i < keys.size(); i++) {
                V value = found.get(i).value;
                if (value != null) {
                  values.put(keys.get(i), value);
                } else {
                  missing.add(keys.get(i));
                }
              }
              cache.statistics().hit(values.size());
              cache.statistics().miss(missing.size());
              return noticeExpired(keys, found)
                  .thenCompose(noticed -> loadMissing(keys, values, missing));
            });
  }

  private CompletionStage<Map<EntryKey, V>> loadMissing(
      List<EntryKey> keys, Map<EntryKey, V> values, List<EntryKey> missing) {
    CacheLoader<K, V> loader = cache.readThroughLoader();
    if (loader == null || missing.isEmpty()) {
      return Stages.done(values);
    }
    return loads
        .load(loader, missing, false)
        .thenApply(
            loaded -> {
              Map<EntryKey, V> all = new LinkedHashMap<>();
              for (EntryKey key : keys) {
                V value = values.containsKey(key) ? values.get(key) : loaded.get(key);
                if (value != null) {
                  all.put(key, value);
                }
              }
              return all;
            });
  }

  /**
   * What was found under a key.
   *
   * @param value the value, or null
   * @param expired whether there is an expired record whose event may be due
   * @param claimed an expired record whose event is ours
   */
  private record Found<V>(@Nullable V value, boolean expired, @Nullable StoredRecord claimed) {}

  private CompletionStage<List<Found<V>>> find(List<EntryKey> keys) {
    ExpiryRules.Answers lifetimes = cache.expiry().answers();
    if (cache.expiry().isConstant() && lifetimes.accessed() != Change.AS_IT_IS) {
      Change touch = touch(Change.Condition.ANY, lifetimes.accessed(), true);
      return store
          .mutateAll(touch, keys.stream().map(Mutation::of).toList())
          .thenApply(results -> results.stream().map(this::found).toList());
    }
    CompletionStage<List<ReadResult>> reads =
        keys.size() == 1 ? store.read(keys.get(0)).thenApply(List::of) : store.readAll(keys);
    return reads.thenCompose(
        results -> {
          List<Found<V>> found = results.stream().map(this::found).toList();
          return cache.expiry().isConstant()
              ? Stages.done(found)
              : touchEach(keys, results, found).thenApply(touched -> found);
        });
  }

  private Found<V> found(MutationResult result) {
    StoredRecord old = result.old();
    return new Found<>(old == null ? null : cache.decode(old), false, result.expired());
  }

  private Found<V> found(ReadResult read) {
    return new Found<>(
        read.isLive() ? cache.decode(read.live()) : null,
        read.state() == ReadResult.State.EXPIRED,
        null);
  }

  /** Asks a custom policy about each access, and tells Redis where it changes something. */
  private CompletionStage<Boolean> touchEach(
      List<EntryKey> keys, List<ReadResult> reads, List<Found<V>> found) {
    CompletionStage<Boolean> all = Stages.done(true);
    for (int i = 0; i < keys.size(); i++) {
      if (found.get(i).value != null) {
        EntryKey key = keys.get(i);
        ReadResult read = reads.get(i);
        all = all.thenCompose(done -> accessed(key, read));
      }
    }
    return all;
  }

  private CompletionStage<Boolean> accessed(EntryKey key, ReadResult read) {
    long lifetime = cache.expiry().answers().accessed();
    if (lifetime == Change.AS_IT_IS) {
      return Stages.done(true);
    }
    return store
        .mutate(
            touch(Change.Condition.VERSION, lifetime, false),
            Mutation.of(key).expecting(read.version()))
        .thenApply(touched -> true);
  }

  private static Change touch(Change.Condition condition, long lifetime, boolean wantsOld) {
    return new Change(condition, Change.Kind.TOUCH, lifetime, lifetime, wantsOld, null);
  }

  private CompletionStage<Boolean> noticeExpired(List<EntryKey> keys, List<Found<V>> found) {
    if (!cache.events().has(EventType.EXPIRED)) {
      return Stages.done(true);
    }
    List<EntryKey> due = new ArrayList<>();
    Effects<K, V> effects = new Effects<>(cache);
    for (int i = 0; i < keys.size(); i++) {
      effects.expired(keys.get(i), found.get(i).claimed);
      if (found.get(i).expired) {
        due.add(keys.get(i));
      }
    }
    if (due.isEmpty()) {
      effects.fire();
      return Stages.done(true);
    }
    Change claim = new Change(Change.Condition.ANY, Change.Kind.KEEP, 0, 0, false, null);
    return store
        .mutateAll(claim, due.stream().map(Mutation::of).toList())
        .thenApply(
            results -> {
              for (int i = 0; i < due.size(); i++) {
                effects.expired(due.get(i), results.get(i).expired());
              }
              effects.fire();
              return true;
            });
  }

  /** An entry of an iteration: its value counts as read, and its access may extend its lifetime. */
  CompletionStage<@Nullable V> iterated(EntryKey key, ReadResult read) {
    V value = read.isLive() ? cache.decode(read.live()) : null;
    if (value == null) {
      return Stages.none();
    }
    cache.statistics().hit(1);
    return accessed(key, read).thenApply(touched -> value);
  }
}
