package dev.corral.internal.store;

import dev.corral.CorralException;
import dev.corral.internal.redis.BlockingLink;
import dev.corral.internal.redis.ChannelListener;
import dev.corral.internal.redis.Command;
import dev.corral.internal.redis.RedisLink;
import dev.corral.internal.redis.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;

/**
 * A cache as it exists in Redis, apart from its entries: its descriptor, and the mark and lease of
 * the sweep.
 */
public final class CacheInRedis {
  private static final Logger log = LoggerFactory.getLogger(CacheInRedis.class);

  private static final byte[] NO_MARK = {};

  private final RedisLink link;
  private final String cacheName;
  private final Keyspace keyspace;
  private final Nonces nonces;
  private volatile Descriptor descriptor;

  private CacheInRedis(
      RedisLink link, String cacheName, Keyspace keyspace, Nonces nonces, Descriptor descriptor) {
    this.link = link;
    this.cacheName = cacheName;
    this.keyspace = keyspace;
    this.nonces = nonces;
    this.descriptor = descriptor;
  }

  /**
   * Opens a cache, creating its descriptor if it is the first to do so.
   *
   * @throws CorralException if the cache exists with another layout, number of shards or codec
   */
  public static CacheInRedis open(
      RedisLink link, String prefix, String cacheName, int shards, String codec) {
    Nonces nonces = new Nonces();
    Keyspace keyspace = new Keyspace(prefix, cacheName, shards);
    Descriptor wanted = Descriptor.create(nonces, shards, codec);
    CacheInRedis cache = new CacheInRedis(link, cacheName, keyspace, nonces, wanted);
    cache.join();
    return cache;
  }

  /** A cache that exists, whoever created it; empty if there is none. */
  public static Optional<CacheInRedis> find(RedisLink link, String prefix, String cacheName) {
    Keyspace unknown = new Keyspace(prefix, cacheName, 1);
    byte[] bytes =
        bytes(
            link.send(
                Command.repeatable(
                    unknown.baseSlot(), Protocol.Command.GET, unknown.descriptor())));
    if (bytes == null) {
      return Optional.empty();
    }
    Descriptor found = Descriptor.parse(cacheName, bytes);
    Keyspace keyspace = new Keyspace(prefix, cacheName, found.shards());
    return Optional.of(new CacheInRedis(link, cacheName, keyspace, new Nonces(), found));
  }

  /**
   * Makes sure that the descriptor is there, as after a loss of memory, and still agrees with this
   * node.
   *
   * @throws CorralException if the cache was destroyed and created anew with other properties
   */
  public void join() {
    byte[] bytes =
        bytes(
            link.send(
                Command.script(
                    keyspace.baseSlot(),
                    Scripts.OPEN,
                    true,
                    1,
                    keyspace.descriptor(),
                    descriptor.toBytes())));
    Descriptor found = Descriptor.parse(cacheName, Objects.requireNonNull(bytes, "the descriptor"));
    found.mustAgreeWith(cacheName, descriptor);
    descriptor = found;
  }

  /** The store of this cache's entries. */
  public RedisEntryStore store(RedisEntryStore.Settings settings) {
    return new RedisEntryStore(link, keyspace, settings, nonces);
  }

  /** The entries, with neither grace nor events. */
  private RedisEntryStore entriesOnly() {
    return store(new RedisEntryStore.Settings(cacheName, () -> 0, () -> false, false, null));
  }

  /**
   * Hears of every change of the entries from now on, this node's own included. Messages are lost
   * while the connection is broken.
   *
   * @return ends it
   */
  public List<AutoCloseable> listen(BlockingLink source, ShardListener listener) {
    return each(
        shard ->
            source.listen(
                keyspace.slot(shard), keyspace.shardChannel(shard), new Ear(shard, listener)));
  }

  /**
   * As {@link #listen}; and hears of records that other programs or the server itself change.
   *
   * @return ends it
   */
  public List<AutoCloseable> track(BlockingLink source, ShardListener listener) {
    return each(
        shard ->
            source.track(
                keyspace.slot(shard),
                keyspace.shardChannel(shard),
                keyspace.shardPrefix(),
                new Ear(shard, listener)));
  }

  private List<AutoCloseable> each(IntFunction<AutoCloseable> listenTo) {
    return IntStream.range(0, keyspace.shards()).mapToObj(listenTo).toList();
  }

  /** Completes when {@link #listen} hears all shards. */
  public CompletionStage<Boolean> listens(BlockingLink source) {
    return heard(source, keyspace::shardChannel);
  }

  /** Hears one shard. */
  private final class Ear implements ChannelListener {
    private final int shard;
    private final ShardListener listener;

    Ear(int shard, ShardListener listener) {
      this.shard = shard;
      this.listener = listener;
    }

    @Override
    public void subscribed(HostAndPort server) {
      listener.subscribed(shard, server.toString());
    }

    @Override
    public void heard(byte[] bytes) {
      List<EntryMessage> messages = EntryMessage.parse(bytes, keyspace);
      if (messages.isEmpty()) {
        log.debug("A message about cache '{}' is not one of Corral's", cacheName);
      }
      messages.forEach(message -> listener.heard(shard, message));
    }

