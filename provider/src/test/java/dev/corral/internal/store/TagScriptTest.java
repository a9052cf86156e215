package dev.corral.internal.store;

import static dev.corral.internal.store.StoreFixture.delete;
import static dev.corral.internal.store.StoreFixture.done;
import static dev.corral.internal.store.StoreFixture.keep;
import static dev.corral.internal.store.StoreFixture.value;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.internal.redis.Command;
import dev.corral.internal.store.Change.Condition;
import dev.corral.internal.store.EntryStore.LeaseRequest.When;
import dev.corral.internal.store.MutationResult.Status;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records with tags, and the invalidation of a tag. */
class TagScriptTest extends ScriptTest {
  private static final long HOUR = 3_600_000;
  private static final int FLAGS_AT = 2;
  private static final int LENGTH_AT = 52;

  private Mutation tagged(EntryKey key, String text, long lifetime, String... tags) {
    return Mutation.of(key, value(text), Lifetime.of(lifetime)).tagged(List.of(tags));
  }

  private MutationResult put(EntryKey key, String text, String... tags) {
    return done(books.store.mutate(put(Condition.ANY), tagged(key, text, Lifetime.ETERNAL, tags)));
  }

  private MutationResult putFor(long lifetime, String... tags) {
    return done(books.store.mutate(put(Condition.ANY), tagged(KEY, "v", lifetime, tags)));
  }

  private MutationResult fill(Lease lease, String text, String... tags) {
    return done(
        books.store.mutate(
            StoreFixture.put(Condition.ANY).under(Lease.Rule.LOAD),
            tagged(KEY, text, Lifetime.ETERNAL, tags).under(lease)));
  }

  private static Change put(Condition condition) {
    return StoreFixture.put(condition);
  }

  private long untag(String tag) {
    return done(books.store.invalidateByTag(tag, 0));
  }

  private byte[] tagName(String tag) {
    return books.keyspace.tag(books.shard(KEY), tag.getBytes(UTF_8));
  }

  private long lifetimeOf(String tag) {
    return books.redis.pttl(tagName(tag));
  }

  @Test
  void record_isThere_untilOneOfItsTagsIsInvalidated() {
    EntryKey neighbour = books.neighbour(KEY);
    EntryKey untagged = StoreFixture.key("untagged");
    put(KEY, "a", "red", "round");
    put(neighbour, "b", "green");
    books.put(untagged, "c");
    untag("blue");
    assertThat(books.valueOf(KEY)).isEqualTo("a");
    assertThat(books.read(KEY).live().tags()).containsExactly("red", "round");
    untag("round");
    assertThat(books.valueOf(KEY)).isNull();
    assertThat(books.valueOf(neighbour)).isEqualTo("b");
    assertThat(books.valueOf(untagged)).isEqualTo("c");
    assertThat(done(books.store.readAll(List.of(KEY, neighbour, untagged))))
        .extracting(ReadResult::isLive)
        .containsExactly(false, true, true);
    put(KEY, "again", "round");
    assertThat(books.valueOf(KEY)).isEqualTo("again");
    put(KEY, "now", "square");
    untag("round");
    assertThat(books.valueOf(KEY)).as("tags go with the value").isEqualTo("now");
  }

  @Test
  void deadRecord_isAbsentForEachChange() {
    put(KEY, "a", "red");
    Version version = books.versionOf(KEY);
    untag("red");
    assertThat(books.mutate(StoreFixture.put(Condition.PRESENT), KEY, "b").status())
        .isEqualTo(Status.NOT_APPLIED);
    assertThat(books.mutate(StoreFixture.put(Condition.VERSION), KEY, "b", version).status())
        .isEqualTo(Status.NOT_APPLIED);
    assertThat(books.touch(KEY, HOUR).status()).isEqualTo(Status.NOT_APPLIED);
    LeaseResult lease = books.lease(Lease.Rule.LOAD, When.MISSING, KEY);
    assertThat(lease.lease()).isNotNull();
    assertThat(lease.read().state()).isEqualTo(ReadResult.State.ABSENT);
    assertThat(books.mutate(delete(Condition.ANY), KEY).wasLive()).isFalse();
    put(KEY, "a", "red");
    untag("red");
    assertThat(books.mutate(StoreFixture.put(Condition.ABSENT), KEY, "b").status())
        .isEqualTo(Status.CREATED);
  }

