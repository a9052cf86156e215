package dev.corral.internal.near;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.corral.CorralSession;
import dev.corral.internal.store.EntryKey;
import dev.corral.internal.store.EntryMessage;
import dev.corral.internal.store.ShardListener;
import dev.corral.internal.store.StoredRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Values of one cache in this JVM.
 *
 * <p>Thread-safe; never blocks on Redis. A hit takes no lock and allocates nothing.
 *
 * @param <V> the type of value
 */
public final class NearCache<V> {
  /** About what an entry takes beside its value, in bytes. */
  private static final int OVERHEAD = 200;

  private final Cache<Object, NearEntry> entries;
  private final List<Partition> partitions = new ArrayList<>();
  private final ToIntFunction<EntryKey> shardOf;
  private final Copies<V> copies;
  private final NearCounters counters = new NearCounters();
  private final long lifetimeNanos;
  private final CoarseClock clock;

  /** By how much the clock may be behind before it matters. */
  private final long marginNanos;

  private @Nullable ClosedTimes closed;

  /**
   * Makes an empty near cache.
   *
   * @param policy its bounds
   * @param shards how many shards the cache has
   * @param shardOf to which of them a key belongs
   * @param copies hands out values
   * @param clock is started
   * @param maintenance runs what keeps the bounds, which is short and never blocks
   */
  public NearCache(
      NearPolicy policy,
      int shards,
      ToIntFunction<EntryKey> shardOf,
      Copies<V> copies,
      CoarseClock clock,
      Executor maintenance) {
    Caffeine<Object, Object> builder = Caffeine.newBuilder().executor(maintenance);
    this.entries =
        policy.byWeight()
            ? builder
                .maximumWeight(policy.maximum())
                .weigher((Object key, NearEntry entry) -> entry.weight())
                .build()
            : builder.maximumSize(policy.maximum()).build();
    this.lifetimeNanos = policy.lifetimeNanos();
    this.shardOf = shardOf;
    this.copies = copies;
    this.marginNanos = policy.bound().toNanos() / 4;
    this.clock = clock;
    clock.start();
    for (int shard = 0; shard < shards; shard++) {
      partitions.add(new Partition(entries, counters, policy));
    }
  }

  /** Shows a session only what is not older than what it has seen; before the cache is used. */
  public void followSessions(ClosedTimes times) {
    closed = times;
  }

  /** What happened so far. */
  public NearCounters counters() {
    return counters;
  }

  List<Partition> partitions() {
    return partitions;
  }

  /** The entry of one of the application's keys, if it may be served now. */
  public @Nullable NearEntry findPlain(@Nullable Object key) {
    return key != null && isPlain(key) ? lookUp(key) : null;
  }

  /** The entry of a key, if it may be served now. */
  public @Nullable NearEntry find(EntryKey key) {
    return lookUp(nameOf(key));
  }

  private @Nullable NearEntry lookUp(Object name) {
    NearEntry entry = entries.getIfPresent(name);
    if (entry == null || closed == null) {
      return servable(entry);
    }
    CorralSession session = CorralSession.current();
    return session == null ? servable(entry) : lookUpIn(session, closed, name, entry);
  }

  /** Far from its end, the coarse clock is good enough to say that it has not come. */
  private @Nullable NearEntry servable(@Nullable NearEntry entry) {
    return entry != null
            && (entry.isServable(clock.nanos() + marginNanos) || entry.isServable(clock.refresh()))
        ? entry
        : null;
  }

  /**
   * An entry that is not older than anything the session has seen: all messages about changes up to
   * then have arrived. The entry must be looked up after that is known, for until then it may still
   * be one that a message is about to remove.
   */
  private @Nullable NearEntry lookUpIn(
      CorralSession session, ClosedTimes times, Object name, NearEntry first) {
    if (session.seen() > 0 && !first.isPast(times, session.seen())) {
      return null;
    }
    NearEntry entry = servable(entries.getIfPresent(name));
    if (entry != null) {
      session.saw(entry.version().sequence());
    }
    return entry;
  }

  /** The value of an entry, for one caller; null if it can't be decoded here. */
  public @Nullable V valueOf(NearEntry entry) {
    if (counters.isAgeWanted()) {
      lookCloser(entry);
    }
    return copies.of(entry);
  }

  private void lookCloser(NearEntry entry) {
    counters.hitAt(entry.ageNanos(clock.refresh()));
  }

  /** About how many milliseconds are left until an entry expires. */
  public long leftMillis(NearEntry entry) {
    return entry.leftMillis(clock.nanos());
  }

  /** Counts a read that was answered from here. */
  public void countHit() {
    counters.hits.increment();
  }

  /** Counts a key that was looked for in vain. */
  public void countMiss() {
    counters.misses.increment();
  }

  /**
   * What the near cache needs to be told of the shards.
   *
   * @param keyOf decodes the text of a key; null if it can't be decoded here
   * @param isOwn whether a message tells of a change by this node
   */
  public ShardListener listener(
      Function<byte[], @Nullable EntryKey> keyOf, Predicate<EntryMessage> isOwn) {
    return new NearMessages(this, keyOf, isOwn);
  }

  /** Forgets everything, as after a clear by this node. */
  public void forgetAll() {
    partitions.forEach(Partition::forgetAll);
  }

  /** Forgets all entries that have a tag, as after its invalidation by this node. */
  void forgetTag(String tag) {
    partitions.forEach(partition -> partition.forgetTag(tag));
  }

  Partition partitionOf(EntryKey key) {
    return partitions.get(shardOf.applyAsInt(key));
  }

  /** Before a command is sent whose reply will tell the value of a key. */
  Fill begin(EntryKey key) {
    return partitionOf(key).begin(nameOf(key));
  }

  /** An entry that a command brought. */
  NearEntry entry(Fill fill, StoredRecord record) {
    NearEntry.Lifetime lifetime =
        new NearEntry.Lifetime(
            record.expiryMillis(),
            record.costMicros(),
            fill.sentNanos(),
            fill.sentNanos() + lifetimeNanos);
    return new NearEntry(
        fill.partition().era(),
        record.version(),
        lifetime,
        record.value(),
        record.value().length() + OVERHEAD,
        fill.partition().cellsOf(record.tags()));
  }

  /** What an entry is found by: the key itself where its text says neither more nor less. */
  static Object nameOf(EntryKey key) {
    return isPlain(key.key()) ? key.key() : key;
  }

  private static boolean isPlain(Object key) {
    return key instanceof String
        || key instanceof Long
        || key instanceof Integer
        || key instanceof UUID
        || key instanceof Enum;
  }
}
