package dev.corral.internal.redis;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * What was asked of a server on a subscribing connection and is not answered yet. The server
 * answers in the order of the requests, one answer each.
 *
 * <p>Not thread-safe: its owner's lock makes the order of requests that of the bytes sent. Never
 * waits for the server; a connection that can't be written to is cut, which its reader notices.
 */
final class OpenRequests {
  private static final Logger log = LoggerFactory.getLogger(OpenRequests.class);
  private static final int ANSWER_MILLIS = 3_000;

  private final Place place;
  private final SubscriberConnection connection;
  private final long timeoutNanos;
  private final Deque<Request> open = new ArrayDeque<>();

  /** A question to the server. */
  sealed interface Request {
    /** When it was sent. */
    long sentNanos();
  }

  record Subscribe(SubscribedChannel channel, long sentNanos) implements Request {}

  record Unsubscribe(SubscribedChannel channel, long sentNanos) implements Request {}

  record Track(String prefix, long sentNanos) implements Request {}

  record Ping(CompletableFuture<Boolean> answered, long sentNanos) implements Request {}

  /**
   * Begins with none.
   *
   * @param timeoutMillis how long an answer may take before the server counts as lost; 0 for a
   *     default
   */
  OpenRequests(Place place, SubscriberConnection connection, int timeoutMillis) {
    this.place = place;
    this.connection = connection;
    this.timeoutNanos =
        TimeUnit.MILLISECONDS.toNanos(timeoutMillis > 0 ? timeoutMillis : ANSWER_MILLIS);
  }

  void subscribe(SubscribedChannel channel) {
    send(new Subscribe(channel, System.nanoTime()), () -> connection.subscribe(channel.name()));
  }

  void unsubscribe(SubscribedChannel channel) {
    send(new Unsubscribe(channel, System.nanoTime()), () -> connection.unsubscribe(channel.name()));
  }

  void track(String prefix) {
    send(new Track(prefix, System.nanoTime()), () -> connection.track(prefix));
  }

  void ping(CompletableFuture<Boolean> answered) {
    send(new Ping(answered, System.nanoTime()), connection::askForPong);
  }

  private void send(Request request, Runnable bytes) {
    open.add(request);
    try {
      bytes.run();
    } catch (JedisException e) {
      log.debug("The subscription at {} broke while it was written to", place, e);
      connection.cut();
    }
  }

  /**
   * The request that is answered now.
   *
   * @throws JedisException if it is not of that type
   */
  <R extends Request> R next(Class<R> type) {
    Request request = open.poll();
    if (!type.isInstance(request)) {
      throw new JedisException(place + " sent an answer where none was due");
    }
    return type.cast(request);
  }

  /** Whether the next answer due is that to leave this channel. */
  boolean isLeaving(byte[] name) {
    return open.peek() instanceof Unsubscribe asked && Arrays.equals(asked.channel().name(), name);
  }

  /**
   * After a silence: asks for a sign of life.
   *
   * @throws JedisConnectionException if an answer is overdue
   */
  void keepAlive() {
    Request oldest = open.peek();
    if (oldest == null) {
      ping(new CompletableFuture<>());
    } else if (System.nanoTime() - oldest.sentNanos() >= timeoutNanos) {
      throw new JedisConnectionException(place + " gave no sign of life");
    }
  }

  /** The end of the connection. */
  void cut() {
    connection.cut();
  }

  /** Forgets all; no answer will come. */
  void abandon() {
    for (Request request : open) {
      if (request instanceof Ping ping) {
        ping.answered().complete(false);
      }
    }
    open.clear();
  }
}
