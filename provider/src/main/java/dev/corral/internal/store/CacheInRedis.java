package dev.corral.internal.store;

import dev.corral.CorralException;
import dev.corral.internal.redis.Command;
import dev.corral.internal.redis.RedisLink;
import dev.corral.internal.redis.Reply;
import dev.corral.internal.redis.ReplyLostException;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
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
  private final Descriptor descriptor;

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
    Reply reply =
        await(
            link.send(
                Command.script(
                    keyspace.baseSlot(),
                    Scripts.OPEN,
                    true,
                    1,
                    keyspace.descriptor(),
                    wanted.toBytes())));
    Descriptor found = Descriptor.parse(cacheName, (byte[]) reply.orThrow().value());
    found.mustAgreeWith(cacheName, wanted);
    return new CacheInRedis(link, cacheName, keyspace, nonces, found);
  }

  /** The store of this cache's entries. */
  public RedisEntryStore store(RedisEntryStore.Settings settings) {
    return new RedisEntryStore(link, keyspace, settings, nonces);
  }

  /** Whether the cache is still the one that was opened, not destroyed by another node since. */
  public boolean stillExists() {
    Reply reply =
        await(
            link.send(
                Command.repeatable(
                    keyspace.baseSlot(), Protocol.Command.GET, keyspace.descriptor())));
    byte[] bytes = (byte[]) reply.orThrow().value();
    return bytes != null && Descriptor.parse(cacheName, bytes).id().equals(descriptor.id());
  }

  /** Removes the descriptor; the entries are to be cleared by the caller. */
  public void destroy() {
    Reply reply =
        await(
            link.send(
                Command.repeatable(
                    keyspace.baseSlot(), Protocol.Command.UNLINK, keyspace.descriptor())));
    reply.orThrow();
  }

  /** The mark that some records may be dead, or null if there is none. */
  public byte @org.jspecify.annotations.Nullable [] sweepMark() {
    Reply reply =
        await(
            link.send(
                Command.repeatable(
                    keyspace.baseSlot(), Protocol.Command.GET, keyspace.sweepMark())));
    return (byte[]) reply.orThrow().value();
  }

  /** Takes the mark away, unless it was set again since. */
  public void sweepDone(byte[] mark) {
    byte[] now = sweepMark();
    if (now != null && Arrays.equals(now, mark)) {
      Reply reply =
          await(
              link.send(
                  Command.repeatable(
                      keyspace.baseSlot(), Protocol.Command.UNLINK, keyspace.sweepMark())));
      if (!(reply.failure() instanceof ReplyLostException)) {
        reply.orThrow();
      }
    }
  }

  private static Reply await(CompletionStage<Reply> stage) {
    return stage.toCompletableFuture().join();
  }
}
