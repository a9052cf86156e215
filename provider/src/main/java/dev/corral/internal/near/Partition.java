package dev.corral.internal.near;

import com.github.benmanes.caffeine.cache.Cache;
import dev.corral.internal.redis.Server;
import dev.corral.internal.store.ShardStamp;
import dev.corral.internal.store.ShardView;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The near entries of one shard: guards the shard's state, carries out what it decides, and says
 * until when its entries may be served.
 *
 * <p>Thread-safe. Hits read volatile fields only; everything that changes entries of the shard
 * holds this object's monitor. Dropping all entries costs the same for one as for a million: they
 * are of an older generation from then on.
 */
final class Partition implements Entries<Object> {
  /** Which no change has. */
  private static final long NO_NONCE = 0;

  private final Cache<Object, NearEntry> entries;
  private final NearCounters counters;
  private final long boundNanos;
  private final NearShard<Object> state = new NearShard<>(this);
  private final TagCells tags = new TagCells();
  private volatile long generation;
  private volatile long servedUntilNanos = System.nanoTime();
  private volatile @Nullable Server server;
  private volatile boolean populated;
  private volatile @Nullable String subscribedAt;
  private @Nullable ClosedTimes closed;

  Partition(Cache<Object, NearEntry> entries, NearCounters counters, long boundNanos) {
    this.entries = entries;
    this.counters = counters;
    this.boundNanos = boundNanos;
  }

  // Hits

  long generation() {
    return generation;
  }

  boolean isServing(long ofGeneration, long nanos) {
    return ofGeneration == generation && servedUntilNanos - nanos > 0;
  }

  long serverMicrosAt(long nanos) {
    Server known = server;
    return known == null ? Long.MAX_VALUE : known.microsAt(nanos);
  }

  /** Whether all messages about changes up to a sequence have arrived from the shard's server. */
  boolean isPast(ClosedTimes times, long sequence) {
    Server known = server;
    String listening = subscribedAt;
    return known != null
        && listening != null
        && known.name().equals(listening)
        && times.covers(listening, sequence);
  }

  /** How long ago a change was made, by the server's clock; 0 if that is not known. */
  long microsSince(long sequence) {
    Server known = server;
    return known == null ? 0 : known.microsAt(System.nanoTime()) - sequence;
  }

  // Fills

  /** Before a command is sent that will tell the value of a key. */
  synchronized Fill begin(Object key) {
    return new Fill(this, key, state.reserve(key), System.nanoTime());
  }

  /** Before a change is sent that will have this nonce. */
  synchronized Fill beginWrite(Object key, long nonce) {
    return new Fill(this, key, state.reserveWrite(key, nonce), System.nanoTime());
  }

  /**
   * After the reply: keeps the entry if the shard's state admits it.
   *
   * @param entry makes the entry, or null if the reply holds nothing to keep
   * @return whether it was kept
   */
  synchronized boolean end(
      Fill fill, @Nullable ShardView reply, @Nullable Supplier<NearEntry> entry) {
    if (reply == null) {
      state.release(fill.reservation());
      return false;
    }
    server = reply.server();
    boolean admitted = state.admit(fill.reservation(), reply.server(), reply.stamp());
    confirm(reply.stamp(), fill.sentNanos());
    if (entry == null) {
      return false;
    }
    if (!admitted) {
      counters.refused.increment();
      return false;
    }
    entries.put(fill.key(), entry.get());
    populated = true;
    return true;
  }

  /** After a command that told nothing. */
  synchronized void abandon(Fill fill) {
    state.withdraw(fill.reservation());
  }

  /** After a change of this node to which the near cache must not be behind. */
  synchronized void forget(Object key) {
    state.release(state.reserveWrite(key, NO_NONCE));
  }

  /** After a clear by this node. */
  synchronized void forgetAll() {
    state.cleared();
  }

  /** After an invalidation of a tag by this node. */
  synchronized void forgetTag(String tag) {
    state.untagged(tag);
  }

  /** What an entry with these tags, made under this object's monitor, shares with others. */
  TagCells.Cell @Nullable [] cellsOf(List<String> theTags) {
    return tags.of(theTags);
  }

  // Messages

  synchronized void subscribed(String at) {
    openTime();
    subscribedAt = at;
    state.subscribed();
  }

  synchronized void broken() {
    openTime();
    subscribedAt = null;
    state.broken();
  }

  private void openTime() {
    String last = subscribedAt;
    if (closed != null && last != null) {
      closed.reset(last);
    }
  }

  synchronized void closedBy(ClosedTimes times) {
    closed = times;
  }

  synchronized void heard(Message<Object> message) {
    state.heard(message);
  }

  // Checks

  /** Whether there may be entries to check. */
  boolean isPopulated() {
    return populated;
  }

  synchronized Check check() {
    return state.check();
  }

  /** After a sample of the shard's metadata, sent at a moment; true if no second look is needed. */
  synchronized boolean sampled(Check check, ShardView sample, long sentNanos) {
    server = sample.server();
    Verdict verdict = state.sampled(check, sample.server(), sample.stamp());
    if (verdict == Verdict.CONFIRMED) {
      confirmed(sentNanos);
    }
    return verdict != Verdict.PENDING;
  }

  /** The second look at a sample, after the grace that messages have to arrive. */
  synchronized void settle(Check check, ShardStamp sample, long sentNanos) {
    if (state.settled(check, sample)) {
      confirmed(sentNanos);
    }
  }

  /** Every reply is a sample too. */
  private void confirm(@Nullable ShardStamp stamp, long sentNanos) {
    ShardStamp last = state.applied();
    if (stamp != null
        && last != null
        && (stamp.sequence() < last.sequence() || stamp.equals(last))) {
      confirmed(sentNanos);
    }
  }

  private void confirmed(long sentNanos) {
    long until = sentNanos + boundNanos;
    if (until - servedUntilNanos > 0) {
      servedUntilNanos = until;
    }
  }

  // What the state decides

  @Override
  public void dropAll(DropReason reason) {
    generation = state.generation();
    if (populated) {
      counters.dropped(reason);
    }
    populated = false;
  }

  @Override
  public void invalidateTag(String tag) {
    tags.end(tag);
  }

  @Override
  public void invalidate(Object key, long unlessNonce) {
    NearEntry entry = entries.getIfPresent(key);
    if (entry == null) {
      return;
    }
    if (!entry.isOf(this, unlessNonce)) {
      entries.invalidate(key);
      counters.invalidated.increment();
    }
  }
}
