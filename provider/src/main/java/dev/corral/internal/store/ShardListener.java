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

  /**
   * A record was changed or removed, by whomever; told only where keys are tracked.
   *
   * @param keyText the text of its key
   */
  void changed(int shard, byte[] keyText);

  /** The shard's server was emptied; told only where keys are tracked. */
  void emptied(int shard);

  /** The subscription was lost; it will be made again. */
  void broken(int shard);
}
