package dev.corral.internal.store;

import dev.corral.internal.redis.Server;
import org.jspecify.annotations.Nullable;

/**
 * What a reply tells of the shard that it is about.
 *
 * @param server which answered
 * @param stamp the shard's metadata at that moment; null if it had none
 */
public record ShardView(Server server, @Nullable ShardStamp stamp) {
  static @Nullable ShardView of(@Nullable Server server, @Nullable ShardStamp stamp) {
    return server == null ? null : new ShardView(server, stamp);
  }
}
