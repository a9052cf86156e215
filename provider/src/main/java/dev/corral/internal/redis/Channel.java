package dev.corral.internal.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;

/**
 * A channel that is listened to, and the server where it is listened to now. Its listener's calls
 * come one after the other, and none from a server that it has left.
 */
final class Channel {
  private static final Logger log = LoggerFactory.getLogger(Channel.class);

  private final int slot;
  private final byte[] name;
  private final ChannelListener listener;
  private volatile CompletableFuture<Boolean> heard = new CompletableFuture<>();
  private @Nullable ServerSubscription at;

  Channel(int slot, byte[] name, ChannelListener listener) {
    this.slot = slot;
    this.name = name;
    this.listener = listener;
  }

  int slot() {
    return slot;
  }

  byte[] name() {
    return name;
  }

  /** Completes when messages are heard; a new one after each break. */
  CompletionStage<Boolean> heard() {
    return heard;
  }

  /** Goes to a server, or nowhere; returns the one that it leaves. */
  @Nullable ServerSubscription moveTo(@Nullable ServerSubscription next) {
    ServerSubscription left;
    synchronized (this) {
      left = at;
      at = next;
    }
    if (left != null) {
      lose();
    }
    return left;
  }

  synchronized boolean isAt(@Nullable HostAndPort server) {
    return at != null && at.address().equals(server);
  }

  synchronized void acknowledged(ServerSubscription by) {
    if (at == by) {
      tell(() -> listener.subscribed(by.address()));
      heard.complete(true);
    }
  }

  synchronized void message(ServerSubscription from, byte[] message) {
    if (at == from) {
      tell(() -> listener.heard(message));
    }
  }

  synchronized void lost(ServerSubscription by) {
    if (at == by) {
      lose();
    }
  }

  private synchronized void lose() {
    if (heard.isDone()) {
      heard = new CompletableFuture<>();
    }
    tell(listener::broken);
  }

  private static void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      log.warn("A message from Redis could not be handled", e);
    }
  }
}
