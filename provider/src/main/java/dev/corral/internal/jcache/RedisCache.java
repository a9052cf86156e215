package dev.corral.internal.jcache;

import dev.corral.CorralCache;
import dev.corral.CorralConfiguration;
import dev.corral.CorralStatisticsMXBean;
import dev.corral.LoadStatistics;
import dev.corral.NearStatistics;
import dev.corral.RedisUnavailableException;
import dev.corral.internal.engine.CacheContext;
import dev.corral.internal.engine.Engine;
import dev.corral.internal.engine.Engine.Outcome;
import dev.corral.internal.engine.Operation;
import dev.corral.internal.engine.Stages;
import dev.corral.internal.engine.Statistics;
import dev.corral.internal.near.NearCache;
import dev.corral.internal.store.EntryKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CompletionListener;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache of JSR-107: checks what it is given and names the operation; the engine does the rest.
 */
@SuppressWarnings("NullAway") // JSR-107's methods return null where they say so
final class RedisCache<K, V> implements CorralCache<K, V> {
  private static final Logger log = LoggerFactory.getLogger(RedisCache.class);

  private final RedisCacheManager manager;
  private final CacheResources<K, V> resources;
  private final CacheContext<K, V> context;
  private final Engine<K, V> engine;
  private final Engine<K, V> async;
  private final ManagementBeans beans;
  private volatile CorralConfiguration<K, V> configuration;
  private volatile boolean closed;

  RedisCache(RedisCacheManager manager, CacheResources<K, V> resources) {
    this.manager = manager;
    this.resources = resources;
    this.context = resources.context();
    this.engine = resources.blocking();
    this.async = resources.async();
    this.configuration = resources.configuration();
    this.beans = new ManagementBeans(this);
    context.events().source(this);
    configuration
        .getCacheEntryListenerConfigurations()
        .forEach(listener -> context.events().register(listener));
    enableStatistics(configuration.isStatisticsEnabled());
    enableManagement(configuration.isManagementEnabled());
  }

  CacheContext<K, V> context() {
    return context;
  }

  CorralConfiguration<K, V> configuration() {
    return configuration;
  }

  // Reads

  @Override
  public V get(K key) {
    mustBeOpen();
    V near = engine.near(key);
    return near != null ? near : getTimed(() -> engine.get(key(key)));
  }

  @Override
  public V get(K key, Function<? super K, ? extends V> loader) {
    Objects.requireNonNull(loader, "loader");
    mustBeOpen();
    V near = engine.near(key, checked(loader));
    return near != null
        ? near
        : getTimed(
            () -> {
              EntryKey entry = key(key);
              return engine.get(entry, checked(loader));
            });
  }

  @Override
  public CompletionStage<V> getAsync(K key, Function<? super K, ? extends V> loader) {
    EntryKey entry = key(key);
    Objects.requireNonNull(loader, "loader");
    return async.get(entry, checked(loader));
  }

  @Override
  public CompletionStage<V> getComposedAsync(
      K key, Function<? super K, ? extends CompletionStage<? extends V>> loader) {
    EntryKey entry = key(key);
    Objects.requireNonNull(loader, "loader");
    return async.getComposed(
        entry,
        wanted -> {
          CompletionStage<? extends V> loading = loader.apply(wanted);
          return loading == null
              ? CompletableFuture.<V>completedFuture(null)
              : loading.thenApply(loaded -> loaded == null ? null : value(loaded));
        });
  }

  private Function<K, V> checked(Function<? super K, ? extends V> loader) {
    return key -> {
      V loaded = loader.apply(key);
      return loaded == null ? null : value(loaded);
    };
  }

  @Override
  public void invalidate(K key) {
    EntryKey entry = key(key);
    outcome(() -> engine.invalidate(List.of(entry)));
  }

  @Override
  public void invalidateAll(Set<? extends K> keys) {
    List<EntryKey> entries = keys(keys);
    outcome(() -> engine.invalidate(entries));
  }

  @Override
  public CompletionStage<Void> invalidateAsync(K key) {
    return async.invalidate(List.of(key(key)));
  }

