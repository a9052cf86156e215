package dev.corral.internal.store;

import dev.corral.OutcomeUnknownException;
import dev.corral.internal.redis.Command;
import dev.corral.internal.redis.RedisLink;
import dev.corral.internal.redis.ReplyLostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;

/** Finds out by reading what became of a change whose reply was lost. */
final class LostReplies {
  /** What the nonce of a change that met nothing and left nothing differs by from the one sent. */
  private static final long OF_NOTHING = 1;

  private final RedisLink link;
  private final Keyspace keyspace;
  private final String cacheName;
  private final EntryCommands commandOf;

  LostReplies(RedisLink link, Keyspace keyspace, String cacheName, EntryCommands commandOf) {
    this.link = link;
    this.keyspace = keyspace;
    this.cacheName = cacheName;
    this.commandOf = commandOf;
  }

  /**
   * A reply was lost. The mutation is not repeated: it may still be on its way, and would then run
   * a second time, later, over what others wrote. Its nonce in the record, or in the metadata if it
   * was the shard's last, proves that it was made.
   */
  CompletionStage<List<MutationResult>> resolve(
      Change change, List<Mutation> mutations, List<byte[]> sentNonces, ReplyLostException lost) {
    List<EntryKey> keys = mutations.stream().map(Mutation::key).toList();
    int shard = keyspace.shardOf(keys.get(0));
    return link.send(commandOf.read(shard, keys))
        .thenApply(
            reply -> {
              if (reply.failure() != null) {
                throw unknown(change, keys, lost);
              }
              List<@Nullable Object> values = reply.asList();
              ShardStamp metadata = ShardStamp.parse(Replies.bytes(values.get(0)));
              List<MutationResult> results = new ArrayList<>();
              for (int i = 0; i < keys.size(); i++) {
                byte[] record = Replies.bytes(values.get(i + 1));
                long nonce = ByteBuffer.wrap(sentNonces.get(i)).getLong();
                ShardView view = ShardView.of(reply.server(), metadata);
                results.add(proven(change, keys, i, view, record, nonce, lost));
              }
              return results;
            });
  }

  private MutationResult proven(
      Change change,
      List<EntryKey> keys,
      int index,
      @Nullable ShardView shard,
      byte @Nullable [] bytes,
      long nonce,
      ReplyLostException lost) {
    StoredRecord record = bytes == null ? null : RecordFormat.parse(keys.get(index), bytes);
    if (record != null && record.version().nonce() == nonce) {
      boolean created = record.createdEntry();
      if (created || !change.wantsOld()) {
        return new MutationResult(
            created ? MutationResult.Status.CREATED : MutationResult.Status.UPDATED,
            !created,
            null,
            null,
            shard == null ? null : new MutationResult.Kept(shard, record.expiryMillis()));
      }
    }
    ShardStamp last = shard == null ? null : shard.stamp();
    if (shard != null && last != null && record == null && keys.size() == 1) {
      MutationResult.Kept nothing = new MutationResult.Kept(shard, 0);
      boolean isDelete = change.kind() == Change.Kind.DELETE;
      if (last.nonce() == nonce && isDelete && !change.wantsOld()) {
        return new MutationResult(MutationResult.Status.DELETED, true, null, null, nothing);
      }
      if (last.nonce() == (nonce ^ OF_NOTHING)) {
        return new MutationResult(
            isDelete ? MutationResult.Status.NOT_APPLIED : MutationResult.Status.NOT_KEPT,
            false,
            null,
            null,
            nothing);
      }
    }
    throw unknown(change, keys, lost);
  }

  private OutcomeUnknownException unknown(
      Change change, List<EntryKey> keys, ReplyLostException lost) {
    return new OutcomeUnknownException(
        "Whether a "
            + change.kind()
            + " of "
            + (keys.size() == 1 ? "key '" + keys.get(0) + "'" : keys.size() + " keys")
            + " in cache '"
            + cacheName
            + "' took effect, and what was there before, is unknown: "
            + lost.getMessage()
            + ". It was made at most once and will not be repeated; read the entry to learn its"
            + " state.",
        lost);
  }

  /**
   * A clear has reached its shard if the shard's epoch is the clear's.
   *
   * @return the shard's sequence
   */
  CompletionStage<Long> resolveClear(int shard, byte[] epoch, ReplyLostException lost) {
    return link.send(
            Command.repeatable(
                keyspace.slot(shard), Protocol.Command.GET, keyspace.metadata(shard)))
        .thenApply(
            reply -> {
              ShardStamp metadata =
                  reply.failure() == null ? ShardStamp.parse(Replies.bytes(reply.value())) : null;
              if (metadata == null || metadata.epoch() != ByteBuffer.wrap(epoch).getLong()) {
                throw new OutcomeUnknownException(
                    "Whether clear() reached shard "
                        + shard
                        + " of cache '"
                        + cacheName
                        + "' is unknown: "
                        + lost.getMessage()
                        + ". Clear it again.",
                    lost);
              }
              return metadata.sequence();
            });
  }
}
