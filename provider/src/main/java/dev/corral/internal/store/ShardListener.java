package dev.corral.internal.store;

/**
 * Hears what happens to a cache, shard by shard. The calls for one shard come in order; they must
 * not block.
 */
public interface ShardListener {
  /**
   * A server, named as host:port, acknowledged the subscription: what was told before may have been
   * missed.
   */
  void subscribed(int shard, String server);

  /** A change was made, by another node or by this one. */
  void heard(int shard, EntryMessage message);

  /** The subscription was lost; it will be made again. */
  void broken(int shard);
}