  @Override
  public CompletionStage<Void> invalidateAllAsync(Set<? extends K> keys) {
    return async.invalidate(keys(keys));
  }

  @Override
  public void invalidateByTag(String tag) {
    mustBeOpen();
    context.mustBeTag(tag);
    outcome(() -> engine.invalidateByTag(tag));
  }

  @Override
  public CompletionStage<Void> invalidateByTagAsync(String tag) {
    mustBeOpen();
    context.mustBeTag(tag);
    return async.invalidateByTag(tag);
  }

  @Override
  public CorralStatisticsMXBean statistics() {
    return new StatisticsBean(context);
  }

  @Override
  public NearStatistics nearStatistics() {
    NearCache<V> near = context.near();
    return near == null ? NearStatistics.NONE : near.counters().snapshot();
  }

  @Override
  public LoadStatistics loadStatistics() {
    return context.loading().counters().snapshot();
  }

  @Override
  public Map<K, V> getAll(Set<? extends K> keys) {
    return getTimed(() -> engine.getAll(keys(keys)).thenApply(this::byKey));
  }

  @Override
  public boolean containsKey(K key) {
    return outcome(() -> engine.containsKey(key(key)));
  }

  @Override
  public CompletionStage<V> getAsync(K key) {
    return async.get(key(key));
  }

  @Override
  public CompletionStage<Map<K, V>> getAllAsync(Set<? extends K> keys) {
    return async.getAll(keys(keys)).thenApply(this::byKey);
  }

  @Override
  public Iterator<Cache.Entry<K, V>> iterator() {
    mustBeOpen();
    return new EntryIterator<>(this, engine);
  }

  // Changes

  @Override
  public void put(K key, V value) {
    putTimed(() -> change(Operation.PUT, key, value, null));
  }

  @Override
  public void put(K key, V value, Set<String> tags) {
    putTimed(() -> engine.put(key(key), value(value), tags));
  }

  @Override
  public V getAndPut(K key, V value) {
    return putTimed(() -> change(Operation.GET_AND_PUT, key, value, null)).old();
  }

  @Override
  public void putAll(Map<? extends K, ? extends V> map) {
    mustBeOpen();
    Map<EntryKey, V> values = new LinkedHashMap<>();
    map.forEach((key, value) -> values.put(key(key), value(value)));
    putTimed(() -> engine.putAll(values));
  }

  @Override
  public boolean putIfAbsent(K key, V value) {
    return putTimed(() -> change(Operation.PUT_IF_ABSENT, key, value, null)).applied();
  }

  @Override
  public boolean remove(K key) {
    return removeTimed(() -> change(Operation.REMOVE, key)).applied();
  }

  @Override
  public boolean remove(K key, V oldValue) {
    return removeTimed(() -> change(Operation.REMOVE_EQUAL, key, null, value(oldValue))).applied();
  }

  @Override
  public V getAndRemove(K key) {
    return removeTimed(() -> change(Operation.GET_AND_REMOVE, key)).old();
  }

  @Override
  public boolean replace(K key, V oldValue, V newValue) {
    return putTimed(() -> change(Operation.REPLACE_EQUAL, key, newValue, value(oldValue)))
        .applied();
  }

  @Override
  public boolean replace(K key, V value) {
    return putTimed(() -> change(Operation.REPLACE, key, value, null)).applied();
  }

  @Override
  public V getAndReplace(K key, V value) {
    return putTimed(() -> change(Operation.GET_AND_REPLACE, key, value, null)).old();
  }

  @Override
  public void removeAll(Set<? extends K> keys) {
    removeTimed(() -> engine.removeAll(keys(keys)));
  }

  @Override
  public void removeAll() {
    mustBeOpen();
    removeTimed(engine::removeAll);
  }

  @Override
  public void clear() {
    mustBeOpen();
    outcome(engine::clear);
  }

  @Override
  public CompletionStage<Void> clearAsync() {
    mustBeOpen();
    return async.clear();
  }

