package dev.corral.internal.engine;

import dev.corral.internal.store.Change;
import dev.corral.internal.store.EntryKey;
import dev.corral.internal.store.EntryStore;
import dev.corral.internal.store.Lease;
import dev.corral.internal.store.Lifetime;
import dev.corral.internal.store.Mutation;
import dev.corral.internal.store.MutationResult;
import dev.corral.internal.store.MutationResult.Status;
import dev.corral.internal.store.ReadResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import javax.cache.integration.CacheWriter;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import org.jspecify.annotations.Nullable;

/**
 * Runs entry processors: the key is held, the processor runs here, its net effect is committed.
 *
 * <p>Without a cache writer the commit asks for the version that the processor saw. A plain write
 * that slipped in makes it run again, so plain writes are never blocked. With a writer, the commit
 * asks for the lease, and the processor runs once.
 */
final class Processors<K, V> {
  private final CacheContext<K, V> cache;
  private final EntryStore store;
  private final Exclusive<K, V> exclusive;
  private final Changes<K, V> changes;
  private final Loading<K, V> loading;
  private final @Nullable WriteThrough<K, V> writer;

  Processors(
      CacheContext<K, V> cache,
      EntryStore store,
      Exclusive<K, V> exclusive,
      Changes<K, V> changes,
      Loading<K, V> loading) {
    this.cache = cache;
    this.store = store;
    this.exclusive = exclusive;
    this.changes = changes;
    this.loading = loading;
    CacheWriter<? super K, ? super V> configured = cache.writer();
    this.writer = configured == null ? null : new WriteThrough<>(cache, configured);
  }

  /**
   * Invokes a processor.
   *
   * @return its result, which may be null; fails with an {@link EntryProcessorException} that has
   *     what the processor threw
   */
  <T> CompletionStage<@Nullable T> invoke(
      EntryKey key, EntryProcessor<K, V, T> processor, Object... arguments) {
    Lease.Rule rule = writer != null ? Lease.Rule.EXCLUSIVE : Lease.Rule.ADVISORY;
    ExpiryRules<K, V>.Answers lifetimes = cache.expiry().answers();
    long deadline = System.nanoTime() + cache.limits().lockWait().toNanos();
    return Stages.until(
            () ->
                exclusive.holding(
                    List.of(key),
                    rule,
                    false,
                    held -> {
                      if (System.nanoTime() >= deadline) {
                        throw exclusive.timeout(key);
                      }
                      return attempt(held.get(0), processor, arguments, lifetimes);
                    }))
        .thenApply(Result::value);
  }

  private record Result<T>(@Nullable T value) {}

  private <T> CompletionStage<Optional<Result<T>>> attempt(
      Held held,
      EntryProcessor<K, V, T> processor,
      Object[] arguments,
      ExpiryRules<K, V>.Answers lifetimes) {
    V value = held.read().isLive() ? cache.decode(held.read().live()) : null;
    ReadResult read =
        value == null && held.read().isLive() ? held.read().asUnreadable() : held.read();
    ProcessorEntry<K, V> entry =
        new ProcessorEntry<>(
            cache, cache.keyOf(held.key()), value, () -> loading.directly(held.key()));
    Result<T> result = new Result<>(process(held.key(), processor, entry, arguments));
    return commit(held, read, entry, lifetimes)
        .thenApply(
            committed -> {
              if (committed.isEmpty()) {
                return Optional.empty();
              }
              effects(held, entry, committed.get());
              return Optional.of(result);
            });
  }

  private <T> @Nullable T process(
      EntryKey key,
      EntryProcessor<K, V, T> processor,
      ProcessorEntry<K, V> entry,
      Object[] arguments) {
    try {
      return HeldKeys.<@Nullable T>during(
          cache, List.of(key), () -> processor.process(entry, arguments));
    } catch (EntryProcessorException e) {
      throw e;
    } catch (Throwable e) {
      throw new EntryProcessorException(
          "The entry processor failed on key '" + key + "' of cache '" + cache.name() + "': " + e,
          e);
    }
  }

