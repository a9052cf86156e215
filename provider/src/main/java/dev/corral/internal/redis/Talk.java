package dev.corral.internal.redis;

import redis.clients.jedis.exceptions.JedisException;

/**
 * What is written to a connection in one piece, and what its replies are for.
 *
 * <p>Written by one thread, then read by one, maybe another; told of a break by none while it is
 * written.
 */
interface Talk {
  void write(Wire wire);

  /**
   * Takes all its replies from the connection.
   *
   * @throws JedisException if the connection breaks before that
   */
  void read(Wire wire);

  /** The connection broke; the replies that have not been taken will not come. */
  void broken(JedisException cause);

  /** All that is to come has come: lets go on whoever waits for it. */
  void end();

  /** How much longer than usual its reply may take, in ms. */
  default int extraMillis() {
    return 0;
  }

  /** Has the thread that waits for it read the replies; false if none can. */
  default boolean callReader() {
    return false;
  }
}
