package dev.corral.internal.engine;

import dev.corral.internal.store.Content;
import dev.corral.internal.store.EntryKey;
import dev.corral.internal.store.EntryMessage;
import dev.corral.internal.store.EntryStore;
import dev.corral.internal.store.EntryStore.ScanPage;
import dev.corral.internal.store.EntryStore.ScanPosition;
import dev.corral.internal.store.MutationResult;
import dev.corral.internal.store.ReadResult;
import dev.corral.internal.store.StoredRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.cache.event.EventType;
import javax.cache.integration.CacheLoader;
import javax.cache.processor.EntryProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Runs the operations of one cache.
 *
 * <p>Over a blocking store the stages it returns are complete and everything, user code too, ran on
 * the caller's thread; over an asynchronous store they complete on its executor. Safe for use by
 * many threads; several engines over one {@link CacheContext} may be used side by side.
 *
 * @param <K> the type of key
 * @param <V> the type of value
 */
public final class Engine<K, V> {
  private final CacheContext<K, V> cache;
  private final EntryStore store;
  private final Changes<K, V> changes;
  private final Reads<K, V> reads;
  private final Loads<K, V> loads;
  private final Loading<K, V> loading;
  private final Supplier<@Nullable Source<K, V>> readThrough;
  private final Processors<K, V> processors;

  /** An engine that does in the background what is to be done there: an asynchronous one. */
  public Engine(CacheContext<K, V> cache, EntryStore store, Waits waits) {
    this(cache, store, waits, new Loads<>(cache, store, waits), null);
  }

  /** An engine that leaves to another what is to be done in the background. */
  public Engine(CacheContext<K, V> cache, EntryStore store, Waits waits, Engine<K, V> background) {
    this(cache, store, waits, new Loads<>(cache, store, waits), background);
  }

  private Engine(
      CacheContext<K, V> cache,
      EntryStore store,
      Waits waits,
      Loads<K, V> loads,
      @Nullable Engine<K, V> background) {
    this.cache = cache;
    this.store = store;
    this.loads = loads;
    Exclusive<K, V> exclusive = new Exclusive<>(cache, store, waits);
    this.changes = new Changes<>(cache, store, exclusive);
    this.loading =
        new Loading<>(cache, store, loads, background == null ? loads : background.loads, waits);
    this.readThrough = loading::readThrough;
    this.reads = new Reads<>(cache, store, loading);
    this.processors = new Processors<>(cache, store, exclusive, changes, loading);
  }

  /**
   * What became of an operation, in the application's terms.
   *
   * @param applied whether the change was made
   * @param old the value before, where the operation returns it and there was one
   * @param <V> the type of value
   */
  public record Outcome<V>(boolean applied, @Nullable V old) {}

  /**
   * Performs a single-entry change.
   *
   * @param value the new value, or null for a removal
   * @param expected the value that must be there for an operation on equality, else null
   */
  public CompletionStage<Outcome<V>> change(
      Operation operation, EntryKey key, @Nullable V value, @Nullable V expected) {
    Content content = value == null ? null : cache.content(cache.keyOf(key), value);
    return changes
        .run(new Request<>(operation, key, value, content, expected))
        .thenApply(result -> outcome(operation, result));
  }

  /** Puts a value with tags, beside those that the tagger gives it. */
  public CompletionStage<Void> put(EntryKey key, V value, Set<String> tags) {
    Content content = cache.content(cache.keyOf(key), value, tags);
    return changes
        .run(new Request<>(Operation.PUT, key, value, content, null))
        .thenCompose(result -> Stages.nothing());
  }

  private Outcome<V> outcome(Operation operation, MutationResult result) {
    boolean applied =
        switch (result.status()) {
          case CREATED, UPDATED, DELETED, SUPERSEDED -> true;
          case NOT_KEPT -> operation.isPut();
          default -> false;
        };
    StoredRecord old = operation.wantsOld() ? result.old() : null;
    return new Outcome<>(applied, old == null ? null : cache.decode(old));
  }

  /** Puts many entries. */
  public CompletionStage<Void> putAll(Map<EntryKey, V> values) {
    return values.isEmpty() ? Stages.nothing() : changes.putAll(values);
  }

  /** Removes many entries. */
  public CompletionStage<Void> removeAll(Collection<EntryKey> keys) {
    return changes.removeAll(keys);
  }

  /** Drops entries everywhere, because what they were made from has changed. */
  public CompletionStage<Void> invalidate(List<EntryKey> keys) {
    return changes.invalidate(keys);
  }

  /** Drops all entries that have a tag: no events, no statistics, no writer. */
  public CompletionStage<Void> invalidateByTag(String tag) {
    return store.invalidateByTag(tag, 0).thenCompose(done -> Stages.nothing());
  }

  /** Whether there is a value. */
  public CompletionStage<Boolean> containsKey(EntryKey key) {
    return reads.containsKey(key);
  }

  /** The value in the near cache, or null if it is not there or not to be served. */
  public @Nullable V near(K key) {
    return reads.near(key, readThrough);
  }

  /** The value in the near cache, refreshed by the function if that is due; or null. */
  public @Nullable V near(K key, Function<? super K, ? extends @Nullable V> loader) {
    return reads.near(key, () -> Source.of(cache, loader));
  }

  /** The value, loaded if it is missing and reads load; or null. */
  public CompletionStage<@Nullable V> get(EntryKey key) {
    return reads.getAll(List.of(key), loading.readThrough()).thenApply(all -> all.get(key));
  }

  /** The value, loaded by the function if it is missing; or null. */
  public CompletionStage<@Nullable V> get(
      EntryKey key, Function<? super K, ? extends @Nullable V> loader) {
    return reads.getAll(List.of(key), Source.of(cache, loader)).thenApply(all -> all.get(key));
  }

