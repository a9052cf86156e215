package dev.corral.internal.redis;

import java.util.List;
import redis.clients.jedis.HostAndPort;

/** Which server owns a hash slot, now as far as known. Thread-safe. */
interface Topology extends AutoCloseable {
  /**
   * The primary that owns the slot.
   *
   * @throws redis.clients.jedis.exceptions.JedisException if none is known
   */
  HostAndPort primaryOf(int slot);

  /** All primaries. */
  List<HostAndPort> primaries();

  /**
   * Looks again, because a server said or seemed to be the wrong one. May block for a round trip.
   */
  void refresh();

  @Override
  void close();
}
