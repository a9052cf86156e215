package dev.corral.internal.store;

import static dev.corral.internal.store.StoreFixture.delete;
import static dev.corral.internal.store.StoreFixture.done;
import static dev.corral.internal.store.StoreFixture.keep;
import static dev.corral.internal.store.StoreFixture.key;
import static dev.corral.internal.store.StoreFixture.put;
import static dev.corral.internal.store.StoreFixture.putting;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.internal.store.Change.Condition;
import dev.corral.internal.store.EntryMessage.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each change of a value is told on the channel of its shard, by the script that makes it. */
class MessageScriptTest extends ScriptTest {
  private static final String END = "end";

  private final List<byte[]> heard = new CopyOnWriteArrayList<>();
  private RedisEntryStore telling;

  @BeforeEach
  void listen() {
    heard.clear();
    books.listen(books.keyspace::shardChannel, heard::add);
    telling =
        CacheInRedis.open(books.link, StoreFixture.PREFIX, StoreFixture.NAME, 4, "kryo")
            .store(
                new RedisEntryStore.Settings(
                    StoreFixture.NAME, () -> books.grace, () -> books.claims, true, null));
  }

  /** All messages so far, each of which must be one. */
  private List<EntryMessage> messages() {
    books.publish(books.keyspace.shardChannel(0), END);
    await().until(() -> heard.stream().anyMatch(m -> new String(m, UTF_8).equals(END)));
    List<EntryMessage> all = new ArrayList<>();
    for (byte[] bytes : heard) {
      if (!new String(bytes, UTF_8).equals(END)) {
        List<EntryMessage> some = EntryMessage.parse(bytes, books.keyspace);
        assertThat(some).isNotEmpty();
        all.addAll(some);
      }
    }
    heard.clear();
    return all;
  }