  private void effects(Held held, ProcessorEntry<K, V> entry, MutationResult result) {
    Effects<K, V> effects = new Effects<>(cache);
    effects.lookup(entry.wasPresent());
    switch (entry.action()) {
      case PUT -> effects.changed(held.key(), true, entry.value(), result);
      case REMOVE -> effects.changed(held.key(), false, null, result);
      default -> effects.events(held.key(), entry.value(), result);
    }
    effects.fire();
  }

  /** The outcome, or empty if the processor is to run again. */
  private CompletionStage<Optional<MutationResult>> commit(
      Held held, ReadResult read, ProcessorEntry<K, V> entry, ExpiryRules<K, V>.Answers lifetimes) {
    return switch (entry.action()) {
      case NONE -> {
        if (!entry.wasRead()) {
          yield Stages.done(Optional.of(unchanged()));
        }
        yield touch(held, read, lifetimes);
      }
      case ACCESSED -> touch(held, read, lifetimes);
      case LOADED -> conditional(held, read, entry, lifetimes, Change.Kind.PUT);
      case PUT -> {
        if (writer == null) {
          yield conditional(held, read, entry, lifetimes, Change.Kind.PUT);
        }
        Lifetime lifetime = lifetime(held, entry, lifetimes);
        V value = entry.value();
        if (value != null) {
          writer.write(held.key(), value);
        }
        yield fenced(held, entry, Change.Kind.PUT, lifetime);
      }
      case REMOVE -> {
        if (writer == null) {
          yield conditional(held, read, entry, lifetimes, Change.Kind.DELETE);
        }
        writer.delete(held.key());
        yield fenced(held, entry, Change.Kind.DELETE, Lifetime.of(Lifetime.ZERO));
      }
    };
  }

  private static MutationResult unchanged() {
    return new MutationResult(Status.KEPT, false);
  }

  private CompletionStage<Optional<MutationResult>> touch(
      Held held, ReadResult read, ExpiryRules<K, V>.Answers lifetimes) {
    long lifetime = lifetimes.accessed();
    if (lifetime == Lifetime.AS_IT_IS) {
      return Stages.done(Optional.of(unchanged()));
    }
    Mutation touch = Mutation.of(held.key(), Lifetime.of(lifetime)).expecting(read.version());
    return store
        .mutate(
            Change.of(Change.Condition.VERSION, Change.Kind.TOUCH).under(Lease.Rule.ADVISORY),
            touch.under(held.lease()))
        .thenApply(
            touched -> {
              held.released();
              return Optional.of(unchanged());
            });
  }

  private Lifetime lifetime(
      Held held, ProcessorEntry<K, V> entry, ExpiryRules<K, V>.Answers lifetimes) {
    V value = entry.value();
    return value == null
        ? Lifetime.of(Lifetime.ZERO)
        : lifetimes.put(cache.keyOf(held.key()), value, entry.wasPresent());
  }

  private CompletionStage<Optional<MutationResult>> conditional(
      Held held,
      ReadResult read,
      ProcessorEntry<K, V> entry,
      ExpiryRules<K, V>.Answers lifetimes,
      Change.Kind kind) {
    Change change =
        Change.of(Changes.conditionOn(read), kind)
            .wantingOld(cache.events().needOldValue())
            .under(Lease.Rule.ADVISORY);
    Mutation mutation =
        Mutation.of(held.key(), entry.content(), lifetime(held, entry, lifetimes))
            .expecting(read.version())
            .under(held.lease());
    return store
        .mutate(change, mutation)
        .thenApply(
            result -> {
              held.released();
              return result.status() == Status.NOT_APPLIED
                      && !(kind == Change.Kind.DELETE && !entry.wasPresent())
                  ? Optional.empty()
                  : Optional.of(result);
            });
  }

  private CompletionStage<Optional<MutationResult>> fenced(
      Held held, ProcessorEntry<K, V> entry, Change.Kind kind, Lifetime lifetime) {
    Change change = Change.of(Change.Condition.ANY, kind).wantingOld(cache.events().needOldValue());
    return changes
        .commit(change, Mutation.of(held.key(), entry.content(), lifetime), held)
        .thenApply(Optional::of);
  }
}
