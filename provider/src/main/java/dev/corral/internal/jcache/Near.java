package dev.corral.internal.jcache;

import dev.corral.Consistency;
import dev.corral.CorralConfiguration;
import dev.corral.ValueCopier;
import dev.corral.internal.config.CacheSettings;
import dev.corral.internal.config.NearSettings;
import dev.corral.internal.engine.CacheContext;
import dev.corral.internal.near.ClosedTimes;
import dev.corral.internal.near.Copies;
import dev.corral.internal.near.NearCache;
import dev.corral.internal.near.NearChecks;
import dev.corral.internal.near.NearPolicy;
import dev.corral.internal.near.NearStore;
import dev.corral.internal.redis.AsyncLink;
import dev.corral.internal.store.EntryStore;
import dev.corral.internal.store.RedisEntryStore;
import dev.corral.internal.store.ShardListener;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;
import javax.cache.CacheException;

/** The near cache of an open cache, and what keeps it right. */
final class Near<V> implements AutoCloseable {
  private final NearCache<V> cache;
  private final RedisEntryStore store;
  private final NearChecks checks;
  private final ShardListener listener;
  private final Optional<ClosedTimes> times;

  private Near(
      NearCache<V> cache,
      RedisEntryStore store,
      NearChecks checks,
      ShardListener listener,
      Optional<ClosedTimes> times) {
    this.cache = cache;
    this.store = store;
    this.checks = checks;
    this.listener = listener;
    this.times = times;
  }

  /** Opens the near cache, if the settings ask for one. */
  static <K, V> Optional<Near<V>> open(
      CacheContext<K, V> context,
      CorralConfiguration<K, V> configuration,
      CacheSettings settings,
      RedisEntryStore store,
      CacheResources.Shared shared) {
    return settings.near().map(near -> open(context, configuration, near, settings, store, shared));
  }

  private static <K, V> Near<V> open(
      CacheContext<K, V> context,
      CorralConfiguration<K, V> configuration,
      NearSettings near,
      CacheSettings settings,
      RedisEntryStore store,
      CacheResources.Shared shared) {
    boolean byWeight = near.maxWeight() > 0;
    NearPolicy policy =
        new NearPolicy(
            byWeight ? near.maxWeight() : near.maxEntries(),
            byWeight,
            near.lifetime().orElse(ChronoUnit.FOREVER.getDuration()),
            settings.stalenessBound(),
            near.tracks());
    NearCache<V> cache =
        new NearCache<>(
            policy,
            settings.shards(),
            store::shardOf,
            copies(context, configuration, near.copy(), shared),
            shared.clock(),
            maintenanceBy(shared.scheduler()));
    AsyncLink link =
        new AsyncLink(
            shared.link(), shared.threads().replies(), shared.executor(), UnaryOperator.identity());
    NearChecks checks =
        new NearChecks(
            cache,
            store.over(link)::views,
            near.tracks()
                ? shared.link()::drainedOfChanges
                : server -> CompletableFuture.completedFuture(true),
            shared.scheduler(),
            settings.stalenessBound());
    Optional<ClosedTimes> times = Optional.empty();
    if (settings.consistency() == Consistency.CAUSAL) {
      ClosedTimes made =
          new ClosedTimes(
              cache, new ServerTimes(store.over(link), shared.link()), shared.scheduler());
      cache.followSessions(made);
      times = Optional.of(made);
    }
    return new Near<>(
        cache, store, checks, cache.listener(context::keyOfText, store::isOwn), times);
  }

  /**
   * Not on the threads of readers, whom it would slow down; and on no thread that might outlive the
   * manager.
   */
  private static Executor maintenanceBy(Executor scheduler) {
    return task -> {
      try {
        scheduler.execute(task);
      } catch (RejectedExecutionException e) {
        // The manager closes: what is left is for whoever comes now.
        task.run();
      }
    };
  }

  private static <K, V> Copies<V> copies(
      CacheContext<K, V> context,
      CorralConfiguration<K, V> configuration,
      String copy,
      CacheResources.Shared shared) {
    if (!configuration.isStoreByValue()) {
      return Copies.sharing(context::decode);
    }
    return switch (copy) {
      case "auto" -> Copies.automatic(context::decode);
      case "share" -> Copies.sharing(context::decode);
      default -> Copies.by(copier(context.name(), copy, shared.loader()), context::decode);
    };
  }

  /** Whether it fits the type of the values shows only when it runs. */
  @SuppressWarnings("unchecked")
  private static <V> ValueCopier<V> copier(String cacheName, String className, ClassLoader loader) {
    try {
      return (ValueCopier<V>)
          Class.forName(className, true, loader)
              .asSubclass(ValueCopier.class)
              .getDeclaredConstructor()
              .newInstance();
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new CacheException(
          "near-copy = "
              + className
              + " of cache '"
              + cacheName
              + "' is neither auto, share nor the name of a ValueCopier with a public constructor"
              + " without parameters",
          e);
    }
  }

  NearCache<V> cache() {
    return cache;
  }

  ShardListener listener() {
    return listener;
  }

  /** A store over which changes show here. */
  EntryStore over(EntryStore raw) {
    return new NearStore(raw, cache, store::nextNonce);
  }

  /** Begins to compare with Redis. */
  void start() {
    checks.start();
  }

  @Override
  public void close() {
    checks.close();
    times.ifPresent(ClosedTimes::close);
    cache.forgetAll();
  }
}
