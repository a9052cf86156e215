package dev.corral.internal.redis;

import redis.clients.jedis.HostAndPort;

/**
 * Hears one channel from the server that owns it. All calls come on the subscription's thread, in
 * order; they must not block.
 */
public interface ChannelListener {
  /** The server acknowledged: messages from now on are heard, earlier ones may have been lost. */
  void subscribed(HostAndPort server);

  /** A message came. */
  void heard(byte[] message);

  /** The subscription was lost; it will be made again. */
  void broken();
}
