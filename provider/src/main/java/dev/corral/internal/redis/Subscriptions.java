package dev.corral.internal.redis;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The subscriptions of one link: each channel is heard from the primary that owns its slot, so that
 * no bus between servers can delay or lose its messages. One connection and one thread per server
 * that has channels, and one thread that watches whether owners change or fall silent.
 *
 * <p>Thread-safe. Begins with the first channel; a server's connection ends with its last.
 */
final class Subscriptions implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Subscriptions.class);
  private static final long WATCH_MILLIS = 1_000;
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final Nodes nodes;
  private final Duration answerTimeout;
  private final Map<ByteBuffer, Channel> channels = new HashMap<>();
  private final Map<HostAndPort, ServerSubscription> servers = new HashMap<>();
  private @Nullable Thread watch;
  private boolean trouble;
  private boolean closed;

  /**
   * Makes it; nothing is connected before the first channel.
   *
   * @param answerTimeout how long a server may take to answer
   */
  Subscriptions(Nodes nodes, Duration answerTimeout) {
    this.nodes = nodes;
    this.answerTimeout = answerTimeout;
  }

  /**
   * Listens to a channel, which has one listener at most.
   *
   * @param slot whose owner publishes on it
   * @return ends it
   */
  AutoCloseable listen(int slot, byte[] name, ChannelListener listener) {
    Channel channel = new Channel(slot, name, listener);
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("The connection to Redis is closed");
      }
      channels.put(ByteBuffer.wrap(name), channel);
      if (watch == null) {
        Thread started = new Thread(this::watch, "corral-subscriptions");
        started.setDaemon(true);
        watch = started;
        started.start();
      }
    }
    settle(channel);
    return () -> leave(channel);
  }

  /** Completes when messages of the channel are heard. */
  CompletionStage<Boolean> heard(byte[] name) {
    Channel channel;
    synchronized (this) {
      channel = channels.get(ByteBuffer.wrap(name));
    }
    return channel == null ? CompletableFuture.completedFuture(false) : channel.heard();
  }

  /**
   * True when all that a server published before has been heard; false if it is not listened to.
   */
  CompletionStage<Boolean> drained(HostAndPort server) {
    ServerSubscription subscription;
    synchronized (this) {
      subscription = servers.get(server);
    }
    return subscription == null ? CompletableFuture.completedFuture(false) : subscription.drained();
  }

  /** Has owners looked up again soon. */
  synchronized void ownersMayHaveChanged() {
    trouble = true;
    notifyAll();
  }

  private void leave(Channel channel) {
    synchronized (this) {
      channels.remove(ByteBuffer.wrap(channel.name()), channel);
    }
    move(channel, null);
  }

  /** Has a channel heard from the server that owns its slot, as far as that is known. */
  private void settle(Channel channel) {
    try {
      HostAndPort owner = nodes.ownerOf(channel.slot());
      if (!channel.isAt(owner)) {
        move(channel, owner);
      }
    } catch (JedisException | IllegalStateException e) {
      log.debug("No server is known yet to listen to", e);
    }
  }

  private void move(Channel channel, @Nullable HostAndPort owner) {
    ServerSubscription ending = null;
    synchronized (this) {
      ServerSubscription next = null;
      if (owner != null && !closed && channels.containsValue(channel)) {
        next =
            servers.computeIfAbsent(
                owner,
                address ->
                    new ServerSubscription(address, nodes.client(), this::ownersMayHaveChanged));
      }
      ServerSubscription left = channel.moveTo(next);
      if (left != null && left.remove(channel) && left != next) {
        servers.remove(left.address(), left);
        ending = left;
      }
      if (next != null) {
        next.add(channel);
      }
    }
    if (ending != null) {
      ending.close();
    }
  }

  private void watch() {
    while (awaitWork()) {
      List<Channel> all;
      List<ServerSubscription> alive;
      boolean refresh;
      synchronized (this) {
        all = new ArrayList<>(channels.values());
        alive = new ArrayList<>(servers.values());
        refresh = trouble;
        trouble = false;
      }
      if (refresh) {
        refresh();
      }
      all.forEach(this::settle);
      alive.forEach(server -> server.checkAlive(SILENCE_NANOS, answerTimeout.toNanos()));
    }
  }

  private void refresh() {
    try {
      nodes.refresh();
    } catch (JedisException | IllegalStateException e) {
      log.debug("The servers could not be looked up", e);
    }
  }

  private synchronized boolean awaitWork() {
    try {
      if (!closed && !trouble) {
        TimeUnit.MILLISECONDS.timedWait(this, WATCH_MILLIS);
      } else if (!closed) {
        // Trouble comes in swarms.
        TimeUnit.MILLISECONDS.timedWait(this, WATCH_MILLIS / 50);
      }
      return !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    List<ServerSubscription> ending;
    Thread watching;
    synchronized (this) {
      closed = true;
      channels.clear();
      ending = new ArrayList<>(servers.values());
      servers.clear();
      watching = watch;
      notifyAll();
    }
    ending.forEach(ServerSubscription::close);
    if (watching != null && watching != Thread.currentThread()) {
      try {
        watching.join(TimeUnit.SECONDS.toMillis(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
