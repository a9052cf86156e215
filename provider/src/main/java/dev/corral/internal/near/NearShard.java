package dev.corral.internal.near;

import dev.corral.internal.store.ShardStamp;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one node knows about one shard, and what follows from it: when entries are dropped, and what
 * may be inserted. A pure state machine without clock, threads or I/O.
 *
 * <p>Every change of a shard publishes one message that names the change before it. The shard
 * follows that chain: {@code applied} is where it stands and {@code base} where the unbroken run
 * began; while both are unknown there are no entries. Who sends a command first makes a
 * reservation, and inserts only what {@link #admit} allows. Lost messages show as gaps in the chain
 * or, if none follows, by a sample of the metadata that the shard does not reach.
 *
 * <p>Contract: not thread-safe; the owner holds one lock around each call and, after {@link #admit}
 * returned true, around the insertion too. Messages come in the order in which the subscription
 * delivered them. Each reservation is ended by {@link #admit}, {@link #release} or {@link
 * #withdraw}.
 */
public class NearShard<K> {
  /** Which no change has. */
  private static final long NO_NONCE = 0;

  private final Entries<K> entries;
  private final Map<K, Reservation<K>> reservations = new HashMap<>();
  private boolean isListening;
  private long generation;
  private @Nullable Object server;
  private @Nullable ShardStamp applied;
  private boolean isAppliedFromReply;
  private long base;

  NearShard(Entries<K> entries) {
    this.entries = entries;
  }

  /** Takes over the state of another shard, but none of its entries. */
  final void become(NearShard<K> other) {
    reservations.clear();
    reservations.putAll(other.reservations);
    isListening = other.isListening;
    generation = other.generation;
    server = other.server;
    applied = other.applied;
    isAppliedFromReply = other.isAppliedFromReply;
    base = other.base;
  }

  /** The subscription was acknowledged: whatever was published before may have been missed. */
  public final void subscribed() {
    isListening = true;
    forget(DropReason.SUBSCRIBED);
  }

  /** The subscription was lost. Nothing is admitted until {@link #subscribed()}. */
  public final void broken() {
    isListening = false;
    forget(DropReason.BROKEN);
  }

  /** This node cleared the shard, and nothing from before may be seen here. */
  public final void cleared() {
    forget(DropReason.CLEARED);
  }

  /** This node invalidated a tag, and nothing from before may be seen here. */
  public final void untagged(String tag) {
    voidAll();
    entries.invalidateTag(tag);
  }

  /** A message came. */
  public final void heard(Message<K> message) {
    if (isListening) {
      follow(message);
      invalidate(message);
    }
  }

  /**
   * A key was changed, by whomever, as its server says; a change of which no message tells, or one
   * whose message came before. Where the shard stands is not known from it.
   */
  public void changed(K key) {
    entries.invalidate(key, NO_NONCE);
    voidReservation(key);
  }

  /** The server was emptied. */
  public final void emptied() {
    forget(DropReason.EMPTIED);
  }

  /** Before a read is sent. A later reservation of the same key replaces an earlier one. */
  public final Reservation<K> reserve(K key) {
    return reserve(key, false, 0);
  }

  /** Before a change of the key is sent that carries the nonce. */
  public final Reservation<K> reserveWrite(K key, long nonce) {
    return reserve(key, true, nonce);
  }

  /**
   * The reply to a command came. Ends its reservation; a change that is not admitted leaves no
   * entry of its key that may be older than itself.
   *
   * @param server the server that answered, comparable by {@code equals}
   * @param reply the shard as the command saw or left it, null if it had no metadata
   * @return true if what the command brought is to be inserted now
   */
  public final boolean admit(
      Reservation<K> reservation, Object server, @Nullable ShardStamp reply) {
    boolean isAdmitted = isListening && accepts(reservation, server, reply);
    if (isAdmitted) {
      reservations.remove(reservation.key());
    } else {
      release(reservation);
    }
    return isAdmitted;
  }

  /**
   * The command failed, or left or found nothing to keep. Ends its reservation; a change may have
   * happened or happen yet, and leaves no entry of its key that may be older. May follow {@link
   * #admit}, where a change removed the key.
   */
  public final void release(Reservation<K> reservation) {
    if (reservation.isWrite()) {
      reservations.remove(reservation.key());
      entries.invalidate(reservation.key(), reservation.nonce());
    } else {
      withdraw(reservation);
    }
  }

  /** The command is known to have changed nothing: ends its reservation, and no more. */
  public final void withdraw(Reservation<K> reservation) {
    reservations.remove(reservation.key(), reservation);
  }

  /** Before a command that samples the shard's metadata is sent. */
  public final Check check() {
    return new Check(generation, applied);
  }

  /**
   * The sample came.
   *
   * @param server the server that answered, comparable by {@code equals}
   * @param sample the shard's metadata, null if there was none
   */
  public final Verdict sampled(Check check, Object server, @Nullable ShardStamp sample) {
    if (!isListening) {
      return Verdict.DROPPED;
    }
    if (isSwitch(server)) {
      forget(DropReason.OTHER_SERVER);
    } else if (sample == null) {
      forget(DropReason.MISSING_METADATA);
    } else if (isRegress(sample, check.applied())) {
      forget(DropReason.REGRESSED);
    } else {
      this.server = server;
      return hasReached(check, sample) ? Verdict.CONFIRMED : Verdict.PENDING;
    }
    this.server = server;
    return Verdict.DROPPED;
  }

  /**
   * The grace of a pending sample is over: the messages of all changes up to it must have come.
   *
   * @return true if they have, or if all was dropped meanwhile; else all is dropped now
   */
  public final boolean settled(Check check, ShardStamp sample) {
    if (hasReached(check, sample)) {
      return true;
    }
    forget(DropReason.BEHIND);
    return false;
  }

  /**
   * Whether the shard has followed up to a sample, and dropped nothing since before: then what is
   * here, or is still admitted, is not older than the sample.
   */
  public final boolean follows(Check check, ShardStamp sample) {
    return applied != null && generation == check.generation() && hasReached(check, sample);
  }

  /** Counts the times that all was dropped. */
  public final long generation() {
    return generation;
  }

  /** The change up to which the shard has followed; null while that is unknown. */
  public final @Nullable ShardStamp applied() {
    return applied;
  }

  /** Whether the very reservation still stands. */
  final boolean holds(Reservation<K> reservation) {
    return reservations.get(reservation.key()) == reservation;
  }

  final boolean isReserved(K key) {
    return reservations.containsKey(key);
  }

  final boolean isReservedForWrite(K key) {
    Reservation<K> reservation = reservations.get(key);
    return reservation != null && reservation.isWrite();
  }

  final boolean isListening() {
    return isListening;
  }

  final boolean isAppliedFromReply() {
    return isAppliedFromReply;
  }

  final long base() {
    return base;
  }

  final @Nullable Object server() {
    return server;
  }

  /** Rules 2, 3, 6 and 7: drops all entries and voids all reservations. */
  void drop(DropReason reason) {
    generation++;
    reservations.clear();
    entries.dropAll(reason);
  }

  /**
   * Rule 2: a message must name {@code applied} as the change before it. One that is not newer than
   * an {@code applied} that came from a reply was on its way when that reply was made.
   */
  boolean isGap(Message<K> message, ShardStamp last) {
    return !isOld(message.stamp(), last)
        && (message.previousSequence() != last.sequence()
            || message.previousNonce() != last.nonce());
  }

  /**
   * Rule 3: whoever made the change, its message invalidates the entry and voids the reservation of
   * its key; a clear those of all keys. Which tags the entries have that are under way shows only
   * when they come: the message of a tag voids all reservations.
   */
  void invalidate(Message<K> message) {
    String tag = message.tag();
    if (tag != null) {
      untagged(tag);
      return;
    }
    K key = message.key();
    if (key == null) {
      return;
    }
    entries.invalidate(key, message.stamp().nonce());
    Reservation<K> reservation = reservations.get(key);
    if (reservation != null && isVoidedBy(message, reservation)) {
      reservations.remove(key);
    }
  }

  /** Rule 3: what is under way may have a tag that was invalidated. */
  void voidAll() {
    reservations.clear();
  }

  /** Rule 3: a change does not void the reservation that it was itself sent under. */
  boolean isVoidedBy(Message<K> message, Reservation<K> reservation) {
    return !reservation.isWriteOf(message.stamp().nonce());
  }

  /** Rule 3, where it is not known who made the change: it may be newer than any reservation. */
  void voidReservation(K key) {
    reservations.remove(key);
  }

  /** Rule 4: only the very reservation counts, not a later one of the same key. */
  boolean isAlive(Reservation<K> reservation) {
    return holds(reservation);
  }

  /** Rule 4: what lived in another epoch is dead, here or there. */
  boolean isOtherEpoch(ShardStamp reply, ShardStamp last) {
    return reply.epoch() != last.epoch();
  }

  /** Rules 1 and 4: what is older than the unbroken run may have been overwritten unheard. */
  boolean isBelowBase(ShardStamp reply) {
    return reply.sequence() < base;
  }

  /** Rules 4 and 6: Redis never goes back behind what was followed before it was asked. */
  boolean isRegress(ShardStamp seen, @Nullable ShardStamp whenSent) {
    return whenSent != null
        && (seen.sequence() < whenSent.sequence()
            || (seen.sequence() == whenSent.sequence() && !seen.equals(whenSent)));
  }

  /**
   * Rules 1 and 5: a reply tells where the shard stands only while that is unknown, and only if
   * nothing was dropped since the command was sent.
   */
  boolean isStart(Reservation<K> reservation, ShardStamp reply) {
    return applied == null && reservation.generation() == generation;
  }

  /** Rule 7: an answer of another server than before may come from another past. */
  boolean isSwitch(Object from) {
    return server != null && !server.equals(from);
  }

  private Reservation<K> reserve(K key, boolean isWrite, long nonce) {
    Reservation<K> reservation = new Reservation<>(key, isWrite, nonce, generation, applied);
    reservations.put(key, reservation);
    return reservation;
  }

  private boolean accepts(Reservation<K> reservation, Object from, @Nullable ShardStamp reply) {
    boolean isOther = isSwitch(from);
    server = from;
    if (isOther) {
      forget(DropReason.OTHER_SERVER);
      if (reply != null) {
        start(reply, true);
      }
      return false;
    }
    if (reply == null) {
      forget(DropReason.MISSING_METADATA);
      return false;
    }
    if (isStart(reservation, reply)) {
      start(reply, true);
    }
    if (isRegress(reply, reservation.applied())) {
      forget(DropReason.REGRESSED);
      return false;
    }
    ShardStamp last = applied;
    if (last == null || !isAlive(reservation)) {
      return false;
    }
    if (isOtherEpoch(reply, last)) {
      forget(DropReason.CLEARED);
      return false;
    }
    return !isBelowBase(reply);
  }

  private void follow(Message<K> message) {
    ShardStamp last = applied;
    if (last == null) {
      start(message.stamp(), false);
    } else if (isGap(message, last)) {
      drop(DropReason.GAP);
      start(message.stamp(), false);
    } else if (!isOld(message.stamp(), last)) {
      applied = message.stamp();
      isAppliedFromReply = false;
    }
    if (message.isClear()) {
      drop(DropReason.CLEARED);
    }
  }

  private void start(ShardStamp at, boolean isFromReply) {
    applied = at;
    isAppliedFromReply = isFromReply;
    base = at.sequence();
  }

  private void forget(DropReason reason) {
    drop(reason);
    applied = null;
  }

  private boolean isOld(ShardStamp stamp, ShardStamp last) {
    return isAppliedFromReply && (stamp.sequence() < last.sequence() || stamp.equals(last));
  }

  private boolean hasReached(Check check, ShardStamp sample) {
    ShardStamp last = applied;
    return last == null
        || generation != check.generation()
        || sample.sequence() < last.sequence()
        || sample.equals(last);
  }
}
