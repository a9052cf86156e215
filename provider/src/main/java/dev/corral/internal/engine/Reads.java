package dev.corral.internal.engine;

import dev.corral.internal.engine.Freshness.Verdict;
import dev.corral.internal.near.NearCache;
import dev.corral.internal.near.NearEntry;
import dev.corral.internal.store.Change;
import dev.corral.internal.store.EntryKey;
import dev.corral.internal.store.EntryStore;
import dev.corral.internal.store.Lifetime;
import dev.corral.internal.store.Mutation;
import dev.corral.internal.store.MutationResult;
import dev.corral.internal.store.ReadResult;
import dev.corral.internal.store.StoredRecord;
import dev.corral.internal.store.Version;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * Reads of entries. One round trip, also where an access extends the lifetime, unless a custom
 * expiry policy is to be asked about it.
 */
final class Reads<K, V> {
  private final CacheContext<K, V> cache;
  private final EntryStore store;
  private final Loading<K, V> loading;
  private final @Nullable NearCache<V> near;
  private final Statistics statistics;

  Reads(CacheContext<K, V> cache, EntryStore store, Loading<K, V> loading) {
    this.cache = cache;
    this.store = store;
    this.loading = loading;
    this.near = cache.near();
    this.statistics = cache.statistics();
  }

  CompletionStage<Boolean> containsKey(EntryKey key) {
    return near != null && found(near, key) != null
        ? Stages.done(true)
        : store.read(key).thenApply(read -> read.isLive() && cache.decode(read.live()) != null);
  }

  /** The value of a key in the near cache, or null; refreshes it if it is about to expire. */
  @Nullable V near(K key, Supplier<@Nullable Source<K, V>> sources) {
    NearCache<V> here = near;
    if (here == null) {
      return null;
    }
    NearEntry entry = here.findPlain(key);
    V value = entry == null ? null : here.valueOf(entry);
    if (entry == null || value == null) {
      return null;
    }
    if (entry.isLoaded() || statistics.isEnabled()) {
      notice(here, key, entry, sources);
    }
    return value;
  }

  /** Apart from the hit itself, which the compiler keeps in one piece only if it is short. */
  private void notice(
      NearCache<V> here, K key, NearEntry entry, Supplier<@Nullable Source<K, V>> sources) {
    if (statistics.isEnabled()) {
      statistics.hit(1);
      here.countHit();
    }
    if (isEarly(here, entry)) {
      Source<K, V> source = sources.get();
      if (source != null) {
        loading.refresh(source, cache.key(key), entry.version(), true);
      }
    }
  }

  private boolean isEarly(NearCache<V> nearCache, NearEntry entry) {
    return entry.isLoaded()
        && cache
            .loading()
            .policy()
            .freshness()
            .isEarly(
                nearCache.leftMillis(entry),
                entry.costMicros() / 1000.0,
                ThreadLocalRandom.current()::nextDouble);
  }

  private @Nullable Found<V> found(NearCache<V> nearCache, EntryKey key) {
    NearEntry entry = nearCache.find(key);
    V value = entry == null ? null : nearCache.valueOf(entry);
    boolean isCounted = statistics.isEnabled();
    if (entry == null || value == null) {
      if (isCounted) {
        nearCache.countMiss();
      }
      return null;
    }
    if (isCounted) {
      nearCache.countHit();
    }
    return new Found<>(
        value,
        isEarly(nearCache, entry) ? Verdict.EARLY : Verdict.FRESH,
        false,
        false,
        null,
        entry.version());
  }

  /**
   * The values that there are, in the order of the keys.
   *
   * @param source loads what is missing; null if nothing does
   */
  CompletionStage<Map<EntryKey, V>> getAll(List<EntryKey> keys, @Nullable Source<K, V> source) {
    long readNanos = System.nanoTime();
    return find(keys)
        .thenCompose(
            found ->
                noticeExpired(keys, found)
                    .thenCompose(noticed -> serve(keys, found, source, readNanos)));
  }

