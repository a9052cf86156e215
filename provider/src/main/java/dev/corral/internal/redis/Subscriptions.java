package dev.corral.internal.redis;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The subscriptions of one link, each at the primary that owns its slot: one connection and one
 * thread for each server that has channels, another where keys are tracked, and one thread, begun
 * with the first subscription, that places them.
 *
 * <p>A subscription is placed anew when its server breaks or sends it away, and when the topology
 * names another owner, which is looked at about once a second and whenever {@link #placeAgain} is
 * called. Servers that fail are tried again after growing, random pauses.
 *
 * <p>Thread-safe; no method but {@link #close} waits for a server.
 */
final class Subscriptions implements AutoCloseable, ServerSubscription.Home {
  private static final Logger log = LoggerFactory.getLogger(Subscriptions.class);
  private static final long LONGEST_IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long END_MILLIS = TimeUnit.SECONDS.toMillis(5);

  private final Nodes nodes;
  private final ConcurrentMap<ByteBuffer, Set<Subscription>> byChannel = new ConcurrentHashMap<>();
  private final ConcurrentMap<Place, ServerSubscription> servers = new ConcurrentHashMap<>();
  private final ConcurrentMap<Place, Backoff> backoffs = new ConcurrentHashMap<>();
  private @Nullable Thread placer;
  private boolean changed;
  private boolean mistaken;
  private boolean closed;

  Subscriptions(Nodes nodes) {
    this.nodes = nodes;
  }

  /**
   * Hears a channel from now on; the listener is told when it is acknowledged.
   *
   * @param prefix of the keys that are tracked; null: none
   */
  AutoCloseable listen(
      int slot, byte[] channel, @Nullable String prefix, ChannelListener listener) {
    Subscription subscription = new Subscription(slot, channel.clone(), prefix, listener);
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("The connection to Redis is closed");
      }
      byChannel
          .computeIfAbsent(subscription.key(), c -> ConcurrentHashMap.newKeySet())
          .add(subscription);
      if (placer == null) {
        Thread started = new Thread(this::run, "corral-subscriptions");
        started.setDaemon(true);
        placer = started;
        started.start();
      }
    }
    placeAgain();
    return () -> leave(subscription);
  }

  CompletionStage<Boolean> heard(byte[] channel) {
    Set<Subscription> listening = byChannel.get(ByteBuffer.wrap(channel));
    if (listening == null) {
      return CompletableFuture.completedFuture(false);
    }
    CompletionStage<Boolean> heard = CompletableFuture.completedFuture(true);
    for (Subscription one : listening) {
      heard = heard.thenCombine(one.acknowledged(), Boolean::logicalAnd);
    }
    return heard;
  }

  CompletionStage<Boolean> drained(Place place) {
    ServerSubscription server = servers.get(place);
    return server == null ? CompletableFuture.completedFuture(false) : server.drained();
  }

  /** Looks soon whether each subscription is where it belongs. */
  synchronized void placeAgain() {
    changed = true;
    notifyAll();
  }

  @Override
  public void returned(Subscription subscription, boolean atWrongServer) {
    synchronized (this) {
      mistaken |= atWrongServer;
    }
    placeAgain();
  }

  @Override
  public void ended(ServerSubscription server, boolean broken) {
    if (broken) {
      backoffOf(server.place()).failed();
    }
    servers.remove(server.place(), server);
    synchronized (this) {
      mistaken |= broken;
    }
    placeAgain();
  }

  private Backoff backoffOf(Place place) {
    return backoffs.computeIfAbsent(place, p -> new Backoff());
  }

  private void leave(Subscription subscription) {
    subscription.close();
    synchronized (this) {
      byChannel.computeIfPresent(
          subscription.key(),
          (c, those) -> those.remove(subscription) && those.isEmpty() ? null : those);
    }
    ServerSubscription place = subscription.place();
    if (place != null) {
      place.leave(subscription);
    }
  }

  private void run() {
    long idleNanos = LONGEST_IDLE_NANOS;
    while (awaitTurn(idleNanos)) {
      idleNanos = LONGEST_IDLE_NANOS;
      try {
        if (wasMistaken()) {
          nodes.refresh();
        }
        nodes.primaries();
        for (Set<Subscription> listening : byChannel.values()) {
          for (Subscription subscription : listening) {
            idleNanos = Math.min(idleNanos, place(subscription));
          }
        }
      } catch (JedisException | IllegalStateException e) {
        log.debug("The servers for the subscriptions are not known now", e);
      }
    }
  }

  /** Waits until something is to be done; false when it is the end. */
  private synchronized boolean awaitTurn(long idleNanos) {
    long until = System.nanoTime() + idleNanos;
    try {
      for (long left = idleNanos;
          left > 0 && !changed && !closed;
          left = until - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    changed = false;
    return !closed;
  }

  private synchronized boolean wasMistaken() {
    boolean was = mistaken;
    mistaken = false;
    return was;
  }

  /** Brings a subscription where it belongs; returns after how long to look again at the latest. */
  private long place(Subscription subscription) {
    Place owner;
    try {
      owner = new Place(nodes.primaryOf(subscription.slot()), subscription.prefix() != null);
    } catch (JedisException e) {
      log.debug("No server is known for slot {}", subscription.slot(), e);
      return LONGEST_IDLE_NANOS;
    }
    ServerSubscription place = subscription.place();
    if (place != null) {
      if (!place.place().equals(owner)) {
        place.release(subscription);
      }
      return LONGEST_IDLE_NANOS;
    }
    ServerSubscription server = servers.get(owner);
    long left = subscription.backoff().nanosLeft();
    if (server == null) {
      left = Math.max(left, backoffOf(owner).nanosLeft());
    }
    if (left > 0) {
      return left;
    }
    attach(subscription, server == null ? begin(owner) : server);
    return LONGEST_IDLE_NANOS;
  }

  /** Whoever ends, or gives up the channel, calls {@link #placeAgain} afterwards. */
  private void attach(Subscription subscription, @Nullable ServerSubscription server) {
    if (server == null) {
      return;
    }
    subscription.placeAt(server);
    if (!server.attach(subscription)) {
      subscription.placeAt(null);
    } else if (subscription.isClosed()) {
      // Closed between the look at its place, which was none then, and now.
      server.leave(subscription);
    }
  }

  private synchronized @Nullable ServerSubscription begin(Place owner) {
    if (closed) {
      return null;
    }
    ServerSubscription server =
        new ServerSubscription(
            owner, nodes::connectSubscriber, this, backoffOf(owner), nodes.readTimeoutMillis());
    servers.put(owner, server);
    server.begin();
    return server;
  }

  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closed = true;
      running = placer;
      notifyAll();
    }
    byChannel.values().forEach(listening -> listening.forEach(Subscription::close));
    List<ServerSubscription> open = List.copyOf(servers.values());
    open.forEach(ServerSubscription::end);
    open.forEach(server -> server.awaitEnd(END_MILLIS));
    if (running != null && running != Thread.currentThread()) {
      try {
        running.join(END_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