  @Test
  void deadRecord_isNotReportedAsExpired() {
    books.grace = HOUR;
    books.claims = true;
    putFor(1, "red");
    await().until(() -> books.read(KEY).state() == ReadResult.State.EXPIRED);
    untag("red");
    assertThat(books.read(KEY).state()).isEqualTo(ReadResult.State.ABSENT);
    assertThat(books.mutate(keep(), KEY).expired()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "empty", "long", "list", "hash"})
  void recordIsAbsent_whenItsTagIsNotWhatItWas(String type) {
    put(KEY, "a", "red");
    books.foreign(type, tagName("red"));
    assertThat(books.valueOf(KEY)).isNull();
    assertThat(books.lease(Lease.Rule.LOAD, When.MISSING, KEY).lease()).isNotNull();
    put(KEY, "b", "red");
    assertThat(books.valueOf(KEY)).isEqualTo("b");
    books.foreign(type, tagName("red"));
    untag("red");
    put(KEY, "c", "red");
    assertThat(books.valueOf(KEY)).isEqualTo("c");
    books.redis.del(tagName("red"));
    assertThat(books.valueOf(KEY)).isNull();
    put(KEY, "d", "red");
    assertThat(books.valueOf(KEY)).isEqualTo("d");
  }

  @Test
  void tag_livesAtLeastAsLongAsItsRecords() {
    putFor(HOUR, "red");
    assertThat(lifetimeOf("red")).isBetween(HOUR - 60_000, HOUR);
    putFor(HOUR / 2, "red");
    assertThat(lifetimeOf("red")).isGreaterThan(HOUR - 60_000);
    putFor(2 * HOUR, "red");
    assertThat(lifetimeOf("red")).isGreaterThan(2 * HOUR - 60_000);
    untag("red");
    assertThat(lifetimeOf("red")).as("kept").isGreaterThan(2 * HOUR - 60_000);
    putFor(HOUR, "red");
    books.touch(KEY, 3 * HOUR);
    assertThat(lifetimeOf("red")).as("touched").isGreaterThan(3 * HOUR - 60_000);
    books.touch(KEY, Lifetime.ETERNAL);
    assertThat(lifetimeOf("red")).isEqualTo(-1);
    assertThat(books.valueOf(KEY)).isEqualTo("v");
    putFor(HOUR, "red");
    assertThat(lifetimeOf("red")).as("others may have it").isEqualTo(-1);
    putFor(0, "new");
    assertThat(books.redis.exists(tagName("new"))).as("of nothing").isFalse();
  }

  @ParameterizedTest
  @CsvSource({"red, REFUSED", "blue, CREATED"})
  void fill_isRefused_whenOneOfItsTagsWasInvalidatedMeanwhile(String tag, Status status) {
    put(books.neighbour(KEY), "x", "red", "blue");
    Lease lease = books.granted(Lease.Rule.LOAD, KEY);
    assertThat(done(books.store.holds(KEY, lease))).isTrue();
    untag(tag);
    assertThat(done(books.store.holds(KEY, lease))).as("not joined").isFalse();
    books.lease(
        StoreFixture.request(Lease.Rule.LOAD, Duration.ofMinutes(1), When.HELD), KEY, lease);
    assertThat(done(books.store.holds(KEY, lease))).as("not by renewal").isFalse();
    books.lease(
        StoreFixture.request(Lease.Rule.LOAD, Duration.ofMinutes(1), When.ALWAYS), KEY, lease);
    assertThat(done(books.store.holds(KEY, lease))).as("nor when granted again").isFalse();
    assertThat(fill(lease, "v", "red").status()).isEqualTo(status);
    assertThat(books.isLeased(KEY)).isFalse();
  }

