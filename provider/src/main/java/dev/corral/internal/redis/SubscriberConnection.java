package dev.corral.internal.redis;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.PushConsumerChain;
import redis.clients.jedis.PushConsumerChainImpl;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.RedisInputStream;

/**
 * A connection that subscribes: one thread reads what comes, while others, one at a time, send.
 *
 * <p>It speaks of sharded channels where the server has them, by the same test as the scripts that
 * publish.
 */
final class SubscriberConnection extends Connection {
  /** Read when nothing came for a while; the connection can be read on. */
  static final Object SILENCE = new Object();

  private static final Logger log = LoggerFactory.getLogger(SubscriberConnection.class);
  private static final String HAS_SHARDED = "return redis.REDIS_VERSION_NUM and 1 or 0";
  private static final int LONGEST_SILENCE_MILLIS = 3_000;

  /** Whatever the server pushes is read; the library would keep invalidations to itself. */
  private static final PushConsumerChain ALL =
      PushConsumerChainImpl.of(
          context -> {
            context.propagate();
            return context;
          });

  private boolean listening;
  private boolean sharded;

  private SubscriberConnection(Place place, JedisClientConfig client) {
    super(place.address(), client);
  }

  /** Connects; may block for the connect timeout and some read timeouts. */
  static SubscriberConnection open(Place place, JedisClientConfig client) {
    SubscriberConnection connection = new SubscriberConnection(place, client);
    try {
      connection.connect();
      if (place.tracks()) {
        // Else a connection that has subscribed takes no further prefixes.
        connection.executeCommand(new CommandArguments(Command.HELLO).add(3));
      }
      Object has =
          connection.executeCommand(new CommandArguments(Command.EVAL).add(HAS_SHARDED).add(0));
      connection.sharded = Long.valueOf(1).equals(has);
      connection.setSoTimeout(silenceOf(client));
      connection.listening = true;
      return connection;
    } catch (JedisException e) {
      connection.cut();
      throw e;
    }
  }

  /** After how long without a word {@link #next()} returns, in ms. */
  private static int silenceOf(JedisClientConfig client) {
    int readTimeout = client.getSocketTimeoutMillis();
    return readTimeout > 0 ? Math.min(readTimeout, LONGEST_SILENCE_MILLIS) : LONGEST_SILENCE_MILLIS;
  }

  void subscribe(byte[] channel) {
    sendNow(sharded ? Command.SSUBSCRIBE : Command.SUBSCRIBE, channel);
  }

  void unsubscribe(byte[] channel) {
    sendNow(sharded ? Command.SUNSUBSCRIBE : Command.UNSUBSCRIBE, channel);
  }

  /** Asks to be told of all changes of keys that begin so; in addition to prefixes before. */
  void track(String prefix) {
    List<String> arguments = List.of("TRACKING", "ON", "BCAST", "PREFIX", prefix);
    sendCommand(Command.CLIENT, arguments.toArray(String[]::new));
    flush();
  }

  void askForPong() {
    sendNow(Command.PING);
  }

  private void sendNow(ProtocolCommand command, byte[]... arguments) {
    sendCommand(command, arguments);
    flush();
  }

  /** What comes next: a push, a reply, an error as an exception object, or {@link #SILENCE}. */
  Object next() {
    try {
      return getUnflushedObject();
    } catch (JedisDataException e) {
      return e;
    }
  }

  @Override
  protected Object protocolRead(RedisInputStream in, PushConsumerChain consumers) {
    return listening && isSilent(in) ? SILENCE : super.protocolRead(in, ALL);
  }

  /**
   * Waits for the first byte only: a time-out in the middle of a reply would leave half of it
   * unread, and breaks the connection.
   */
  private static boolean isSilent(RedisInputStream in) {
    try {
      in.peek((byte) 0);
      return false;
    } catch (JedisConnectionException e) {
      if (e.getCause() instanceof SocketTimeoutException) {
        return true;
      }
      throw e;
    }
  }

  /** Closes at once, also under a thread that is reading. */
  void cut() {
    try {
      forceDisconnect();
    } catch (IOException e) {
      log.debug("The connection of a subscription was broken when it was closed", e);
    }
  }
}
