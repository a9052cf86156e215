package dev.corral.internal.engine;

import dev.corral.EntryLifetime;
import dev.corral.Tagger;
import dev.corral.codec.CodecException;
import dev.corral.codec.Encoded;
import dev.corral.internal.codec.KeyCodec;
import dev.corral.internal.codec.ValueCodec;
import dev.corral.internal.near.NearCache;
import dev.corral.internal.store.Content;
import dev.corral.internal.store.EntryKey;
import dev.corral.internal.store.StoredRecord;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.cache.CacheException;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the operations of one cache share on this node: its codecs, the user's code, counters,
 * listeners and limits. Thread-safe.
 *
 * @param <K> the type of key
 * @param <V> the type of value
 */
public final class CacheContext<K, V> {
  private static final Logger log = LoggerFactory.getLogger(CacheContext.class);

  private final String name;
  private final Codecs codecs;
  private final UserCode<K, V> userCode;
  private final Limits limits;
  private final ExpiryRules<K, V> expiry;
  private final TagRules<K, V> tags;
  private final LoadState<V> loading;
  private final Statistics statistics = new Statistics();
  private final Events<K, V> events;
  private final KeyQueue queue = new KeyQueue();
  private final Set<String> reported = ConcurrentHashMap.newKeySet();
  private @Nullable NearCache<V> near;

  /**
   * How keys and values become bytes.
   *
   * @param keys for keys
   * @param values for values
   * @param valueType what a decoded value must be
   */
  public record Codecs(KeyCodec keys, ValueCodec values, Class<?> valueType) {}

  /**
   * What the application supplies.
   *
   * @param loader loads missing values, or null
   * @param readThrough whether reads load
   * @param writer writes through, or null
   * @param lifetimes decides how long entries live
   * @param tagger gives values their tags, or null
   * @param <K> the type of key
   * @param <V> the type of value
   */
  public record UserCode<K, V>(
      @Nullable CacheLoader<K, V> loader,
      boolean readThrough,
      @Nullable CacheWriter<? super K, ? super V> writer,
      Lifetimes<K, V> lifetimes,
      @Nullable Tagger<? super K, ? super V> tagger) {}

  /**
   * How long entries live.
   *
   * @param policy decides, unless there is a function
   * @param perEntry decides after creation and update, or null
   * @param jitter each lifetime is shortened by a random fraction of up to this
   * @param <K> the type of key
   * @param <V> the type of value
   */
  public record Lifetimes<K, V>(
      ExpiryPolicy policy, @Nullable EntryLifetime<? super K, ? super V> perEntry, double jitter) {}

  /**
   * Bounds.
   *
   * @param lockLease after how long the lease of a dead node lapses
   * @param lockWait how long an operation waits for a key
   */
  public record Limits(Duration lockLease, Duration lockWait) {}

  /** Creates what a cache's operations share. */
  public CacheContext(
      String name,
      Codecs codecs,
      UserCode<K, V> userCode,
      Limits limits,
      Events<K, V> events,
      LoadState<V> loading) {
    this.name = name;
    this.codecs = codecs;
    this.userCode = userCode;
    this.limits = limits;
    this.events = events;
    this.loading = loading;
    Lifetimes<K, V> lifetimes = userCode.lifetimes();
    this.expiry =
        new ExpiryRules<>(name, lifetimes.policy(), lifetimes.perEntry(), lifetimes.jitter());
    this.tags = new TagRules<>(name, userCode.tagger());
  }

  /** The cache's name. */
  public String name() {
    return name;
  }

  /** The cache's counters on this node. */
  public Statistics statistics() {
    return statistics;
  }

  /** The cache's listeners on this node. */
  public Events<K, V> events() {
    return events;
  }

  /** What the loads of the cache share on this node. */
  public LoadState<V> loading() {
    return loading;
  }

  /** Gives the cache a near cache; before engines are made for it. */
  public void keepNear(NearCache<V> nearCache) {
    near = nearCache;
  }

  /** The cache's near cache on this node, or null if it has none. */
  public @Nullable NearCache<V> near() {
    return near;
  }

  ExpiryRules<K, V> expiry() {
    return expiry;
  }

  Limits limits() {
    return limits;
  }

  KeyQueue queue() {
    return queue;
  }

  @Nullable CacheLoader<K, V> loader() {
    return userCode.loader();
  }

  /** The loader, if reads are to use it. */
  @Nullable CacheLoader<K, V> readThroughLoader() {
    return userCode.readThrough() ? userCode.loader() : null;
  }

  @Nullable CacheWriter<? super K, ? super V> writer() {
    return userCode.writer();
  }

  /**
   * A key as Redis knows it.
   *
   * @throws CodecException if the key can't be encoded
   */
  public EntryKey key(Object key) {
    return new EntryKey(key, codecs.keys().encode(key));
  }

  /**
   * A key from its text, or null if the text is not one that this cache writes.
   *
   * @param text as found in Redis; not trusted
   */
  public @Nullable EntryKey keyOfText(byte[] text) {
    try {
      return new EntryKey(codecs.keys().decode(text), text);
    } catch (CodecException e) {
      report(e);
      return null;
    }
  }

  @SuppressWarnings("unchecked")
  K keyOf(EntryKey key) {
    return (K) key.key();
  }

  /** What to put for a value, with the tags that the tagger gives it. */
  Content content(K key, V value) {
    return content(key, value, Set.of());
  }

  /**
   * What to put for a value, with the tags that are given and those of the tagger.
   *
   * @throws IllegalArgumentException if the tags are not allowed
   * @throws CacheException if the tagger fails
   */
  Content content(K key, V value, Set<String> given) {
    return new Content(codecs.values().encode(value), tags.tagsOf(key, value, given));
  }

  /**
   * Checks a tag.
   *
   * @throws IllegalArgumentException if it may not be one
   */
  public void mustBeTag(@Nullable String tag) {
    tags.check(tag);
  }

  /** The value of a record, or null if it can't be read here, which counts as absent. */
  @Nullable V decode(StoredRecord stored) {
    return decode(stored.value());
  }

  /** A value, or null if it can't be read here, which counts as absent. */
  @SuppressWarnings("unchecked")
  public @Nullable V decode(Encoded encoded) {
    try {
      Object value = codecs.values().decode(encoded);
      if (codecs.valueType().isInstance(value)) {
        return (V) value;
      }
      report(
          new CodecException(
              "a value is a "
                  + value.getClass().getName()
                  + " but the cache is for "
                  + codecs.valueType().getName()));
      return null;
    } catch (CodecException e) {
      report(e);
      return null;
    }
  }

  private void report(CodecException e) {
    statistics.unreadableRecord();
    if (reported.add(e.getClass().getName() + ": " + e.getMessage())) {
      log.warn(
          "A record of cache '{}' can't be read here and counts as absent (reported once): {}",
          name,
          e.getMessage());
    }
  }
}
