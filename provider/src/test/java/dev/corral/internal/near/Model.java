package dev.corral.internal.near;

import dev.corral.internal.store.ShardStamp;
import org.jspecify.annotations.Nullable;

/** What a {@link World} has of Redis: servers that hold one shard with two keys. */
final class Model {
  private Model() {}

  /** A value in Redis or in the near cache; dead under another epoch. */
  record Value(long sequence, long nonce, long epoch) {}

  /**
   * A primary, or what it was once.
   *
   * @param stamp null if there is no metadata
   */
  record Server(
      String address, @Nullable ShardStamp stamp, @Nullable Value first, @Nullable Value second) {
    @Nullable Value live(int key) {
      Value value = key == 0 ? first : second;
      return value == null || stamp == null || value.epoch() != stamp.epoch() ? null : value;
    }

    Server put(ShardStamp next, int key) {
      Value value = new Value(next.sequence(), next.nonce(), next.epoch());
      return new Server(address, next, key == 0 ? value : first, key == 0 ? second : value);
    }

    Server without(int key) {
      return new Server(address, stamp, key == 0 ? null : first, key == 0 ? second : null);
    }

    Server untagged(ShardStamp next) {
      return new Server(address, next, first, null);
    }

    Server with(@Nullable ShardStamp next) {
      return new Server(address, next, first, second);
    }

    Server at(String theAddress) {
      return new Server(theAddress, stamp, first, second);
    }
  }
}