  @Override
  public CompletionStage<Void> putAsync(K key, V value) {
    EntryKey entry = key(key);
    return async.change(Operation.PUT, entry, value(value), null).thenAccept(done -> {});
  }

  @Override
  public CompletionStage<Void> putAsync(K key, V value, Set<String> tags) {
    return async.put(key(key), value(value), tags);
  }

  @Override
  public CompletionStage<Boolean> removeAsync(K key) {
    return async.change(Operation.REMOVE, key(key), null, null).thenApply(Outcome::applied);
  }

  private CompletionStage<Outcome<V>> change(Operation operation, K key) {
    return engine.change(operation, key(key), null, null);
  }

  private CompletionStage<Outcome<V>> change(
      Operation operation, K key, @Nullable V value, @Nullable V expected) {
    EntryKey entry = key(key);
    boolean removes = operation == Operation.REMOVE_EQUAL;
    return engine.change(operation, entry, removes ? null : value(value), expected);
  }

  // Processors and loads

  @Override
  public <T> T invoke(K key, EntryProcessor<K, V, T> processor, Object... arguments) {
    mustBeOpen();
    Objects.requireNonNull(processor, "entryProcessor");
    return outcome(() -> engine.invoke(key(key), processor, arguments));
  }

  @Override
  public <T> CompletionStage<T> invokeAsync(
      K key, EntryProcessor<K, V, T> processor, Object... arguments) {
    mustBeOpen();
    Objects.requireNonNull(processor, "entryProcessor");
    return async.invoke(key(key), processor, arguments);
  }

  @Override
  public <T> Map<K, EntryProcessorResult<T>> invokeAll(
      Set<? extends K> keys, EntryProcessor<K, V, T> processor, Object... arguments) {
    mustBeOpen();
    Objects.requireNonNull(processor, "entryProcessor");
    Map<K, EntryProcessorResult<T>> results = new HashMap<>();
    for (EntryKey key : keys(keys)) {
      EntryProcessorResult<T> result = resultOf(key, processor, arguments);
      if (result != null) {
        results.put(applicationKey(key), result);
      }
    }
    return results;
  }

  private <T> @Nullable EntryProcessorResult<T> resultOf(
      EntryKey key, EntryProcessor<K, V, T> processor, Object... arguments) {
    try {
      T result = outcome(() -> engine.invoke(key, processor, arguments));
      return result == null ? null : () -> result;
    } catch (EntryProcessorException e) {
      return () -> {
        throw e;
      };
    } catch (CacheException e) {
      return () -> {
        throw new EntryProcessorException(e);
      };
    }
  }

  @Override
  public void loadAll(Set<? extends K> keys, boolean replaceExisting, CompletionListener listener) {
    List<EntryKey> wanted = keys(keys);
    resources
        .executor()
        .execute(
            () -> {
              try {
                outcome(() -> engine.loadAll(wanted, replaceExisting));
              } catch (RuntimeException e) {
                failed(listener, e);
                return;
              }
              if (listener != null) {
                listener.onCompletion();
              }
            });
  }

  private void failed(@Nullable CompletionListener listener, RuntimeException failure) {
    if (listener == null) {
      log.warn("loadAll of cache '{}' failed and no one listens", getName(), failure);
      return;
    }
    listener.onException(
        failure instanceof CacheException cacheFailure
            ? cacheFailure
            : new CacheLoaderException(
                "loadAll of cache '" + getName() + "' failed: " + failure.getMessage(), failure));
  }

  // Configuration and life cycle

  @Override
  public <C extends Configuration<K, V>> C getConfiguration(Class<C> type) {
    if (type.isInstance(configuration)) {
      return type.cast(configuration);
    }
    throw new IllegalArgumentException(
        "The configuration of cache '"
            + getName()
            + "' is a "
            + CorralConfiguration.class.getName()
            + ", no "
            + type.getName());
  }

  @Override
  public void registerCacheEntryListener(CacheEntryListenerConfiguration<K, V> listener) {
    mustBeOpen();
    Objects.requireNonNull(listener, "cacheEntryListenerConfiguration");
    context.events().register(listener);
    configuration = configuration.toBuilder().addListener(listener).build();
  }

