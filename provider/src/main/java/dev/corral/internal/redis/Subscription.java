package dev.corral.internal.redis;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;

/**
 * One listener on one channel, wherever that is subscribed at present.
 *
 * <p>At any time at most one {@link ServerSubscription} has it, and only that one's thread calls
 * the listener; it is given back, the listener having been told of the break, before another gets
 * it. What a listener throws is logged. Nothing here blocks or holds a lock while it calls.
 */
final class Subscription {
  private static final Logger log = LoggerFactory.getLogger(Subscription.class);

  private final int slot;
  private final byte[] channel;
  private final @Nullable String prefix;
  private final ChannelListener listener;
  private final Backoff backoff = new Backoff();
  private volatile @Nullable ServerSubscription place;
  private volatile CompletableFuture<Boolean> acknowledged = new CompletableFuture<>();
  private volatile boolean closed;
  private String lastRefusal = "";

  /**
   * Makes one that waits for a place.
   *
   * @param prefix of the keys that are tracked for it; null: none
   */
  Subscription(int slot, byte[] channel, @Nullable String prefix, ChannelListener listener) {
    this.slot = slot;
    this.channel = channel;
    this.prefix = prefix;
    this.listener = listener;
  }

  int slot() {
    return slot;
  }

  @Nullable String prefix() {
    return prefix;
  }

  byte[] channel() {
    return channel;
  }

  ByteBuffer key() {
    return ByteBuffer.wrap(channel);
  }

  /** Where it is subscribed or about to be; null if it waits for a place. */
  @Nullable ServerSubscription place() {
    return place;
  }

  void placeAt(@Nullable ServerSubscription server) {
    place = server;
  }

  /** The pauses after servers that would not have it. */
  Backoff backoff() {
    return backoff;
  }

  /** Completes with true once it is acknowledged, with false when it is closed. */
  CompletionStage<Boolean> acknowledged() {
    return acknowledged;
  }

  void subscribed(HostAndPort server) {
    CompletableFuture<Boolean> current = acknowledged;
    if (!current.isDone()) {
      backoff.succeeded();
      call(() -> listener.subscribed(server));
      current.complete(true);
    }
  }

  void heard(byte[] message) {
    if (acknowledged.isDone()) {
      call(() -> listener.heard(message));
    }
  }

  void changed(byte[] key) {
    if (acknowledged.isDone()) {
      call(() -> listener.changed(key));
    }
  }

  void emptied() {
    if (acknowledged.isDone()) {
      call(listener::emptied);
    }
  }

  /** Tells the listener, if it was ever told that it hears. */
  void broken() {
    if (acknowledged.isDone() && !closed) {
      acknowledged = new CompletableFuture<>();
      call(listener::broken);
      endIfClosed();
    }
  }

  /** A server would not subscribe it. */
  void refused(HostAndPort server, Exception reason, boolean passing) {
    backoff.failed();
    String message = String.valueOf(reason.getMessage());
    if (!passing && !message.equals(lastRefusal)) {
      lastRefusal = message;
      log.warn(
          "{} refuses a subscription{}; it goes on being asked: {}",
          server,
          prefix == null
              ? ""
              : " with tracking, so that a near cache with near-source = tracking keeps nothing"
                  + " (Corral's user needs +client|tracking)",
          message);
    }
  }

  boolean isClosed() {
    return closed;
  }

  void close() {
    closed = true;
    endIfClosed();
  }

  /** A break may put a new future in place while the subscription is being closed. */
  private void endIfClosed() {
    if (closed) {
      acknowledged.complete(false);
    }
  }

  private void call(Runnable told) {
    try {
      if (!closed) {
        told.run();
      }
    } catch (RuntimeException e) {
      log.warn("A message from another node could not be handled", e);
    }
  }
}
