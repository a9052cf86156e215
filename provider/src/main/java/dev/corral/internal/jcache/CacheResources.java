package dev.corral.internal.jcache;

import dev.corral.CorralConfiguration;
import dev.corral.ListenerScope;
import dev.corral.internal.config.CacheSettings;
import dev.corral.internal.config.ResolvedConfiguration;
import dev.corral.internal.engine.CacheContext;
import dev.corral.internal.engine.Engine;
import dev.corral.internal.engine.Events;
import dev.corral.internal.engine.Waits;
import dev.corral.internal.redis.AsyncLink;
import dev.corral.internal.redis.BlockingLink;
import dev.corral.internal.store.CacheInRedis;
import dev.corral.internal.store.RedisEntryStore;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import javax.cache.event.EventType;

/** Everything that belongs to one open cache, and ends with it. */
final class CacheResources<K, V> implements AutoCloseable {
  /** How long an expired record can still be reported where someone listens, in ms. */
  private static final long DEFAULT_GRACE_MILLIS = 30_000;

  private final CorralConfiguration<K, V> configuration;
  private final CacheContext<K, V> context;
  private final CacheContext.UserCode<K, V> userCode;
  private final Engine<K, V> blocking;
  private final Engine<K, V> async;
  private final Executor executor;
  private final Maintenance maintenance;
  private final AutoCloseable subscription;

  /**
   * What a cache gets from its manager.
   *
   * @param link to Redis
   * @param prefix of all keys
   * @param loader finds classes
   * @param executor runs what is asynchronous
   * @param scheduler runs what is periodic
   */
  record Shared(
      BlockingLink link,
      String prefix,
      ClassLoader loader,
      Executor executor,
      ScheduledExecutorService scheduler) {}

  CacheResources(String name, ResolvedConfiguration<K, V> resolved, Shared shared) {
    CacheSettings settings = resolved.settings();
    this.configuration = resolved.configuration();
    this.executor = shared.executor();
    CacheInRedis home =
        CacheInRedis.open(
            shared.link(), shared.prefix(), name, settings.shards(), settings.codec());
    CacheContext.Codecs codecs = CacheParts.codecs(name, configuration, settings, shared.loader());
    this.userCode = CacheParts.userCode(configuration);
    Events<K, V> events = new Events<>(new SerialExecutor(shared.executor()));
    this.context =
        new CacheContext<>(
            name,
            codecs,
            userCode,
            new CacheContext.Limits(settings.lockLease(), settings.lockWait()),
            events);
    long configured = settings.expiredGrace().map(java.time.Duration::toMillis).orElse(-1L);
    boolean tellsAll = settings.listenerScope() == ListenerScope.CLUSTER;
    RedisEntryStore store =
        home.store(
            new RedisEntryStore.Settings(
                name,
                () ->
                    configured >= 0
                        ? configured
                        : events.has(EventType.EXPIRED) ? DEFAULT_GRACE_MILLIS : 0,
                () -> events.has(EventType.EXPIRED),
                tellsAll));
    this.blocking = new Engine<>(context, store, Waits.blocking());
    this.async =
        new Engine<>(
            context,
            store.over(new AsyncLink(shared.link(), shared.executor())),
            Waits.async(shared.executor()));
    this.subscription = tellsAll ? home.subscribe(shared.link(), blocking::heard) : () -> {};
    this.maintenance = new Maintenance(context, blocking, home);
    maintenance.start(shared.scheduler(), settings.sweepInterval());
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
    closeables.add(userCode.expiry());
    closeables.add(userCode.writer());
    closeables.add(userCode.loader());
    context.events().closeables().forEach(closeables::add);
    closeables.add(maintenance);
    closeables.add(subscription);
    closeables.close("cache '" + context.name() + "'");
  }
}