  @Override
  public void deregisterCacheEntryListener(CacheEntryListenerConfiguration<K, V> listener) {
    mustBeOpen();
    Objects.requireNonNull(listener, "cacheEntryListenerConfiguration");
    configuration = configuration.toBuilder().removeListener(listener).build();
    Closeables closeables = new Closeables();
    context.events().deregister(listener).forEach(closeables::add);
    closeables.close("a listener of cache '" + getName() + "'");
  }

  final void enableStatistics(boolean enabled) {
    context.statistics().enable(enabled);
    configuration = configuration.toBuilder().statisticsEnabled(enabled).build();
    beans.enableStatistics(enabled);
  }

  final void enableManagement(boolean enabled) {
    configuration = configuration.toBuilder().managementEnabled(enabled).build();
    beans.enableConfiguration(enabled);
  }

  @Override
  public String getName() {
    return context.name();
  }

  @Override
  public CacheManager getCacheManager() {
    return manager;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    manager.forget(this);
    beans.enableStatistics(false);
    beans.enableConfiguration(false);
    resources.close();
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new IllegalArgumentException("A cache of Corral is no " + type.getName());
  }

  @Override
  public String toString() {
    return "Cache '" + getName() + "' of " + manager;
  }

  // Checks

  void mustBeOpen() {
    if (closed) {
      throw new IllegalStateException("Cache '" + getName() + "' is closed");
    }
  }

  private EntryKey key(K key) {
    mustBeOpen();
    Objects.requireNonNull(key, "key");
    mustBe(configuration.getKeyType(), key, "Key");
    return context.key(key);
  }

  private List<EntryKey> keys(Set<? extends K> keys) {
    mustBeOpen();
    Set<EntryKey> entries = new java.util.LinkedHashSet<>();
    keys.forEach(key -> entries.add(key(key)));
    return new ArrayList<>(entries);
  }

  private V value(@Nullable V value) {
    mustBeOpen();
    Objects.requireNonNull(value, "value");
    mustBe(configuration.getValueType(), value, "Value");
    return value;
  }

  private void mustBe(Class<?> type, Object object, String what) {
    if (!type.isInstance(object)) {
      throw new ClassCastException(
          what
              + " of type "
              + object.getClass().getName()
              + " given to cache '"
              + getName()
              + "', which was created for "
              + type.getName());
    }
  }

  @SuppressWarnings("unchecked")
  private K applicationKey(EntryKey key) {
    return (K) key.key();
  }

  private Map<K, V> byKey(Map<EntryKey, V> values) {
    Map<K, V> byKey = new HashMap<>();
    values.forEach((key, value) -> byKey.put(applicationKey(key), value));
    return byKey;
  }

  // Times

  private <T> T getTimed(Supplier<CompletionStage<T>> operation) {
    return timed(operation, context.statistics()::getTook);
  }

  private <T> T putTimed(Supplier<CompletionStage<T>> operation) {
    return timed(operation, context.statistics()::putTook);
  }

  private <T> T removeTimed(Supplier<CompletionStage<T>> operation) {
    return timed(operation, context.statistics()::removeTook);
  }

  /** Waits for an operation; one that was cut short by the end of the cache says so. */
  <T> T outcome(Supplier<CompletionStage<T>> operation) {
    try {
      return Stages.await(operation.get());
    } catch (RejectedExecutionException | RedisUnavailableException | CacheLoaderException e) {
      if (closed) {
        throw new IllegalStateException(
            "Cache '" + getName() + "' was closed while an operation ran on it", e);
      }
      throw e;
    }
  }

  private <T> T timed(Supplier<CompletionStage<T>> operation, LongConsumer took) {
    Statistics statistics = context.statistics();
    if (!statistics.isEnabled()) {
      return outcome(operation);
    }
    long start = System.nanoTime();
    try {
      return outcome(operation);
    } finally {
      took.accept(System.nanoTime() - start);
    }
  }
}
