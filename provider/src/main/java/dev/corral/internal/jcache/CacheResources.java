package dev.corral.internal.jcache;

import dev.corral.Consistency;
import dev.corral.CorralConfiguration;
import dev.corral.ListenerScope;
import dev.corral.internal.config.CacheSettings;
import dev.corral.internal.config.NearSettings;
import dev.corral.internal.config.ResolvedConfiguration;
import dev.corral.internal.engine.CacheContext;
import dev.corral.internal.engine.Engine;
import dev.corral.internal.engine.Events;
import dev.corral.internal.engine.LoadPolicy;
import dev.corral.internal.engine.LoadState;
import dev.corral.internal.engine.Renewals;
import dev.corral.internal.engine.SessionExecutor;
import dev.corral.internal.engine.SessionStore;
import dev.corral.internal.engine.Waits;
import dev.corral.internal.engine.Wakes;
import dev.corral.internal.near.CoarseClock;
import dev.corral.internal.redis.AsyncLink;
import dev.corral.internal.redis.BlockingLink;
import dev.corral.internal.redis.Command;
import dev.corral.internal.store.CacheInRedis;
import dev.corral.internal.store.EntryStore;
import dev.corral.internal.store.RedisEntryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that belongs to one open cache, and ends with it. */
final class CacheResources<K, V> implements AutoCloseable {
  /** How long an expired record can still be reported where someone listens, in ms. */
  private static final long DEFAULT_GRACE_MILLIS = 30_000;

  private static final long CONFIRMATION_MILLIS = 1_000;
  private static final Logger log = LoggerFactory.getLogger(CacheResources.class);

  private final CorralConfiguration<K, V> configuration;
  private final CacheContext<K, V> context;
  private final CacheContext.UserCode<K, V> userCode;
  private final Engine<K, V> blocking;
  private final Engine<K, V> async;
  private final Executor executor;
  private final Maintenance maintenance;
  private final List<AutoCloseable> subscriptions = new ArrayList<>();
  private boolean hearsWakes;
  private volatile boolean wakesAwaited;

  /**
   * What a cache gets from its manager.
   *
   * @param link to Redis
   * @param prefix of all keys
   * @param loader finds classes
   * @param threads run what is asynchronous or periodic
   * @param clock of near caches
   */
  record Shared(
      BlockingLink link, String prefix, ClassLoader loader, Threads threads, CoarseClock clock) {
    ExecutorService executor() {
      return threads.waiting();
    }

    ScheduledExecutorService scheduler() {
      return threads.scheduler();
    }
  }

  CacheResources(String name, ResolvedConfiguration<K, V> resolved, Shared shared) {
    CacheSettings settings = resolved.settings();
    this.configuration = resolved.configuration();
    this.executor = shared.executor();
    CacheInRedis home =
        CacheInRedis.open(
            shared.link(), shared.prefix(), name, settings.shards(), settings.codec());
    CacheContext.Codecs codecs = CacheParts.codecs(name, configuration, settings, shared.loader());
    this.userCode = CacheParts.userCode(name, configuration, settings);
    Events<K, V> events = new Events<>(new SerialExecutor(shared.executor()));
    LoadPolicy policy = CacheParts.loadPolicy(settings);
    boolean tellsAll = settings.listenerScope() == ListenerScope.CLUSTER;
    RedisEntryStore store =
        home.store(
            new RedisEntryStore.Settings(
                name,
                () -> Math.max(policy.freshness().graceMillis(), expiredGrace(settings, events)),
                () -> events.has(EventType.EXPIRED),
                tellsAll,
                replication(settings)));
    RedisEntryStore asyncStore =
        store.over(
            new AsyncLink(
                shared.link(),
                shared.threads().replies(),
                shared.executor(),
                SessionExecutor::here));
    Wakes wakes = new Wakes();
    this.context =
        new CacheContext<>(
            name,
            codecs,
            userCode,
            new CacheContext.Limits(settings.lockLease(), settings.lockWait()),
            events,
            new LoadState<>(
                name,
                policy,
                new Renewals(asyncStore, shared.scheduler()),
                wakes,
                () -> listen(home, shared.link(), wakes)));
    Optional<Near<V>> near = Near.open(context, configuration, settings, store, shared);
    near.ifPresent(opened -> context.keepNear(opened.cache()));
    UnaryOperator<EntryStore> decorate =
        raw -> sessions(settings, near.<EntryStore>map(opened -> opened.over(raw)).orElse(raw));
    this.async = new Engine<>(context, decorate.apply(asyncStore), Waits.async(shared.executor()));
    this.blocking =
        new Engine<>(context, decorate.apply(store), Waits.blocking(shared.executor()), async);
    if (tellsAll || near.isPresent()) {
      CacheListener listener = new CacheListener(store, blocking, tellsAll, near);
      boolean tracks = settings.near().filter(NearSettings::tracks).isPresent();
      subscriptions.addAll(
          tracks ? home.track(shared.link(), listener) : home.listen(shared.link(), listener));
      awaitShortly(home.listens(shared.link()));
    }
    near.ifPresent(
        opened -> {
          opened.start();
          subscriptions.add(opened);
        });
    this.maintenance = new Maintenance(context, blocking, home);
    maintenance.start(shared.scheduler(), settings.sweepInterval());
  }

