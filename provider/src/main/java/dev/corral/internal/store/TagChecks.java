package dev.corral.internal.store;

import dev.corral.internal.redis.Command;
import dev.corral.internal.redis.RedisLink;
import dev.corral.internal.redis.Reply;
import java.util.ArrayList;
import java.util.HashMap;
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
  /** In one command; further ones go into the next, so that no other client waits for long. */
  private static final int MOST_TAGS = 1_000;

  private final Keyspace keyspace;
  private final ReadResult[] results;
  private final Map<Integer, Question> open = new HashMap<>();
  private final List<Question> questions = new ArrayList<>();

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
      Question question = open.get(shard);
      if (question == null || question.isFull()) {
        question = new Question(shard);
        open.put(shard, question);
        questions.add(question);
      }
      question.add(new Tagged(index, tags));
    }
  }

  /** Corrects the results; asks Redis only if there are tagged ones. */
  CompletionStage<ReadResult[]> verified(RedisLink link) {
    if (questions.isEmpty()) {
      return CompletableFuture.completedFuture(results);
    }
    return link.sendAll(questions.stream().map(Question::command).toList())
        .thenApply(
            replies -> {
              for (int i = 0; i < questions.size(); i++) {
                questions.get(i).answered(replies.get(i));
              }
              return results;
            });
  }

  /** What is asked about some records of one shard. */
  private final class Question {
    private final int shard;
    private final List<Tagged> tagged = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final List<byte[]> names = new ArrayList<>();

    Question(int shard) {
      this.shard = shard;
      names.add(keyspace.metadata(shard));
    }

    boolean isFull() {
      return names.size() > MOST_TAGS;
    }

    void add(Tagged one) {
      tagged.add(one);
      for (Tags.Tag tag : one.tags.all()) {
        places.computeIfAbsent(
            tag.text(),
            text -> {
              names.add(keyspace.tag(shard, tag.name()));
              return names.size() - 1;
            });
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
