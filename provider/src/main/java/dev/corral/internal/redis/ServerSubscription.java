package dev.corral.internal.redis;

import dev.corral.internal.redis.OpenRequests.Ping;
import dev.corral.internal.redis.OpenRequests.Request;
import dev.corral.internal.redis.OpenRequests.Subscribe;
import dev.corral.internal.redis.OpenRequests.Track;
import dev.corral.internal.redis.OpenRequests.Unsubscribe;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisClusterCRC16;

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

  private final Place place;
  private final Function<Place, SubscriberConnection> connect;
  private final Home home;
  private final Backoff backoff;
  private final int timeoutMillis;
  private final Thread thread;
  private final ConcurrentMap<ByteBuffer, SubscribedChannel> channels = new ConcurrentHashMap<>();
  private final Set<String> tracked = new HashSet<>();
  private @Nullable OpenRequests requests;
  private boolean hears;
  private boolean ended;

  ServerSubscription(
      Place place,
      Function<Place, SubscriberConnection> connect,
      Home home,
      Backoff backoff,
      int timeoutMillis) {
    this.place = place;
    this.connect = connect;
    this.home = home;
    this.backoff = backoff;
    this.timeoutMillis = timeoutMillis;
    this.thread = new Thread(this::run, "corral-subscriber-" + place);
    thread.setDaemon(true);
  }

  Place place() {
    return place;
  }

  void begin() {
    thread.start();
  }

  /** Takes a subscription, unless this is ending or is just giving up its channel. */
  synchronized boolean attach(Subscription subscription) {
    if (ended) {
      return false;
    }
    SubscribedChannel channel =
        channels.computeIfAbsent(
            subscription.key(), k -> new SubscribedChannel(subscription.channel()));
    if (channel.isLeaving()) {
      return false;
    }
    channel.subscriptions().add(subscription);
    if (requests != null) {
      // Also where the channel is subscribed already: the new listener begins with the answer.
      subscribe(requests, channel);
    }
    return true;
  }

  /** Tracking begins first: what changes after the acknowledgement is told. */
  private void subscribe(OpenRequests to, SubscribedChannel channel) {
    for (Subscription subscription : channel.subscriptions()) {
      String prefix = subscription.prefix();
      if (prefix != null && tracked.add(prefix)) {
        to.track(prefix);
      }
    }
    to.subscribe(channel);
  }

  /**
   * Gives a subscription back, with all others of its channel, once the server has let go of it.
   */
  synchronized void release(Subscription subscription) {
    SubscribedChannel channel = channels.get(subscription.key());
    if (requests != null && !ended && channel != null && !channel.isLeaving()) {
      channel.leave();
      requests.unsubscribe(channel);
    }
  }

  /** Forgets a subscription that was closed. */
  synchronized void leave(Subscription subscription) {
    SubscribedChannel channel = channels.get(subscription.key());
    if (channel != null
        && channel.subscriptions().remove(subscription)
        && channel.subscriptions().isEmpty()) {
      channels.remove(subscription.key());
      if (channels.isEmpty()) {
        end();
      } else if (requests != null && !channel.isLeaving()) {
        requests.unsubscribe(channel);
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
      if (requests != null && hears && !ended) {
        requests.ping(answered);
        return answered;
      }
    }
    answered.complete(false);
    return answered;
  }

  /** Ends the connection and with it the thread. */
  synchronized void end() {
    ended = true;
    if (requests != null) {
      requests.cut();
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

  private void run() {
    try {
      SubscriberConnection open = connect();
      begin(open);
      while (!hasEnded()) {
        take(open.next());
      }
    } catch (JedisException e) {
      if (!hasEnded()) {
        log.debug("The subscription at {} broke", place, e);
      }
    } catch (RuntimeException e) {
      log.warn("{} sent what was not understood; its channels are subscribed anew", place, e);
    } finally {
      finish();
    }
  }

  private SubscriberConnection connect() {
    try {
      return connect.apply(place);
    } catch (JedisDataException e) {
      channels.values().forEach(channel -> tellRefused(channel, e));
      throw e;
    }
  }

  private synchronized boolean hasEnded() {
    return ended;
  }

  private synchronized void begin(SubscriberConnection open) {
    OpenRequests first = new OpenRequests(place, open, timeoutMillis);
    requests = first;
    if (!ended) {
      channels.values().forEach(channel -> subscribe(first, channel));
    }
  }

  private void take(Object reply) {
    if (reply == SubscriberConnection.SILENCE) {
      keepAlive();
    } else if (reply instanceof JedisDataException error) {
      refused(error);
    } else if (reply instanceof List<?> push && push.size() > 1) {
      switch (text(push.get(0))) {
        case "message", "smessage" -> heard((byte[]) push.get(1), (byte[]) push.get(2));
        case "invalidate" -> changed((List<?>) push.get(1));
        case "subscribe", "ssubscribe" -> acknowledged(next(Subscribe.class).channel());
        case "unsubscribe", "sunsubscribe" -> left((byte[]) push.get(1));
        default -> next(Ping.class).answered().complete(true);
      }
    } else if (next(Request.class) instanceof Ping ping) {
      ping.answered().complete(true);
    }
  }

  /** Keys that were changed; null stands for all. */
  private void changed(@Nullable List<?> keys) {
    if (keys == null) {
      channels.values().forEach(channel -> channel.subscriptions().forEach(Subscription::emptied));
      return;
    }
    for (Object each : keys) {
      byte[] key = (byte[]) each;
      int slot = JedisClusterCRC16.getSlot(key);
      for (SubscribedChannel channel : channels.values()) {
        for (Subscription subscription : channel.subscriptions()) {
          if (subscription.slot() == slot) {
            subscription.changed(key);
          }
        }
      }
    }
  }

  private static String text(@Nullable Object bytes) {
    return new String((byte[]) Objects.requireNonNull(bytes), StandardCharsets.US_ASCII);
  }

  private synchronized <R extends Request> R next(Class<R> type) {
    return asked().next(type);
  }

  private OpenRequests asked() {
    return Objects.requireNonNull(requests, "a connection");
  }

  private void heard(byte[] name, byte[] message) {
    SubscribedChannel channel = channels.get(ByteBuffer.wrap(name));
    if (channel != null) {
      channel.subscriptions().forEach(subscription -> subscription.heard(message));
    }
  }

  private void acknowledged(SubscribedChannel channel) {
    synchronized (this) {
      if (channel.isLeaving() || channels.get(channel.key()) != channel) {
        return;
      }
      hears = true;
    }
    backoff.succeeded();
    channel.subscriptions().forEach(subscription -> subscription.subscribed(place.address()));
  }

  /**
   * The server has let go of a channel: because it was asked to, or because the slot moved away.
   */
  private void left(byte[] name) {
    SubscribedChannel channel;
    boolean wanted;
    synchronized (this) {
      wanted = asked().isLeaving(name);
      channel =
          wanted ? asked().next(Unsubscribe.class).channel() : channels.get(ByteBuffer.wrap(name));
    }
    if (channel != null) {
      giveBack(channel, !wanted);
    }
  }

  private void refused(JedisDataException error) {
    Request request = next(Request.class);
    if (request instanceof Ping ping) {
      ping.answered().complete(false);
    } else if (request instanceof Unsubscribe unsubscribe) {
      giveBack(unsubscribe.channel(), true);
    } else if (request instanceof Subscribe subscribe) {
      refused(subscribe.channel(), error);
    } else if (request instanceof Track track) {
      synchronized (this) {
        tracked.remove(track.prefix());
      }
      for (SubscribedChannel channel : channels.values()) {
        if (channel.subscriptions().stream().anyMatch(s -> track.prefix().equals(s.prefix()))) {
          refused(channel, error);
        }
      }
    }
  }

  private void refused(SubscribedChannel channel, JedisDataException error) {
    tellRefused(channel, error);
    giveBack(channel, true);
  }

  private void tellRefused(SubscribedChannel channel, JedisDataException error) {
    boolean passing = ReplyError.of(error) != ReplyError.FINAL;
    channel.subscriptions().forEach(s -> s.refused(place.address(), error, passing));
  }

  private void giveBack(SubscribedChannel channel, boolean mistaken) {
    synchronized (this) {
      if (!channels.remove(channel.key(), channel)) {
        return;
      }
    }
    for (Subscription subscription : channel.subscriptions()) {
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

  private synchronized void keepAlive() {
    asked().keepAlive();
  }

  private void finish() {
    List<Subscription> left = new ArrayList<>();
    boolean wanted;
    synchronized (this) {
      wanted = ended;
      end();
      channels.values().forEach(channel -> left.addAll(channel.subscriptions()));
      channels.clear();
    }
    if (requests != null) {
      // No one else touches them after the end.
      requests.abandon();
    }
    for (Subscription subscription : left) {
      subscription.broken();
      subscription.placeAt(null);
    }
    home.ended(this, !wanted);
  }
}
