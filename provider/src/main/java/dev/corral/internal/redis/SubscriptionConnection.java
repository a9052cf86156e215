package dev.corral.internal.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.commands.ProtocolCommand;

/**
 * A connection for subscriptions: one thread reads, without a limit on the time between messages;
 * any thread writes.
 */
final class SubscriptionConnection extends Connection {
  private static final Logger log = LoggerFactory.getLogger(SubscriptionConnection.class);

  /** What scripts go by, too: whether the server knows channels that belong to a slot (7.0). */
  private static final byte[] IS_SHARDED =
      "return redis.REDIS_VERSION_NUM and 1 or 0".getBytes(US_ASCII);

  private final ReentrantLock writing = new ReentrantLock();
  private boolean sharded;

  private SubscriptionConnection(HostAndPort server, JedisClientConfig client) {
    super(server, client);
  }

  /** Connects; throws a JedisException if that fails. */
  static SubscriptionConnection open(HostAndPort server, JedisClientConfig client) {
    SubscriptionConnection connection = new SubscriptionConnection(server, client);
    try {
      connection.connect();
      connection.sendCommand(Protocol.Command.EVAL, IS_SHARDED, new byte[] {'0'});
      connection.sharded = Long.valueOf(1).equals(connection.getOne());
      connection.setTimeoutInfinite();
      return connection;
    } catch (RuntimeException e) {
      connection.end();
      throw e;
    }
  }

  void subscribe(byte[] channel) {
    write(sharded ? Protocol.Command.SSUBSCRIBE : Protocol.Command.SUBSCRIBE, channel);
  }

  void unsubscribe(byte[] channel) {
    write(sharded ? Protocol.Command.SUNSUBSCRIBE : Protocol.Command.UNSUBSCRIBE, channel);
  }

  /** Asks for a pong, which comes after all that was published before. */
  void askForPong() {
    write(Protocol.Command.PING);
  }

  private void write(ProtocolCommand command, byte[]... arguments) {
    writing.lock();
    try {
      sendCommand(command, arguments);
      flush();
    } finally {
      writing.unlock();
    }
  }

  /** The next thing that the server sends; waits for it. */
  @Nullable Object read() {
    return readProtocolWithCheckingBroken();
  }

  /** Ends the connection, and a read that waits. */
  void end() {
    try {
      forceDisconnect();
    } catch (IOException | RuntimeException e) {
      log.debug("A subscription's connection was broken when it was closed", e);
    }
  }
}
