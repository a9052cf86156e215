package dev.corral.internal.redis;

import redis.clients.jedis.HostAndPort;

/**
 * Hears what is published on one channel.
 *
 * <p>All calls come one after the other, each on the thread of the subscription to a server, in the
 * order in which that server did things. They must not block: whoever shares that server waits. No
 * call begins after the subscription was closed, though one may still be going on.
 */
public interface ChannelListener {
  /**
   * The server has acknowledged the subscription: what is published there from now on is heard.
   * Anything published before may have been lost.
   */
  void subscribed(HostAndPort server);

  /** A message that was published after the acknowledgement. */
  void heard(byte[] message);

  /**
   * A key of the channel's slot was changed or removed, by whomever; called only if keys are
   * tracked.
   */
  default void changed(byte[] key) {}

  /** The server was emptied; called only if keys are tracked. */
  default void emptied() {}

  /** The acknowledged subscription is lost; another one is sought without anyone's help. */
  void broken();
}