  @Test
  void fill_isRefused_whenItsTagWasInvalidatedBeforeAnyRecordHadIt_butNotTheNext() {
    Lease lease = books.granted(Lease.Rule.LOAD, KEY);
    untag("red");
    assertThat(fill(lease, "v", "red").status()).isEqualTo(Status.REFUSED);
    lease = books.granted(Lease.Rule.LOAD, KEY);
    untag("other");
    assertThat(fill(lease, "v", "red").status()).isEqualTo(Status.CREATED);
  }

  @Test
  void fill_ofAnUntaggedValue_isMade_whateverWasInvalidated() {
    Lease lease = books.granted(Lease.Rule.LOAD, KEY);
    untag("red");
    assertThat(fill(lease, "v").status()).isEqualTo(Status.CREATED);
  }

  @Test
  void tag_isUsable_afterMetadataWasLost() {
    put(KEY, "a", "red");
    untag("red");
    books.redis.del(books.metadataName(KEY));
    Lease lease = books.granted(Lease.Rule.LOAD, KEY);
    assertThat(fill(lease, "v", "red").status()).isEqualTo(Status.CREATED);
    assertThat(books.valueOf(KEY)).isEqualTo("v");
  }

  @Test
  void invalidation_doneTwice_revivesNothing() {
    put(KEY, "a", "red");
    byte[] before = books.redis.get(tagName("red"));
    untag("red");
    put(KEY, "b", "red");
    byte[] between = books.redis.get(tagName("red"));
    untag("red");
    assertThat(books.valueOf(KEY)).isNull();
    assertThat(books.redis.get(tagName("red"))).isNotEqualTo(before).isNotEqualTo(between);
  }

  @Test
  void sameCommandRunLate_revivesNothing() {
    int shard = books.shard(KEY);
    Nonces nonces = new Nonces();
    EntryCommands commands =
        new EntryCommands(
            books.keyspace,
            new RedisEntryStore.Settings("books", () -> 0, () -> false, false, null),
            nonces);
    put(KEY, "a", "red");
    Command repeated = commands.untag(shard, "red".getBytes(UTF_8), 0);
    done(books.link.send(repeated)).orThrow();
    put(KEY, "b", "red");
    untag("red");
    done(books.link.send(repeated)).orThrow();
    assertThat(books.valueOf(KEY)).isNull();
  }

  @Test
  void metadata_remembersTheInvalidation_overChangesAndClears() {
    long sequence = untag("red");
    books.put(KEY, "a");
    byte[] metadata = books.redis.get(books.metadataName(KEY));
    assertThat(metadata).hasSize(32);
    assertThat(ShardStamp.untagged(metadata)).isPositive().isLessThanOrEqualTo(sequence);
    done(books.store.clear(0));
    byte[] cleared = books.redis.get(books.metadataName(KEY));
    assertThat(ShardStamp.untagged(cleared)).isEqualTo(ShardStamp.untagged(metadata));
    books.put(books.neighbour(KEY), "b");
    Lease lease = books.granted(Lease.Rule.LOAD, KEY);
    assertThat(done(books.store.holds(KEY, lease))).isTrue();
  }

  @Test
  void metadata_staysShort_withoutInvalidationsByTag() {
    put(KEY, "a", "red");
    assertThat(books.redis.get(books.metadataName(KEY))).hasSize(24);
  }