  private CompletionStage<Map<EntryKey, V>> serve(
      List<EntryKey> keys, List<Found<V>> found, @Nullable Source<K, V> source, long readNanos) {
    Map<EntryKey, V> values = new LinkedHashMap<>();
    Map<EntryKey, V> stale = new LinkedHashMap<>();
    List<EntryKey> missing = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      EntryKey key = keys.get(i);
      Found<V> one = found.get(i);
      V value = one.value;
      Verdict verdict = source == null && one.expired ? Verdict.GONE : one.verdict;
      if (value == null || verdict == Verdict.GONE || verdict == Verdict.FALLBACK) {
        if (!one.isKnownNull) {
          missing.add(key);
        }
        if (value != null && verdict == Verdict.FALLBACK) {
          stale.put(key, value);
        }
        continue;
      }
      values.put(key, value);
      if (verdict == Verdict.STALE) {
        cache.loading().counters().staleServed.increment();
      }
      if (source != null && one.version != null && verdict != Verdict.FRESH) {
        loading.refresh(source, key, one.version, verdict == Verdict.EARLY);
      }
    }
    statistics.hit(values.size());
    statistics.miss(keys.size() - values.size());
    if (source == null || missing.isEmpty()) {
      return Stages.done(values);
    }
    return loading
        .load(source, missing, stale, readNanos)
        .thenApply(loaded -> inOrder(keys, values, loaded));
  }

  private static <V> Map<EntryKey, V> inOrder(
      List<EntryKey> keys, Map<EntryKey, V> values, Map<EntryKey, V> loaded) {
    Map<EntryKey, V> all = new LinkedHashMap<>();
    for (EntryKey key : keys) {
      V value = values.containsKey(key) ? values.get(key) : loaded.get(key);
      if (value != null) {
        all.put(key, value);
      }
    }
    return all;
  }

  /**
   * What was found under a key.
   *
   * @param value the value, expired or not; or null
   * @param verdict what is to be done with it
   * @param expired whether it has expired, so that its event may be due
   * @param isKnownNull whether it is remembered that a load finds nothing
   * @param claimed an expired record whose event is ours
   * @param version of the record, where that is known
   */
  private record Found<V>(
      @Nullable V value,
      Verdict verdict,
      boolean expired,
      boolean isKnownNull,
      @Nullable StoredRecord claimed,
      @Nullable Version version) {}

  /** From the near cache as far as it has them, the rest from Redis. */
  private CompletionStage<List<Found<V>>> find(List<EntryKey> keys) {
    if (near == null) {
      return findInRedis(keys);
    }
    List<@Nullable Found<V>> here = new ArrayList<>();
    List<EntryKey> missing = new ArrayList<>();
    for (EntryKey key : keys) {
      Found<V> found = found(near, key);
      here.add(found);
      if (found == null) {
        missing.add(key);
      }
    }
    return (missing.isEmpty() ? Stages.done(List.<Found<V>>of()) : findInRedis(missing))
        .thenApply(
            there -> {
              Iterator<Found<V>> next = there.iterator();
              return here.stream().map(found -> found == null ? next.next() : found).toList();
            });
  }

  private CompletionStage<List<Found<V>>> findInRedis(List<EntryKey> keys) {
    boolean asks = cache.expiry().asksOnAccess();
    long accessed = asks ? Lifetime.AS_IT_IS : cache.expiry().answers().accessed();
    if (accessed != Lifetime.AS_IT_IS) {
      Change touch = Change.of(Change.Condition.ANY, Change.Kind.TOUCH).wantingOld(true);
      return store
          .mutateAll(
              touch, keys.stream().map(key -> Mutation.of(key, Lifetime.of(accessed))).toList())
          .thenApply(results -> results.stream().map(this::found).toList());
    }
    return readAll(keys)
        .thenCompose(
            results -> {
              List<Found<V>> found = results.stream().map(this::found).toList();
              return asks
                  ? accessedEach(keys, results, found).thenApply(touched -> found)
                  : Stages.done(found);
            });
  }

  private CompletionStage<List<ReadResult>> readAll(List<EntryKey> keys) {
    return keys.size() == 1 ? store.read(keys.get(0)).thenApply(List::of) : store.readAll(keys);
  }

  private Found<V> found(MutationResult result) {
    StoredRecord old = result.old();
    V value = old == null ? null : cache.decode(old);
    boolean isNull = result.status() == MutationResult.Status.NULL_KEPT;
    return new Found<>(value, Verdict.FRESH, false, isNull, result.expired(), null);
  }

  private Found<V> found(ReadResult read) {
    StoredRecord record = read.record();
    if (record == null) {
      boolean isNull = read.state() == ReadResult.State.NULL;
      return new Found<>(null, Verdict.GONE, false, isNull, null, null);
    }
    Verdict verdict =
        cache
            .loading()
            .policy()
            .freshness()
            .of(record, read.serverMillis(), ThreadLocalRandom.current()::nextDouble);
    boolean expired = read.state() == ReadResult.State.EXPIRED;
    V value = verdict == Verdict.GONE ? null : cache.decode(record);
    return new Found<>(value, verdict, expired, false, null, record.version());
  }

  /** Asks a custom policy about each access, and tells Redis where it changes something. */
  private CompletionStage<Boolean> accessedEach(
      List<EntryKey> keys, List<ReadResult> reads, List<Found<V>> found) {
    CompletionStage<Boolean> all = Stages.done(true);
    for (int i = 0; i < keys.size(); i++) {
      if (found.get(i).value != null && reads.get(i).isLive()) {
        EntryKey key = keys.get(i);
        ReadResult read = reads.get(i);
        all = all.thenCompose(done -> accessed(key, read));
      }
    }
    return all;
  }

  private CompletionStage<Boolean> accessed(EntryKey key, ReadResult read) {
    long lifetime = cache.expiry().answers().accessed();
    if (lifetime == Lifetime.AS_IT_IS) {
      return Stages.done(true);
    }
    return store
        .mutate(
            Change.of(Change.Condition.VERSION, Change.Kind.TOUCH),
            Mutation.of(key, Lifetime.of(lifetime)).expecting(read.version()))
        .thenApply(touched -> true);
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
    return claim(due, effects);
  }

  /** Fires the events of entries that were found to have expired, unless another node has. */
  CompletionStage<Boolean> noticeExpired(List<EntryKey> due) {
    return cache.events().has(EventType.EXPIRED)
        ? claim(due, new Effects<>(cache))
        : Stages.done(true);
  }

  private CompletionStage<Boolean> claim(List<EntryKey> due, Effects<K, V> effects) {
    if (due.isEmpty()) {
      effects.fire();
      return Stages.done(true);
    }
    return store
        .mutateAll(
            Change.of(Change.Condition.ANY, Change.Kind.KEEP),
            due.stream().map(Mutation::of).toList())
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
    statistics.hit(1);
    return accessed(key, read).thenApply(touched -> value);
  }
}
