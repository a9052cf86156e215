package dev.corral.internal.store;

import dev.corral.internal.redis.Command;
import dev.corral.internal.redis.RedisLink;
import dev.corral.internal.redis.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;

/**
 * The second question of a read that found tagged records: whether their tags still have the stamps
 * under which they were written.
 *
 * <p>The tags are read after the records. A stamp never comes back, so that a record whose tags
 * still have theirs was alive when it was read; one whose tags do not has died by now, and counts
 * as absent now.
 */
final class TagChecks {
  private final Keyspace keyspace;
  private final ReadResult[] results;
  private final Map<Integer, List<Tagged>> byShard = new LinkedHashMap<>();

  /** A tagged record among the results. */
  private record Tagged(int index, Tags tags) {}

  /**
   * Begins with what was read.
   *
   * @param results to be corrected by {@link #verified}
   */
  TagChecks(Keyspace keyspace, ReadResult[] results) {
    this.keyspace = keyspace;
    this.results = results;
  }

  /** Notes a result that may be dead, with the bytes that it was read from. */
  void add(int shard, int index, byte @Nullable [] record) {
    ReadResult result = results[index];
    if (record == null
        || result.version() == null
        || result.state() == ReadResult.State.NULL
        || !RecordFormat.isTagged(record)) {
      return;
    }
    Tags tags = Tags.parse(record);
    if (tags != null) {
      byShard.computeIfAbsent(shard, s -> new ArrayList<>()).add(new Tagged(index, tags));
    }
  }

  /** Corrects the results; asks Redis only if there are tagged ones. */
  CompletionStage<ReadResult[]> verified(RedisLink link) {
    if (byShard.isEmpty()) {
      return CompletableFuture.completedFuture(results);
    }
    List<Question> questions = new ArrayList<>();
    byShard.forEach((shard, tagged) -> questions.add(new Question(shard, tagged)));
    return link.sendAll(questions.stream().map(Question::command).toList())
        .thenApply(
            replies -> {
              for (int i = 0; i < questions.size(); i++) {
                questions.get(i).answered(replies.get(i));
              }
              return results;
            });
  }

  /** What is asked about the records of one shard. */
  private final class Question {
    private final int shard;
    private final List<Tagged> tagged;
    private final Map<String, Integer> places = new LinkedHashMap<>();
    private final List<byte[]> names = new ArrayList<>();

    Question(int shard, List<Tagged> tagged) {
      this.shard = shard;
      this.tagged = tagged;
      names.add(keyspace.metadata(shard));
      for (Tagged one : tagged) {
        for (Tags.Tag tag : one.tags.all()) {
          places.computeIfAbsent(
              tag.text(),
              text -> {
                names.add(keyspace.tag(shard, tag.name()));
                return names.size() - 1;
              });
        }
      }
    }

    Command command() {
      return Command.repeatable(
          keyspace.slot(shard), Protocol.Command.MGET, names.toArray(byte[][]::new));
    }

    /** Who finds a record dead has seen the shard as it is now. */
    void answered(Reply reply) {
      List<@Nullable Object> values = reply.asList();
      ShardView shardNow =
          ShardView.of(reply.server(), ShardStamp.parse(Replies.bytes(values.get(0))));
      for (Tagged one : tagged) {
        boolean alive =
            one.tags.all().stream()
                .allMatch(tag -> tag.isStamped(Replies.bytes(values.get(place(tag)))));
        if (!alive) {
          results[one.index] = ReadResult.nothing(reply.serverMillis(), shardNow);
        }
      }
    }

    private int place(Tags.Tag tag) {
      return Objects.requireNonNull(places.get(tag.text()));
    }
  }
}
