package dev.corral.internal.store;

import static dev.corral.internal.store.StoreFixture.done;
import static dev.corral.internal.store.StoreFixture.key;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.internal.store.EntryStore.ScanPosition;
import dev.corral.internal.store.EntryStore.SweepPage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClearAndSweepScriptTest extends ScriptTest {

  private record Swept(int freed, List<String> claimed) {}

  private Swept sweep(boolean claims) {
    int freed = 0;
    List<String> claimed = new ArrayList<>();
    @Nullable ScanPosition position = ScanPosition.START;
    while (position != null) {
      SweepPage page = done(books.store.sweep(position, claims));
      freed += page.freed();
      page.expired().forEach(expired -> claimed.add(new String(expired.keyText(), UTF_8)));
      position = page.next();
    }
    return new Swept(freed, claimed);
  }

  @Test
  void clear_beginsANewEpochInEveryShard_andTheSequenceGoesOn() {
    for (int i = 0; i < 50; i++) {
      books.put(key("k" + i), "v");
    }
    List<ShardStamp> before = metadata();
    done(books.store.clear(0));
    List<ShardStamp> after = metadata();
    for (int shard = 0; shard < StoreFixture.SHARDS; shard++) {
      assertThat(after.get(shard).epoch()).isNotEqualTo(before.get(shard).epoch());
      assertThat(after.get(shard).sequence()).isGreaterThan(before.get(shard).sequence());
      assertThat(after.get(shard).nonce()).isNotEqualTo(before.get(shard).nonce());
    }
    for (int i = 0; i < 50; i++) {
      assertThat(books.read(key("k" + i)).state()).isEqualTo(ReadResult.State.ABSENT);
    }
  }

  private List<ShardStamp> metadata() {
    List<ShardStamp> all = new ArrayList<>();
    for (int shard = 0; shard < StoreFixture.SHARDS; shard++) {
      all.add(
          Objects.requireNonNull(
              ShardStamp.parse(books.redis.get(books.keyspace.metadata(shard)))));
    }
    return all;
  }

  @Test
  void clear_doesNotFallBehindASequenceThatWasReached() {
    books.put(KEY, "a");
    long ahead = books.versionOf(KEY).sequence() + 3_600_000_000L;
    books.writeMetadata(KEY, Objects.requireNonNull(books.metadata(KEY)).epoch(), ahead);
    done(books.store.clear(0));
    assertThat(Objects.requireNonNull(books.metadata(KEY)).sequence()).isEqualTo(ahead + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "hash", "set", "text", "empty", "long"})
  void clear_replacesForeignMetadata(String type) {
    books.foreign(type, books.metadataName(KEY));
    done(books.store.clear(0));
    assertThat(books.metadata(KEY)).isNotNull();
    books.put(KEY, "a");
    assertThat(books.valueOf(KEY)).isEqualTo("a");
  }

  @Test
  void sweep_freesWhatIsDead_andNothingElse() {
    for (int i = 0; i < 100; i++) {
      books.put(key("dead-" + i), "v");
    }
    done(books.store.clear(0));
    for (int i = 0; i < 30; i++) {
      books.put(key("live-" + i), "v");
    }
    books.foreign("list", books.recordName(key("foreign list")));
    books.foreign("long", books.recordName(key("foreign text")));
    books.redis.set("corral:{books#9}rs:of a shard that is not", "x".repeat(100));
    books.redis.set("corral:{books2#1}rs:of another cache", "x".repeat(100));
    assertThat(sweep(false).freed()).isEqualTo(100);
    for (int i = 0; i < 30; i++) {
      assertThat(books.valueOf(key("live-" + i))).isEqualTo("v");
    }
    assertThat(books.redis.keys("*foreign*")).hasSize(2);
    assertThat(books.redis.keys("*rs:of*")).hasSize(2);
    assertThat(books.redis.keys("*rs:dead*")).isEmpty();
    assertThat(sweep(false).freed()).isZero();
  }

  @Test
  void sweep_freesEverything_whereMetadataIsLost() {
    books.put(KEY, "a");
    books.redis.del(books.metadataName(KEY));
    assertThat(sweep(false).freed()).isEqualTo(1);
    assertThat(books.redis.exists(books.metadataName(KEY))).as("it creates none").isFalse();
  }

  @Test
  void sweep_claimsExpiredRecordsOnce_ifAsked() {
    books.grace = 60_000;
    books.put(KEY, "was", 1, Lifetime.AS_IT_IS);
    books.put(books.neighbour(KEY), "is");
    await().until(() -> books.read(KEY).state() == ReadResult.State.EXPIRED);
    assertThat(sweep(false)).isEqualTo(new Swept(0, List.of()));
    assertThat(sweep(true)).isEqualTo(new Swept(0, List.of("s:a")));
    assertThat(sweep(true)).isEqualTo(new Swept(0, List.of()));
    assertThat(books.remaining(KEY)).isBetween(1L, 60_001L);
  }

  @Test
  void turn_isOneNodesAtATime_andTheMarkIsTakenAwayOnlyIfItIsTheSame() {
    CacheInRedis one = another();
    CacheInRedis two = another();
    Duration minute = Duration.ofMinutes(1);
    assertThat(one.sweepTurn(false, minute)).as("nothing was cleared").isEmpty();
    done(books.store.clear(0));
    Optional<byte[]> mark = one.sweepTurn(false, minute);
    assertThat(mark).isPresent();
    assertThat(two.sweepTurn(false, minute)).isEmpty();
    assertThat(two.sweepTurn(true, minute)).isEmpty();
    assertThat(books.redis.pttl(books.keyspace.sweepTurn())).isBetween(1L, 60_000L);
    assertThat(one.sweepTurn(false, minute)).as("its own, as after a failure").isPresent();
    done(books.store.clear(0));
    one.sweepDone(mark.orElseThrow());
    assertThat(books.redis.exists(books.keyspace.sweepTurn())).isFalse();
    Optional<byte[]> second = two.sweepTurn(false, minute);
    assertThat(second).as("cleared again meanwhile").isPresent();
    two.sweepDone(second.orElseThrow());
    assertThat(one.sweepTurn(false, minute)).isEmpty();
  }

  private CacheInRedis another() {
    return CacheInRedis.open(
        books.link, StoreFixture.PREFIX, StoreFixture.NAME, StoreFixture.SHARDS, "kryo");
  }
}