    @Override
    public void changed(byte[] key) {
      if (keyspace.shardOfRecord(key) == shard) {
        listener.changed(shard, keyspace.textOf(shard, key));
      }
    }

    @Override
    public void emptied() {
      listener.emptied(shard);
    }

    @Override
    public void broken() {
      listener.broken(shard);
    }
  }

  /**
   * Hears when leases end for which someone waits.
   *
   * @param wake told the text of the key; called on a subscription's thread
   * @param wakeAll called when any may have ended unheard
   * @return ends it
   */
  public List<AutoCloseable> listenForWakes(
      BlockingLink source, Consumer<byte[]> wake, Runnable wakeAll) {
    ChannelListener listener =
        new ChannelListener() {
          @Override
          public void subscribed(HostAndPort server) {
            wakeAll.run();
          }

          @Override
          public void heard(byte[] leaseKey) {
            byte[] text = leaseKey.length == 0 ? null : keyspace.textOfLease(leaseKey);
            if (text == null) {
              wakeAll.run();
            } else {
              wake.accept(text);
            }
          }

          @Override
          public void broken() {
            wakeAll.run();
          }
        };
    return each(
        shard -> source.listen(keyspace.slot(shard), keyspace.wakeChannel(shard), listener));
  }

  /** Completes when {@link #listenForWakes} hears all shards. */
  public CompletionStage<Boolean> hearsWakes(BlockingLink source) {
    return heard(source, keyspace::wakeChannel);
  }

  private CompletionStage<Boolean> heard(BlockingLink source, IntFunction<byte[]> channelOf) {
    CompletionStage<Boolean> all = CompletableFuture.completedFuture(true);
    for (int shard = 0; shard < keyspace.shards(); shard++) {
      all = all.thenCombine(source.heard(channelOf.apply(shard)), Boolean::logicalAnd);
    }
    return all;
  }

  /** Ends the life of all entries and removes the descriptor. */
  public void destroy() {
    entriesOnly().clear(0).toCompletableFuture().join();
    Reply reply =
        link.send(
                Command.repeatable(
                    keyspace.baseSlot(), Protocol.Command.UNLINK, keyspace.descriptor()))
            .toCompletableFuture()
            .join();
    reply.orThrow();
  }

  /** Frees the dead records of a destroyed cache; what fails is left to whoever opens it next. */
  public void freeDead() {
    try {
      Optional<byte[]> turn = sweepTurn(false, Duration.ofMinutes(5));
      if (turn.isPresent()) {
        RedisEntryStore entries = entriesOnly();
        EntryStore.ScanPosition position = EntryStore.ScanPosition.START;
        try {
          while (position != null) {
            position = entries.sweep(position, false).toCompletableFuture().join().next();
          }
        } catch (RuntimeException e) {
          sweepBroken();
          throw e;
        }
        sweepDone(turn.get());
      }
    } catch (RuntimeException e) {
      log.debug("The dead records of destroyed cache '{}' were not all freed", cacheName, e);
    }
  }

  /**
   * Takes the turn to sweep, if some records may be dead or {@code anyway}, and no other node has
   * it.
   *
   * @return the mark to hand to {@link #sweepDone}, or empty if there is nothing to do here
   */
  public Optional<byte[]> sweepTurn(boolean anyway, Duration atMost) {
    byte[] mark =
        bytes(
            link.send(
                Command.repeatable(
                    keyspace.baseSlot(), Protocol.Command.GET, keyspace.sweepMark())));
    if (mark == null && !anyway) {
      return Optional.empty();
    }
    Reply granted =
        link.send(
                Command.script(
                    keyspace.baseSlot(),
                    Scripts.MARK,
                    true,
                    1,
                    keyspace.sweepTurn(),
                    Nonces.bytes(nonces.origin()),
                    ascii(Long.toString(atMost.toMillis())),
                    ascii("1")))
            .toCompletableFuture()
            .join()
            .orThrow();
    return Replies.number(granted.value()) == 0
        ? Optional.empty()
        : Optional.of(mark == null ? NO_MARK : mark);
  }

  /** Gives the turn back after a sweep that did not get to its end. */
  public void sweepBroken() {
    sweepDone(NO_MARK);
  }

  /** Gives the turn back, and takes the mark away unless it was set again since. */
  public void sweepDone(byte[] mark) {
    byte[] now =
        bytes(
            link.send(
                Command.repeatable(
                    keyspace.baseSlot(), Protocol.Command.GET, keyspace.sweepMark())));
    List<byte[]> names = new ArrayList<>(List.of(keyspace.sweepTurn()));
    if (now != null && Arrays.equals(now, mark)) {
      names.add(keyspace.sweepMark());
    }
    Reply reply =
        link.send(
                Command.repeatable(
                    keyspace.baseSlot(), Protocol.Command.UNLINK, names.toArray(byte[][]::new)))
            .toCompletableFuture()
            .join();
    reply.orThrow();
  }

  private static byte @Nullable [] bytes(CompletionStage<Reply> stage) {
    return Replies.bytes(stage.toCompletableFuture().join().orThrow().value());
  }

  private static byte[] ascii(String text) {
    return RedisEntryStore.ascii(text);
  }
}
