package dev.corral.internal.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisException;

/**
 * What is listened to on one server: a connection and a thread that reads it. Connects again by
 * itself, with growing pauses; what is published meanwhile is lost. Thread-safe.
 */
final class ServerSubscription implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ServerSubscription.class);
  private static final int LONGEST_PAUSE_MILLIS = 2_000;

  private final HostAndPort address;
  private final JedisClientConfig client;
  private final Runnable onTrouble;
  private final Map<ByteBuffer, Channel> channels = new LinkedHashMap<>();
  private final Queue<Ping> pings = new ArrayDeque<>();
  private final Thread thread;
  private @Nullable SubscriptionConnection open;
  private boolean ended;
  private volatile long heardNanos = System.nanoTime();

  /** A question that the server answers after all that it published before. */
  private record Ping(long sentNanos, CompletableFuture<Boolean> answer) {}

  /**
   * Begins.
   *
   * @param onTrouble told when channels may have to be listened to elsewhere; must not block
   */
  ServerSubscription(HostAndPort address, JedisClientConfig client, Runnable onTrouble) {
    this.address = address;
    this.client = client;
    this.onTrouble = onTrouble;
    this.thread = new Thread(this::run, "corral-subscription-" + address);
    thread.setDaemon(true);
    thread.start();
  }

  HostAndPort address() {
    return address;
  }

  synchronized void add(Channel channel) {
    channels.put(ByteBuffer.wrap(channel.name()), channel);
    SubscriptionConnection connection = open;
    if (connection != null) {
      attempt(() -> connection.subscribe(channel.name()));
    }
  }

  /** Returns whether no channel is left. */
  synchronized boolean remove(Channel channel) {
    SubscriptionConnection connection = open;
    if (channels.remove(ByteBuffer.wrap(channel.name()), channel) && connection != null) {
      attempt(() -> connection.unsubscribe(channel.name()));
    }
    return channels.isEmpty();
  }

  /** Completes with true when all that was published before has been heard; false if it broke. */
  CompletionStage<Boolean> drained() {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    synchronized (this) {
      SubscriptionConnection connection = open;
      if (connection == null) {
        return CompletableFuture.completedFuture(false);
      }
      pings.add(new Ping(System.nanoTime(), answer));
      attempt(connection::askForPong);
    }
    return answer;
  }

  /** Asks a server that was silent for a while, and gives up on one that does not answer. */
  void checkAlive(long silenceNanos, long answerNanos) {
    long now = System.nanoTime();
    SubscriptionConnection deaf = null;
    synchronized (this) {
      Ping oldest = pings.peek();
      if (oldest != null && now - oldest.sentNanos > answerNanos) {
        deaf = open;
      }
    }
    if (deaf != null) {
      log.info("{} does not answer on the subscription, which is made anew", address);
      deaf.end();
    } else if (now - heardNanos > silenceNanos) {
      drained();
    }
  }

  /** A broken connection shows to its reader. */
  private static void attempt(Runnable write) {
    try {
      write.run();
    } catch (JedisException e) {
      log.debug("A subscription could not be changed", e);
    }
  }

  private void run() {
    int failures = 0;
    while (!isEnded()) {
      long began = System.nanoTime();
      try {
        listen();
      } catch (JedisException e) {
        log.debug("The subscription at {} broke", address, e);
      } finally {
        broken();
      }
      failures = System.nanoTime() - began > TimeUnit.SECONDS.toNanos(2) ? 1 : failures + 1;
      if (!isEnded()) {
        onTrouble.run();
        pause(failures);
      }
    }
  }

  private synchronized boolean isEnded() {
    return ended;
  }

  private void listen() {
    SubscriptionConnection connection = SubscriptionConnection.open(address, client);
    try {
      synchronized (this) {
        if (ended) {
          return;
        }
        open = connection;
        heardNanos = System.nanoTime();
        channels.values().forEach(channel -> connection.subscribe(channel.name()));
      }
      while (!isEnded()) {
        Object said = connection.read();
        heardNanos = System.nanoTime();
        if (said instanceof List<?> fields && !fields.isEmpty()) {
          take(fields);
        }
      }
    } finally {
      connection.end();
    }
  }

  private void take(List<?> fields) {
    switch (text(fields.get(0))) {
      case "message", "smessage" -> {
        Channel channel = channelOf(fields);
        if (channel != null && fields.get(2) instanceof byte[] message) {
          channel.message(this, message);
        }
      }
      case "subscribe", "ssubscribe" -> {
        Channel channel = channelOf(fields);
        if (channel != null) {
          channel.acknowledged(this);
        }
      }
      case "unsubscribe", "sunsubscribe" -> {
        // Not asked for, if the channel is still here: its slot went to another server.
        Channel channel = channelOf(fields);
        if (channel != null) {
          channel.lost(this);
          onTrouble.run();
        }
      }
      case "pong" -> {
        Ping ping;
        synchronized (this) {
          ping = pings.poll();
        }
        if (ping != null) {
          ping.answer.complete(true);
        }
      }
      default -> log.debug("{} said {} on a subscription", address, text(fields.get(0)));
    }
  }

  private synchronized @Nullable Channel channelOf(List<?> fields) {
    return fields.size() > 2 && fields.get(1) instanceof byte[] name
        ? channels.get(ByteBuffer.wrap(name))
        : null;
  }

  private static String text(@Nullable Object field) {
    return field instanceof byte[] bytes ? new String(bytes, US_ASCII) : "";
  }

  private void broken() {
    List<Channel> lost;
    List<Ping> unanswered;
    synchronized (this) {
      open = null;
      lost = List.copyOf(channels.values());
      unanswered = List.copyOf(pings);
      pings.clear();
    }
    unanswered.forEach(ping -> ping.answer.complete(false));
    lost.forEach(channel -> channel.lost(this));
  }

  private synchronized void pause(int failures) {
    int longest = Math.min(LONGEST_PAUSE_MILLIS, 20 << Math.min(failures, 7));
    try {
      if (!ended) {
        TimeUnit.MILLISECONDS.timedWait(this, ThreadLocalRandom.current().nextInt(1, longest));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ended = true;
    }
  }

  @Override
  public void close() {
    SubscriptionConnection connection;
    synchronized (this) {
      ended = true;
      connection = open;
      notifyAll();
    }
    if (connection != null) {
      connection.end();
    }
    if (Thread.currentThread() != thread) {
      try {
        thread.join(TimeUnit.SECONDS.toMillis(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
