package dev.corral.internal.store;

import dev.corral.CorralException;
import dev.corral.internal.redis.Command;
import dev.corral.internal.redis.RedisLink;
import dev.corral.internal.redis.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;

/**
 * A cache as it exists in Redis, apart from its entries: its descriptor, and the mark and lease of
 * the sweep.
 */
public final class CacheInRedis {
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

  /** Removes the descriptor; the entries are to be cleared by the caller. */
  public void destroy() {
    Reply reply =
        link.send(
                Command.repeatable(
                    keyspace.baseSlot(), Protocol.Command.UNLINK, keyspace.descriptor()))
            .toCompletableFuture()
            .join();
    reply.orThrow();
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
        : Optional.of(mark == null ? new byte[0] : mark);
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
