package dev.corral.internal.redis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The subscriptions of one link: one connection and one thread for all channels, begun with the
 * first. Connects again by itself, with growing pauses; what is published meanwhile is lost.
 *
 * <p>Thread-safe. Listeners run on the subscriber's thread, one message after the other, and must
 * not block.
 */
final class Subscriber implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Subscriber.class);
  private static final int LONGEST_PAUSE_MILLIS = 2_000;

  private final Supplier<Connection> connect;
  private final ConcurrentMap<ByteBuffer, Channel> channels = new ConcurrentHashMap<>();
  private @Nullable Thread thread;
  private @Nullable Connection connection;
  private @Nullable Receiver receiver;
  private boolean closed;

  /** One subscribed channel. */
  private static final class Channel {
    private final byte[] name;
    private final Consumer<byte[]> listener;
    private final Runnable onBreak;
    private Consumer<HostAndPort> onConfirm = server -> {};
    private volatile CompletableFuture<Boolean> confirmed = new CompletableFuture<>();

    Channel(byte[] name, Consumer<byte[]> listener, Runnable onBreak) {
      this.name = name;
      this.listener = listener;
      this.onBreak = onBreak;
    }
  }

  Subscriber(Supplier<Connection> connect) {
    this.connect = connect;
  }

  /**
   * Subscribes to a channel, which has one listener at most.
   *
   * @param onBreak told when messages may have been lost
   */
  synchronized AutoCloseable subscribe(byte[] name, Consumer<byte[]> listener, Runnable onBreak) {
    return subscribe(new Channel(name, listener, onBreak));
  }

  private synchronized AutoCloseable subscribe(Channel channel) {
    if (closed) {
      throw new IllegalStateException("The connection to Redis is closed");
    }
    byte[] name = channel.name;
    channels.put(ByteBuffer.wrap(name), channel);
    if (thread == null) {
      Thread started = new Thread(this::run, "corral-subscriber");
      started.setDaemon(true);
      thread = started;
      started.start();
    } else {
      Receiver open = receiver;
      if (open != null && open.isSubscribed()) {
        open.subscribe(name);
      }
      notifyAll();
    }
    return () -> unsubscribe(channel);
  }

  synchronized AutoCloseable subscribe(byte[] name, ChannelListener listener) {
    Channel channel = new Channel(name, listener::heard, listener::broken);
    channel.onConfirm = listener::subscribed;
    return subscribe(channel);
  }

  /** Completes when messages of the channel are heard. */
  CompletionStage<Boolean> confirmed(byte[] name) {
    Channel channel = channels.get(ByteBuffer.wrap(name));
    return channel == null ? CompletableFuture.completedFuture(false) : channel.confirmed;
  }

  private synchronized void unsubscribe(Channel channel) {
    if (channels.remove(ByteBuffer.wrap(channel.name), channel)) {
      Receiver open = receiver;
      if (open != null && open.isSubscribed()) {
        try {
          open.unsubscribe(channel.name);
        } catch (JedisException e) {
          log.debug("The subscription broke while a channel was left", e);
        }
      }
    }
  }

  private void run() {
    int failures = 0;
    while (awaitChannels()) {
      try {
        Receiver next = open();
        if (next == null) {
          return;
        }
        next.proceed(
            next.connection,
            channels.values().stream().map(channel -> channel.name).toArray(byte[][]::new));
        failures = 0;
      } catch (JedisException | IllegalStateException e) {
        log.debug("The subscription broke", e);
        failures = wasConfirmed() ? 1 : failures + 1;
      } finally {
        broken();
      }
      pause(failures);
    }
  }

  private synchronized boolean awaitChannels() {
    try {
      while (!closed && channels.isEmpty()) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return !closed;
  }

  private @Nullable Receiver open() {
    Connection opened = connect.get();
    synchronized (this) {
      if (closed) {
        opened.disconnect();
        return null;
      }
      connection = opened;
      Receiver next = new Receiver(opened);
      receiver = next;
      return next;
    }
  }

  private boolean wasConfirmed() {
    return channels.values().stream().anyMatch(channel -> channel.confirmed.isDone());
  }

  private void broken() {
    synchronized (this) {
      Connection open = connection;
      connection = null;
      receiver = null;
      if (open != null) {
        open.disconnect();
      }
    }
    for (Channel channel : channels.values()) {
      if (channel.confirmed.isDone()) {
        channel.confirmed = new CompletableFuture<>();
      }
      channel.onBreak.run();
    }
  }

  private synchronized void pause(int failures) {
    if (failures > 0 && !closed) {
      int longest = Math.min(LONGEST_PAUSE_MILLIS, 20 << Math.min(failures, 7));
      try {
        TimeUnit.MILLISECONDS.timedWait(this, ThreadLocalRandom.current().nextInt(1, longest));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private final class Receiver extends BinaryJedisPubSub {
    private final Connection connection;

    Receiver(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void onSubscribe(byte[] name, int subscribed) {
      Channel channel = channels.get(ByteBuffer.wrap(name));
      if (channel != null) {
        channel.confirmed.complete(true);
        channel.onConfirm.accept(connection.getHostAndPort());
      }
      // A channel that was added while this connection was being opened.
      synchronized (Subscriber.this) {
        for (Channel other : channels.values()) {
          if (subscribed == 1 && !other.confirmed.isDone()) {
            subscribe(other.name);
          }
        }
      }
    }

    @Override
    public void onMessage(byte[] name, byte[] message) {
      Channel channel = channels.get(ByteBuffer.wrap(name));
      try {
        if (channel != null) {
          channel.listener.accept(message);
        }
      } catch (RuntimeException e) {
        log.warn("A message from another node could not be handled", e);
      }
    }
  }

  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closed = true;
      channels.clear();
      running = thread;
      Connection open = connection;
      if (open != null) {
        try {
          open.forceDisconnect();
        } catch (IOException e) {
          log.debug("The subscription's connection was broken when it was closed", e);
        }
      }
      notifyAll();
    }
    if (running != null && running != Thread.currentThread()) {
      try {
        running.join(TimeUnit.SECONDS.toMillis(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
