package dev.corral.internal.near;

import dev.corral.internal.store.ShardStamp;
import org.jspecify.annotations.Nullable;

/**
 * The right of one command to insert what it brings for a key, as long as nothing is heard that may
 * be newer. Each is unique: reservations are compared by identity.
 */
public final class Reservation<K> {
  private final K key;
  private final boolean isWrite;
  private final long nonce;
  private final long generation;
  private final @Nullable ShardStamp applied;

  Reservation(K key, boolean isWrite, long nonce, long generation, @Nullable ShardStamp applied) {
    this.key = key;
    this.isWrite = isWrite;
    this.nonce = nonce;
    this.generation = generation;
    this.applied = applied;
  }

  public K key() {
    return key;
  }

  /** Whether the command changes the key; otherwise it reads it. */
  boolean isWrite() {
    return isWrite;
  }

  /** Whether the command is the very change with that nonce. */
  boolean isWriteOf(long theNonce) {
    return isWrite && nonce == theNonce;
  }

  /** The nonce of a write; nothing for a read. */
  long nonce() {
    return nonce;
  }

  /** The generation of the shard's entries when the command was sent. */
  long generation() {
    return generation;
  }

  /** How far the shard had followed when the command was sent; null in an unknown state. */
  @Nullable ShardStamp applied() {
    return applied;
  }
}
