package dev.corral.internal.redis;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A subscription to one channel, on a connection and a thread of its own. Connects again by itself,
 * with growing pauses; what is published meanwhile is lost.
 */
final class Subscription implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Subscription.class);
  private static final int LONGEST_PAUSE_MILLIS = 2_000;

  private final Supplier<Connection> connect;
  private final byte[] channel;
  private final Consumer<byte[]> listener;
  private final CountDownLatch first = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);
  private final Thread thread;
  private @Nullable Connection connection;

  Subscription(Supplier<Connection> connect, byte[] channel, Consumer<byte[]> listener) {
    this.connect = connect;
    this.channel = channel;
    this.listener = listener;
    this.thread = new Thread(this::run, "corral-subscriber");
    thread.setDaemon(true);
  }

  /** Starts, and waits some time for the server to confirm; it goes on trying after that. */
  void start(long millis) {
    thread.start();
    try {
      if (!first.await(millis, TimeUnit.MILLISECONDS)) {
        log.warn("The subscription for events is not confirmed yet; it goes on trying");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    int failures = 0;
    while (!isClosed()) {
      try {
        Connection opened = connect.get();
        if (!keep(opened)) {
          return;
        }
        Receiver receiver = new Receiver();
        receiver.proceed(opened, channel);
      } catch (JedisException | IllegalStateException e) {
        if (!isClosed()) {
          log.debug("The subscription broke", e);
          failures = wasConfirmed ? 0 : failures + 1;
          pause(failures);
        }
      } finally {
        disconnect();
      }
    }
  }

  private boolean wasConfirmed;

  private final class Receiver extends BinaryJedisPubSub {
    Receiver() {
      wasConfirmed = false;
    }

    @Override
    public void onSubscribe(byte[] name, int subscribed) {
      wasConfirmed = true;
      first.countDown();
    }

    @Override
    public void onMessage(byte[] name, byte[] message) {
      try {
        listener.accept(message);
      } catch (RuntimeException e) {
        log.warn("A message from another node could not be handled", e);
      }
    }
  }

  private void pause(int failures) {
    int longest = Math.min(LONGEST_PAUSE_MILLIS, 20 << Math.min(failures, 7));
    try {
      if (end.await(ThreadLocalRandom.current().nextInt(1, longest), TimeUnit.MILLISECONDS)) {
        log.trace("Closed while waiting to connect again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isClosed() {
    return end.getCount() == 0;
  }

  private synchronized boolean keep(Connection opened) {
    if (isClosed()) {
      opened.close();
      return false;
    }
    connection = opened;
    return true;
  }

  private synchronized void disconnect() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      open.disconnect();
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      end.countDown();
      Connection open = connection;
      if (open != null) {
        try {
          open.forceDisconnect();
        } catch (java.io.IOException e) {
          log.debug("The subscription's connection was broken when it was closed", e);
        }
      }
    }
    thread.interrupt();
    try {
      if (Thread.currentThread() != thread) {
        thread.join(TimeUnit.SECONDS.toMillis(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
