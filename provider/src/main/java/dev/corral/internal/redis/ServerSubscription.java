package dev.corral.internal.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The channels subscribed at one server, for the life of one connection, and the thread that reads
 * it. It ends with its last channel, or when the connection breaks; it does not connect again.
 *
 * <p>Any thread may attach, release, leave and ask; none of that waits for the server. Listeners
 * are called on the reading thread alone, without a lock. A subscription that can't stay is given
 * back to {@link Home} after its listener was told.
 */
final class ServerSubscription {
  /** Where subscriptions come from and go back to. Called on the reading thread, without a lock. */
  interface Home {
    /**
     * One waits for a place again.
     *
     * @param mistaken whether it seems to belong to another server than the topology says
     */
    void returned(Subscription subscription, boolean mistaken);

    /**
     * This one takes no more; all that it had wait for a place again.
     *
     * @param broken whether that was not wanted
     */
    void ended(ServerSubscription server, boolean broken);
  }

  private static final Logger log = LoggerFactory.getLogger(ServerSubscription.class);

  private final HostAndPort address;
  private final Function<HostAndPort, SubscriberConnection> connect;
  private final Home home;
  private final Backoff backoff;
  private final long readTimeoutNanos;
  private final Thread thread;
  private final ConcurrentMap<ByteBuffer, Channel> channels = new ConcurrentHashMap<>();
  private final Deque<Request> requests = new ArrayDeque<>();
  private @Nullable SubscriberConnection connection;
  private boolean hears;
  private boolean ended;

  /** One channel; changed under the lock. */
  private static final class Channel {
    private final byte[] name;
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private boolean leaving;

    Channel(byte[] name) {
      this.name = name;
    }
  }

  /** What was sent and is not answered yet; the server answers in the order of requests. */
  private sealed interface Request {
    long sentNanos();
  }

  private record Subscribe(Channel channel, long sentNanos) implements Request {}

  private record Unsubscribe(Channel channel, long sentNanos) implements Request {}

  private record Ping(CompletableFuture<Boolean> answered, long sentNanos) implements Request {}

  ServerSubscription(
      HostAndPort address,
      Function<HostAndPort, SubscriberConnection> connect,
      Home home,
      Backoff backoff,
      long readTimeoutMillis) {
    this.address = address;
    this.connect = connect;
    this.home = home;
    this.backoff = backoff;
    this.readTimeoutNanos = TimeUnit.MILLISECONDS.toNanos(readTimeoutMillis);
    this.thread = new Thread(this::run, "corral-subscriber-" + address);
    thread.setDaemon(true);
  }

  HostAndPort address() {
    return address;
  }

  void begin() {
    thread.start();
  }

  /** Takes a subscription, unless this is ending or is just giving up its channel. */
  synchronized boolean attach(Subscription subscription) {
    if (ended) {
      return false;
    }
    Channel channel =
        channels.computeIfAbsent(subscription.key(), k -> new Channel(subscription.channel()));
    if (channel.leaving) {
      return false;
    }
    channel.subscriptions.add(subscription);
    if (connection != null) {
      // Also where the channel is subscribed already: the new listener begins with the answer.
      send(new Subscribe(channel, System.nanoTime()));
    }
    return true;
  }

  /**
   * Gives a subscription back, with all others of its channel, once the server has let go of it.
   */
  synchronized void release(Subscription subscription) {
    Channel channel = channels.get(subscription.key());
    if (connection != null && !ended && channel != null && !channel.leaving) {
      channel.leaving = true;
      send(new Unsubscribe(channel, System.nanoTime()));
    }
  }

  /** Forgets a subscription that was closed. */
  synchronized void leave(Subscription subscription) {
    Channel channel = channels.get(subscription.key());
    if (channel != null
        && channel.subscriptions.remove(subscription)
        && channel.subscriptions.isEmpty()) {
      channels.remove(subscription.key());
      if (channels.isEmpty()) {
        end();
      } else if (connection != null && !channel.leaving) {
        send(new Unsubscribe(channel, System.nanoTime()));
      }
    }
  }

  /**
   * Completes with true, on the reading thread, when the listeners were handed all that the server
   * sent before it saw this question; with false if nothing is acknowledged here, or it breaks.
   */
  CompletionStage<Boolean> drained() {
    CompletableFuture<Boolean> answered = new CompletableFuture<>();
    synchronized (this) {
      if (hears && !ended) {
        send(new Ping(answered, System.nanoTime()));
        return answered;
      }
    }
    answered.complete(false);
    return answered;
  }

  /** Ends the connection and with it the thread. */
  synchronized void end() {
    ended = true;
    if (connection != null) {
      connection.cut();
    }
  }

