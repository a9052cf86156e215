package dev.corral.internal.near;

/** The entries of one shard, as its state machine reaches them. */
interface Entries<K> {
  /** Drops all entries of the shard. */
  void dropAll(DropReason reason);

  /** Drops the entry of a key, if there is one, unless the change with that nonce wrote it. */
  void invalidate(K key, long unlessNonce);

  /** Drops all entries that have a tag. */
  void invalidateTag(String tag);
}
