package dev.corral.internal.near;

import com.github.benmanes.caffeine.cache.Cache;
import dev.corral.internal.redis.Server;
import dev.corral.internal.store.ShardSample;
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
 * holds this object's monitor. Dropping all entries costs the same for one as for a million: their
 * {@link Era} ends.
 */
final class Partition implements Entries<Object> {
  /** Long ago. */
  private static final long NEVER = System.nanoTime() - Long.MAX_VALUE / 4;

  /** Which no change has. */
  private static final long NO_NONCE = 0;

  private final Cache<Object, NearEntry> entries;
  private final NearCounters counters;
  private final NearPolicy policy;
  private final NearShard<Object> state = new NearShard<>(this);
  private final TagCells tags = new TagCells();
  private volatile Era era = new Era(this, System.nanoTime());
  private volatile @Nullable Server server;
  private volatile boolean populated;
  private volatile @Nullable String subscribedAt;
  private volatile long closedMicros;
  private volatile long askedNanos = NEVER;

  Partition(Cache<Object, NearEntry> entries, NearCounters counters, NearPolicy policy) {
    this.entries = entries;
    this.counters = counters;
    this.policy = policy;
  }

  // Hits

  Era era() {
    return era;
  }

  long serverMicrosAt(long nanos) {
    Server known = server;
    return known == null ? Long.MAX_VALUE : known.microsAt(nanos);
  }

  /** Whether all messages about changes up to a sequence have arrived; begins to find out. */
  boolean isPast(ClosedTimes times, long sequence) {
    String listening = subscribedAt;
    if (listening == null) {
      return false;
    }
    askedNanos = System.nanoTime();
    if (sequence < closedMicros) {
      times.keepClosing(listening);
      return true;
    }
    times.close(listening);
    return false;
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
    confirm(reply, fill.sentNanos());
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
    subscribedAt = at;
    state.subscribed();
  }

  synchronized void broken() {
    subscribedAt = null;
    state.broken();
  }

  synchronized void heard(Message<Object> message) {
    state.heard(message);
  }

  synchronized void changed(Object key) {
    state.changed(key);
  }

  synchronized void emptied() {
    state.emptied();
  }

  // Checks

  /** Whether there may be entries to check, or to come whose server must be heard before. */
  boolean isToBeChecked() {
    return populated || policy.tracked();
  }

  synchronized Check check() {
    return state.check();
  }

  /**
   * After a sample of the shard's metadata, sent at a moment; true if no second look is needed.
   * Where keys are tracked, what its server had told before has been heard.
   */
  synchronized boolean sampled(Check check, ShardView sample, long sentNanos) {
    server = sample.server();
    Verdict verdict = state.sampled(check, sample.server(), sample.stamp());
    if (verdict == Verdict.CONFIRMED) {
      confirmed(sample, sentNanos);
    }
    return verdict != Verdict.PENDING;
  }

  /** The second look at a sample, after the grace that messages have to arrive. */
  synchronized void settle(Check check, ShardView sample, long sentNanos) {
    ShardStamp stamp = sample.stamp();
    if (stamp != null && state.settled(check, stamp)) {
      confirmed(sample, sentNanos);
    }
  }

  /** Every reply is a sample too; but none tells that the server's other changes are heard. */
  private void confirm(ShardView reply, long sentNanos) {
    ShardStamp stamp = reply.stamp();
    ShardStamp last = state.applied();
    if (!policy.tracked()
        && stamp != null
        && last != null
        && (stamp.sequence() < last.sequence() || stamp.equals(last))) {
      confirmed(reply, sentNanos);
    }
  }

  private void confirmed(ShardView sample, long sentNanos) {
    if (!policy.tracked() || sample.server().name().equals(subscribedAt)) {
      era.serveUntil(sentNanos + policy.bound().toNanos());
    }
  }

  // Sessions

  /** Whether a session asked since a moment for the shard, which is heard of from that server. */
  boolean isAskedFor(String at, long sinceNanos) {
    return at.equals(subscribedAt) && askedNanos - sinceNanos > 0;
  }

  /** After a sample, when all that its server had published before has been heard. */
  synchronized void close(Check check, ShardSample sample) {
    ShardView view = sample.view();
    ShardStamp stamp = view.stamp();
    server = view.server();
    Verdict verdict = state.sampled(check, view.server(), stamp);
    if (stamp == null || verdict == Verdict.DROPPED) {
      return;
    }
    if (verdict == Verdict.PENDING) {
      state.settled(check, stamp);
    } else if (view.server().name().equals(subscribedAt) && state.follows(check, stamp)) {
      closedMicros = Math.max(closedMicros, sample.micros());
    }
  }

  // What the state decides

  @Override
  public void dropAll(DropReason reason) {
    era = era.next();
    closedMicros = 0;
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
    if (!entry.isOf(era, unlessNonce)) {
      entries.invalidate(key);
      counters.invalidated.increment();
    }
  }
}