  /** Only causal caches have anything to tell a session. */
  private static EntryStore sessions(CacheSettings settings, EntryStore store) {
    return settings.consistency() == Consistency.CAUSAL ? new SessionStore(store) : store;
  }

  private static Command.@Nullable Replication replication(CacheSettings settings) {
    return settings.waitReplicas() == 0
        ? null
        : new Command.Replication(settings.waitReplicas(), settings.waitReplicasTimeout());
  }

  private static long expiredGrace(CacheSettings settings, Events<?, ?> events) {
    return settings
        .expiredGrace()
        .map(Duration::toMillis)
        .orElse(events.has(EventType.EXPIRED) ? DEFAULT_GRACE_MILLIS : 0);
  }

  /**
   * Subscribes to wake-ups when they are first needed, and lets those who need them then wait a
   * while for it. Later ones do not wait: where wake-ups are not heard, waiters ask by themselves.
   *
   * @return complete, so that what follows runs on the caller's thread and on no subscription's
   */
  private CompletionStage<Boolean> listen(CacheInRedis home, BlockingLink link, Wakes wakes) {
    synchronized (subscriptions) {
      if (!hearsWakes) {
        hearsWakes = true;
        subscriptions.addAll(home.listenForWakes(link, wakes::wake, wakes::wakeAll));
      }
    }
    if (!wakesAwaited) {
      awaitShortly(home.hearsWakes(link));
      wakesAwaited = true;
    }
    return CompletableFuture.completedFuture(true);
  }

  /** Waits for a subscription's confirmation, a round trip, but not for a server that is away. */
  private static void awaitShortly(CompletionStage<?> confirmed) {
    try {
      confirmed.toCompletableFuture().get(CONFIRMATION_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      log.debug("A subscription is not confirmed yet; it goes on trying", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  CorralConfiguration<K, V> configuration() {
    return configuration;
  }

  CacheContext<K, V> context() {
    return context;
  }

  Engine<K, V> blocking() {
    return blocking;
  }

  Engine<K, V> async() {
    return async;
  }

  Executor executor() {
    return executor;
  }

  @Override
  public void close() {
    Closeables closeables = new Closeables();
    closeables.add(userCode.lifetimes().perEntry());
    closeables.add(userCode.tagger());
    closeables.add(userCode.lifetimes().policy());
    closeables.add(userCode.writer());
    if (userCode.loader() instanceof LoaderGate<K, V> gate) {
      closeables.add(gate.loader());
    }
    context.events().closeables().forEach(closeables::add);
    closeables.add(maintenance);
    synchronized (subscriptions) {
      subscriptions.forEach(closeables::add);
    }
    closeables.add(userCode.loader());
    closeables.close("cache '" + context.name() + "'");
  }
}