  private EntryMessage onlyMessage() {
    List<EntryMessage> all = messages();
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private ShardStamp metadata() {
    return Objects.requireNonNull(books.metadata(KEY));
  }

  @Test
  void eachChange_isTold_withTheVersionsBeforeAndAfter() {
    books.put(KEY, "a");
    books.put(KEY, "b");
    books.mutate(delete(Condition.ANY), KEY);
    List<EntryMessage> all = messages();
    assertThat(all)
        .extracting(EntryMessage::kind)
        .containsExactly(Kind.CREATED, Kind.UPDATED, Kind.DELETED);
    assertThat(all.get(0).previous()).isEqualTo(new Version(0, 0));
    assertThat(all.get(1).previous()).isEqualTo(all.get(0).version());
    assertThat(all.get(2).previous()).isEqualTo(all.get(1).version());
    assertThat(all.get(2).version().sequence()).isEqualTo(metadata().sequence());
    assertThat(all).allMatch(message -> message.epoch() == metadata().epoch());
    assertThat(all).extracting(m -> new String(m.keyText(), UTF_8)).containsOnly("s:a");
    assertThat(all).as("records are for listeners").noneMatch(EntryMessage::carriesRecords);
  }

  @Test
  void versionOfTheMessage_isThatOfTheRecord() {
    books.put(KEY, "a");
    assertThat(onlyMessage().version()).isEqualTo(books.versionOf(KEY));
  }

  @ParameterizedTest
  @EnumSource(names = {"ANY", "ABSENT"})
  void changesOfSeveralKeysAtOnce_areSentAsOne_andFormAChain(Condition condition) {
    books.put(KEY, "of a shard that is not new");
    books.mutate(delete(Condition.ANY), KEY);
    messages();
    EntryKey other = books.neighbour(KEY);
    List<MutationResult> results =
        done(
            books.store.mutateAll(put(condition), List.of(putting(KEY, "a"), putting(other, "b"))));
    await().until(() -> !heard.isEmpty());
    assertThat(heard).hasSize(1);
    List<EntryMessage> all = messages();
    assertThat(all).hasSize(2);
    assertThat(all.get(1).previous()).isEqualTo(all.get(0).version());
    assertThat(all.get(1).version()).isEqualTo(books.versionOf(other));
    assertThat(results)
        .as("the node that made them follows the chain by its replies")
        .extracting(result -> Objects.requireNonNull(result.kept()).shard().stamp())
        .containsExactly(all.get(0).shard(), all.get(1).shard());
  }

  @Test
  void whatChangesNoValue_isNotTold() {
    books.put(KEY, "a");
    messages();
    books.touch(KEY, 60_000);
    books.mutate(keep(), KEY);
    books.mutate(put(Condition.ABSENT), KEY, "refused");
    books.granted(Lease.Rule.LOAD, KEY);
    assertThat(messages()).isEmpty();
  }

  @Test
  void removalOfNothing_isTold_forANearCacheMayHaveWhatRedisEvicted() {
    books.put(KEY, "a");
    Version last = onlyMessage().version();
    books.redis.del(books.recordName(KEY));
    books.mutate(delete(Condition.ANY), KEY);
    EntryMessage message = onlyMessage();
    assertThat(message.kind()).isEqualTo(Kind.VOIDED);
    assertThat(message.previous()).isEqualTo(last);
    assertThat(message.keyText()).isEqualTo(KEY.text());
    assertThat(message.carriesRecords()).isFalse();
  }

  @Test
  void clear_isOneMessagePerShard_underTheNewEpoch() {
    books.put(KEY, "a");
    Version last = onlyMessage().version();
    done(books.store.clear(0));
    List<EntryMessage> all = messages();
    assertThat(all).hasSize(StoreFixture.SHARDS);
    assertThat(all)
        .allSatisfy(
            message -> {
              assertThat(message.kind()).isEqualTo(Kind.CLEARED);
              assertThat(message.keyText()).isEmpty();
            });
    assertThat(all)
        .filteredOn(message -> message.epoch() == metadata().epoch())
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.previous()).isEqualTo(last);
              assertThat(message.version().sequence()).isEqualTo(metadata().sequence());
            });
  }

  @Test
  void messageForListeners_carriesTheRecords() {
    done(telling.mutate(put(Condition.ANY), putting(KEY, "a")));
    done(telling.mutate(put(Condition.ANY), putting(KEY, "b")));
    EntryMessage second = messages().get(1);
    assertThat(second.carriesRecords()).isTrue();
    assertThat(Objects.requireNonNull(second.oldRecord(KEY)).value().toBytes())
        .isEqualTo("a".getBytes(UTF_8));
    assertThat(Objects.requireNonNull(second.currentRecord(KEY)).value().toBytes())
        .isEqualTo("b".getBytes(UTF_8));
  }

  @Test
  void messagesForListeners_goOutOneByOne_forRecordsMayBeLarge() {
    EntryKey other = books.neighbour(KEY);
    done(telling.mutateAll(put(Condition.ANY), List.of(putting(KEY, "a"), putting(other, "b"))));
    await().until(() -> heard.size() == 2);
    assertThat(messages()).hasSize(2).allMatch(EntryMessage::carriesRecords);
  }

  @Test
  void expiry_isToldOnlyForListeners_andIsNoNewVersion() {
    books.grace = 60_000;
    books.claims = true;
    EntryKey told = key("told");
    books.put(KEY, "a", 1, -2);
    books.put(told, "b", 1, -2);
    List<EntryMessage> created = messages();
    await().until(() -> books.valueOf(KEY) == null && books.valueOf(told) == null);
    books.mutate(keep(), KEY);
    done(telling.mutate(keep(), Mutation.of(told)));
    EntryMessage expired = onlyMessage();
    assertThat(expired.kind()).isEqualTo(Kind.EXPIRED);
    assertThat(new String(expired.keyText(), UTF_8)).isEqualTo("s:told");
    assertThat(expired.version()).isEqualTo(expired.previous()).isEqualTo(created.get(1).version());
    assertThat(expired.carriesRecords()).isTrue();
  }
}