  /** The value, loaded by the asynchronous function if it is missing; or null. */
  public CompletionStage<@Nullable V> getComposed(
      EntryKey key, Function<? super K, ? extends CompletionStage<? extends @Nullable V>> loader) {
    return reads
        .getAll(List.of(key), Source.composing(cache, loader))
        .thenApply(all -> all.get(key));
  }

  /** The values that there are, loaded where they are missing and reads load. */
  public CompletionStage<Map<EntryKey, V>> getAll(List<EntryKey> keys) {
    return reads.getAll(keys, loading.readThrough());
  }

  /** Invokes an entry processor. */
  public <T> CompletionStage<@Nullable T> invoke(
      EntryKey key, EntryProcessor<K, V, T> processor, Object... arguments) {
    return processors.invoke(key, processor, arguments);
  }

  /** Loads entries; does nothing if there is no loader. */
  public CompletionStage<Void> loadAll(List<EntryKey> keys, boolean replace) {
    CacheLoader<K, V> loader = cache.loader();
    if (loader == null || keys.isEmpty()) {
      return Stages.nothing();
    }
    Source<K, V> source = Source.of(cache, loader);
    CompletionStage<?> loaded =
        replace
            ? loading.replace(source, keys)
            : loading.load(source, keys, Map.of(), System.nanoTime());
    return loaded.thenCompose(done -> Stages.nothing());
  }

  /** Ends the life of all entries: no events, no statistics, no writer. */
  public CompletionStage<Void> clear() {
    return store.clear(0).thenCompose(cleared -> Stages.nothing());
  }

  /**
   * Some entries of an iteration.
   *
   * @param keys their keys
   * @param reads what was under them when the page was read
   * @param next where to go on, or null at the end
   */
  public record Page(List<EntryKey> keys, List<ReadResult> reads, @Nullable ScanPosition next) {}

  /** Reads some more live entries; fires the events of those that it finds expired. */
  public CompletionStage<Page> scan(ScanPosition position) {
    return store.scan(position).thenCompose(this::validated);
  }

  private CompletionStage<Page> validated(ScanPage page) {
    List<EntryKey> keys =
        page.entries().stream().map(cache::keyOfText).filter(Objects::nonNull).toList();
    return store
        .readAll(keys)
        .thenCompose(
            results -> {
              List<EntryKey> live = new ArrayList<>();
              List<ReadResult> found = new ArrayList<>();
              List<EntryKey> expired = new ArrayList<>();
              for (int i = 0; i < keys.size(); i++) {
                if (results.get(i).isLive()) {
                  live.add(keys.get(i));
                  found.add(results.get(i));
                } else if (results.get(i).state() == ReadResult.State.EXPIRED) {
                  expired.add(keys.get(i));
                }
              }
              return reads
                  .noticeExpired(expired)
                  .thenApply(noticed -> new Page(live, found, page.next()));
            });
  }

  /** The value of an entry that an iteration hands out, or null if it can't be read here. */
  public CompletionStage<@Nullable V> iterated(EntryKey key, ReadResult read) {
    return reads.iterated(key, read);
  }

  /**
   * Removes all entries there are, one page after the other, with everything that a removal does.
   */
  public CompletionStage<Void> removeAll() {
    ScanPosition[] position = {ScanPosition.START};
    return Stages.until(
            () ->
                scan(position[0])
                    .thenCompose(
                        page ->
                            removeAll(page.keys())
                                .thenApply(
                                    removed -> {
                                      ScanPosition next = page.next();
                                      if (next == null) {
                                        return Optional.of(true);
                                      }
                                      position[0] = next;
                                      return Optional.<Boolean>empty();
                                    })))
        .thenCompose(done -> Stages.nothing());
  }

  /**
   * Frees dead records, and fires the events of expired ones if someone listens.
   *
   * @param pause how to let time pass between two pieces, so that the server is not kept busy
   * @return how many were freed
   */
  public CompletionStage<Integer> sweep(Runnable pause) {
    ScanPosition[] position = {ScanPosition.START};
    int[] freed = {0};
    return Stages.until(
        () ->
            store
                .sweep(position[0], cache.events().has(EventType.EXPIRED))
                .thenApply(
                    page -> {
                      freed[0] += page.freed();
                      fireExpired(page);
                      ScanPosition next = page.next();
                      if (next == null) {
                        return Optional.of(freed[0]);
                      }
                      position[0] = next;
                      pause.run();
                      return Optional.<Integer>empty();
                    }));
  }

  /** Tells the listeners here of what another node did. */
  public void heard(EntryMessage message) {
    EventType type =
        switch (message.kind()) {
          case CREATED -> EventType.CREATED;
          case UPDATED -> EventType.UPDATED;
          case DELETED -> EventType.REMOVED;
          case EXPIRED -> EventType.EXPIRED;
          case VOIDED, CLEARED, UNTAGGED -> null;
        };
    EntryKey key = type == null ? null : cache.keyOfText(message.keyText());
    if (type != null && key != null) {
      StoredRecord old = message.oldRecord(key);
      StoredRecord current = message.currentRecord(key);
      cache
          .events()
          .fireRemote(
              cache
                  .events()
                  .event(
                      type,
                      cache.keyOf(key),
                      current == null ? null : cache.decode(current),
                      old == null ? null : cache.decode(old)));
    }
  }

  private void fireExpired(EntryStore.SweepPage page) {
    Effects<K, V> effects = new Effects<>(cache);
    for (EntryStore.Expired expired : page.expired()) {
      EntryKey key = cache.keyOfText(expired.keyText());
      if (key != null) {
        effects.expired(key, expired.record(key));
      }
    }
    effects.fire();
  }
}