  void awaitEnd(long millis) {
    if (thread != Thread.currentThread()) {
      try {
        thread.join(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Under the lock, so that the order of requests is that of the bytes sent. */
  private void send(Request request) {
    SubscriberConnection open = Objects.requireNonNull(connection);
    requests.add(request);
    try {
      if (request instanceof Subscribe subscribe) {
        open.subscribe(subscribe.channel().name);
      } else if (request instanceof Unsubscribe unsubscribe) {
        open.unsubscribe(unsubscribe.channel().name);
      } else {
        open.askForPong();
      }
    } catch (JedisException e) {
      log.debug("The subscription at {} broke while it was written to", address, e);
      open.cut();
    }
  }

  private void run() {
    try {
      SubscriberConnection open = connect.apply(address);
      begin(open);
      while (!hasEnded()) {
        take(open.next());
      }
    } catch (JedisException e) {
      if (!hasEnded()) {
        log.debug("The subscription at {} broke", address, e);
      }
    } catch (RuntimeException e) {
      log.warn("{} sent what was not understood; its channels are subscribed anew", address, e);
    } finally {
      finish();
    }
  }

  private synchronized boolean hasEnded() {
    return ended;
  }

  private synchronized void begin(SubscriberConnection open) {
    connection = open;
    if (!ended) {
      channels.values().forEach(c -> send(new Subscribe(c, System.nanoTime())));
    }
  }

  private void take(Object reply) {
    if (reply == SubscriberConnection.SILENCE) {
      keepAlive();
    } else if (reply instanceof JedisDataException error) {
      refused(error);
    } else if (reply instanceof List<?> push && push.size() > 1) {
      byte[] name = (byte[]) push.get(1);
      switch (text(push.get(0))) {
        case "message", "smessage" -> heard(name, (byte[]) push.get(2));
        case "subscribe", "ssubscribe" -> acknowledged(next(Subscribe.class).channel());
        case "unsubscribe", "sunsubscribe" -> left(name);
        default -> next(Ping.class).answered().complete(true);
      }
    } else {
      next(Ping.class).answered().complete(true);
    }
  }

  private static String text(@Nullable Object bytes) {
    return new String((byte[]) Objects.requireNonNull(bytes), StandardCharsets.US_ASCII);
  }

  /** The request that is answered now. */
  private synchronized <R extends Request> R next(Class<R> type) {
    Request request = requests.poll();
    if (!type.isInstance(request)) {
      throw new JedisException(address + " sent an answer where none was due");
    }
    return type.cast(request);
  }

  private void heard(byte[] name, byte[] message) {
    Channel channel = channels.get(ByteBuffer.wrap(name));
    if (channel != null) {
      channel.subscriptions.forEach(subscription -> subscription.heard(message));
    }
  }

  private void acknowledged(Channel channel) {
    synchronized (this) {
      if (channel.leaving || channels.get(ByteBuffer.wrap(channel.name)) != channel) {
        return;
      }
      hears = true;
    }
    backoff.succeeded();
    channel.subscriptions.forEach(subscription -> subscription.subscribed(address));
  }

  /**
   * The server has let go of a channel: because it was asked to, or because the slot moved away.
   */
  private void left(byte[] name) {
    Channel channel;
    boolean asked;
    synchronized (this) {
      Request oldest = requests.peek();
      asked = oldest instanceof Unsubscribe ours && Arrays.equals(ours.channel().name, name);
      channel = asked ? next(Unsubscribe.class).channel() : channels.get(ByteBuffer.wrap(name));
    }
    if (channel != null) {
      giveBack(channel, !asked);
    }
  }

  private void refused(JedisDataException error) {
    Request request = next(Request.class);
    if (request instanceof Ping ping) {
      ping.answered().complete(false);
    } else if (request instanceof Unsubscribe unsubscribe) {
      giveBack(unsubscribe.channel(), true);
    } else if (request instanceof Subscribe subscribe) {
      boolean passing = ReplyError.of(error) != ReplyError.FINAL;
      subscribe.channel().subscriptions.forEach(s -> s.refused(address, error, passing));
      giveBack(subscribe.channel(), true);
    }
  }

  private void giveBack(Channel channel, boolean mistaken) {
    synchronized (this) {
      if (!channels.remove(ByteBuffer.wrap(channel.name), channel)) {
        return;
      }
    }
    for (Subscription subscription : channel.subscriptions) {
      subscription.broken();
      subscription.placeAt(null);
      home.returned(subscription, mistaken);
    }
    synchronized (this) {
      if (channels.isEmpty()) {
        end();
      }
    }
  }

  /** After a silence: asks for a sign of life, or gives up a server that has not given it. */
  private synchronized void keepAlive() {
    Request oldest = requests.peek();
    if (oldest == null) {
      send(new Ping(new CompletableFuture<>(), System.nanoTime()));
    } else if (System.nanoTime() - oldest.sentNanos() >= readTimeoutNanos) {
      throw new JedisConnectionException(address + " gave no sign of life");
    }
  }

  private void finish() {
    List<Subscription> left = new ArrayList<>();
    List<Request> unanswered;
    boolean wanted;
    synchronized (this) {
      wanted = ended;
      end();
      channels.values().forEach(channel -> left.addAll(channel.subscriptions));
      channels.clear();
      unanswered = new ArrayList<>(requests);
      requests.clear();
    }
    for (Request request : unanswered) {
      if (request instanceof Ping ping) {
        ping.answered().complete(false);
      }
    }
    for (Subscription subscription : left) {
      subscription.broken();
      subscription.placeAt(null);
    }
    home.ended(this, !wanted);
  }
}