  @Test
  void invalidation_isToldOnEachShard() {
    List<byte[]> heard = new CopyOnWriteArrayList<>();
    books.listen(books.keyspace::shardChannel, heard::add);
    put(KEY, "a", "red");
    ShardStamp before = Objects.requireNonNull(books.metadata(KEY));
    untag("red");
    await().until(() -> heard.size() == 1 + StoreFixture.SHARDS);
    ShardStamp after = Objects.requireNonNull(books.metadata(KEY));
    List<EntryMessage> messages =
        heard.stream()
            .flatMap(bytes -> EntryMessage.parse(bytes, books.keyspace).stream())
            .filter(message -> message.kind() == EntryMessage.Kind.UNTAGGED)
            .toList();
    assertThat(messages).hasSize(StoreFixture.SHARDS).allMatch(m -> m.tag().equals("red"));
    assertThat(messages)
        .filteredOn(message -> message.shard().equals(after))
        .singleElement()
        .satisfies(
            message ->
                assertThat(message.previous())
                    .isEqualTo(new Version(before.sequence(), before.nonce())));
  }

  @Test
  void sweep_freesDeadRecords_andMayBeNeeded_onlyWhereTheyStayForEver() {
    byte[] mark = books.keyspace.sweepMark();
    putFor(HOUR, "red");
    untag("red");
    assertThat(books.redis.exists(mark)).isFalse();
    put(books.neighbour(KEY), "b", "blue");
    put(KEY, "a", "red");
    untag("red");
    assertThat(books.redis.exists(mark)).isTrue();
    EntryStore.SweepPage page = done(books.store.sweep(EntryStore.ScanPosition.START, false));
    assertThat(page.freed()).isEqualTo(1);
    assertThat(books.redis.exists(books.recordName(KEY))).isFalse();
    assertThat(books.valueOf(books.neighbour(KEY))).isEqualTo("b");
  }

  @Test
  void damagedTags_countAsAbsent_andCanBeOverwritten() {
    put(KEY, "a", "red", "green");
    byte[] good = books.redis.get(books.recordName(KEY));
    for (int at = LENGTH_AT; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= 1;
      books.redis.set(books.recordName(KEY), bad);
      mustBeNoValue("byte " + at);
    }
    for (int length = LENGTH_AT; length < good.length; length++) {
      books.redis.set(books.recordName(KEY), Arrays.copyOf(good, length));
      mustBeNoValue("cut to " + length);
    }
    byte[] unflagged = good.clone();
    unflagged[FLAGS_AT] ^= 8;
    books.redis.set(books.recordName(KEY), unflagged);
    mustBeNoValue("without its flag");
    put(KEY, "b", "red");
    assertThat(books.valueOf(KEY)).isEqualTo("b");
  }

  /** What Java takes for absent or unreadable can be replaced under the condition that follows. */
  private void mustBeNoValue(String what) {
    ReadResult read = books.read(KEY);
    assertThat(read.isLive()).as(what).isFalse();
    Condition condition = read.version() == null ? Condition.ABSENT : Condition.VERSION;
    Mutation delete = Mutation.of(KEY).expecting(read.version());
    MutationResult result = done(books.store.mutate(delete(condition), delete));
    assertThat(books.redis.exists(books.recordName(KEY))).as(what + " " + result).isFalse();
  }

  @Test
  void bulk_hasTagsOfItsOwnForEachKey() {
    EntryKey neighbour = books.neighbour(KEY);
    done(
        books.store.mutateAll(
            StoreFixture.put(Condition.ANY),
            List.of(
                tagged(KEY, "a", Lifetime.ETERNAL, "red", "blue"),
                tagged(neighbour, "b", Lifetime.ETERNAL, "blue"),
                Mutation.of(StoreFixture.key("c"), value("c"), Lifetime.of(HOUR)))));
    untag("red");
    assertThat(books.valueOf(KEY)).isNull();
    assertThat(books.valueOf(neighbour)).isEqualTo("b");
    untag("blue");
    assertThat(books.valueOf(neighbour)).isNull();
    assertThat(books.valueOf(StoreFixture.key("c"))).isEqualTo("c");
  }
}
