package dev.corral.internal.store;

import static dev.corral.internal.store.StoreFixture.delete;
import static dev.corral.internal.store.StoreFixture.done;
import static dev.corral.internal.store.StoreFixture.keep;
import static dev.corral.internal.store.StoreFixture.key;
import static dev.corral.internal.store.StoreFixture.put;
import static dev.corral.internal.store.StoreFixture.putting;
import static dev.corral.internal.store.StoreFixture.touch;
import static dev.corral.internal.store.StoreFixture.value;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.internal.store.Change.Condition;
import dev.corral.internal.store.EntryStore.LeaseRequest.When;
import dev.corral.internal.store.MutationResult.Status;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MutateScriptTest extends ScriptTest {

  // Conditions

  @Test
  void conditions_decideByWhatIsThere() {
    assertThat(books.mutate(put(Condition.PRESENT), KEY, "x").status())
        .isEqualTo(Status.NOT_APPLIED);
    assertThat(books.mutate(put(Condition.ABSENT), KEY, "a").status()).isEqualTo(Status.CREATED);
    MutationResult again = books.mutate(put(Condition.ABSENT), KEY, "x");
    assertThat(again.status()).isEqualTo(Status.NOT_APPLIED);
    assertThat(again.wasLive()).isTrue();
    assertThat(books.mutate(put(Condition.PRESENT), KEY, "b").status()).isEqualTo(Status.UPDATED);
    assertThat(books.valueOf(KEY)).isEqualTo("b");
    assertThat(books.mutate(delete(Condition.ANY), KEY).status()).isEqualTo(Status.DELETED);
    assertThat(books.mutate(delete(Condition.ANY), KEY).status()).isEqualTo(Status.NOT_APPLIED);
    assertThat(books.redis.exists(books.recordName(KEY))).isFalse();
  }

  @Test
  void versionCondition_holdsForThatVersionOnly() {
    books.put(KEY, "a");
    Version first = books.versionOf(KEY);
    assertThat(books.mutate(put(Condition.VERSION), KEY, "b", first).status())
        .isEqualTo(Status.UPDATED);
    Version second = books.versionOf(KEY);
    assertThat(books.mutate(put(Condition.VERSION), KEY, "c", first).status())
        .isEqualTo(Status.NOT_APPLIED);
    Version otherNonce = new Version(second.sequence(), second.nonce() + 1);
    assertThat(books.mutate(put(Condition.VERSION), KEY, "c", otherNonce).status())
        .isEqualTo(Status.NOT_APPLIED);
    assertThat(books.valueOf(KEY)).isEqualTo("b");
    books.mutate(delete(Condition.ANY), KEY);
    assertThat(books.mutate(put(Condition.VERSION), KEY, "c", second).status())
        .as("nothing is there")
        .isEqualTo(Status.NOT_APPLIED);
    books.put(KEY, "b");
    assertThat(books.mutate(put(Condition.VERSION), KEY, "c", second).status())
        .as("the same value again has another version")
        .isEqualTo(Status.NOT_APPLIED);
  }

  @Test
  void old_isReturnedWhereWanted() {
    books.put(KEY, "a");
    MutationResult put = books.mutate(put(Condition.ANY).wantingOld(true), KEY, "b");
    assertThat(Objects.requireNonNull(put.old()).value().toBytes()).isEqualTo("a".getBytes(UTF_8));
    assertThat(books.mutate(put(Condition.ANY), KEY, "c").old()).isNull();
    MutationResult deleted = books.mutate(delete(Condition.ANY).wantingOld(true), KEY);
    assertThat(Objects.requireNonNull(deleted.old()).value().toBytes())
        .isEqualTo("c".getBytes(UTF_8));
  }

  @Test
  void bulk_answersInTheOrderOfItsKeys() {
    List<EntryKey> keys = IntStream.range(0, 1_000).mapToObj(i -> key("k" + i)).toList();
    List<Mutation> odd = new ArrayList<>();
    for (int i = 1; i < keys.size(); i += 2) {
      odd.add(putting(keys.get(i), "v" + i));
    }
    done(books.store.mutateAll(put(Condition.ANY), odd));
    List<MutationResult> results =
        done(
            books.store.mutateAll(
                put(Condition.ANY).wantingOld(true),
                keys.stream().map(key -> putting(key, "new")).toList()));
    for (int i = 0; i < keys.size(); i++) {
      assertThat(results.get(i).status()).isEqualTo(i % 2 == 1 ? Status.UPDATED : Status.CREATED);
      StoredRecord old = results.get(i).old();
      assertThat(old == null ? null : new String(old.value().toBytes(), UTF_8))
          .isEqualTo(i % 2 == 1 ? "v" + i : null);
    }
  }

  // Foreign and damaged data

  @ParameterizedTest
  @ValueSource(strings = {"list", "hash", "set", "text", "empty", "long"})
  void foreignRecord_countsAsAbsent_andIsOverwritten(String type) {
    byte[] name = books.recordName(KEY);
    books.put(books.neighbour(KEY), "n");
    books.foreign(type, name);
    assertThat(books.read(KEY).isLive()).isFalse();
    assertThat(books.mutate(put(Condition.PRESENT), KEY, "x").status())
        .isEqualTo(Status.NOT_APPLIED);
    assertThat(books.touch(KEY, Lifetime.ETERNAL).status()).isEqualTo(Status.NOT_APPLIED);
    assertThat(books.mutate(keep(), KEY).wasLive()).isFalse();
    assertThat(books.mutate(put(Condition.ABSENT), KEY, "a").status()).isEqualTo(Status.CREATED);
    assertThat(books.valueOf(KEY)).isEqualTo("a");
    books.foreign(type, name);
    assertThat(books.put(KEY, "b").status()).isEqualTo(Status.CREATED);
    assertThat(books.valueOf(KEY)).isEqualTo("b");
    books.foreign(type, name);
    assertThat(books.mutate(delete(Condition.ANY), KEY).status()).isEqualTo(Status.NOT_APPLIED);
    assertThat(books.redis.exists(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "hash", "set", "text", "empty", "long"})
  void foreignMetadata_isReplacedByANewEpoch(String type) {
    books.put(KEY, "a");
    books.foreign(type, books.metadataName(KEY));
    assertThat(books.read(KEY).isLive()).isFalse();
    EntryKey other = books.neighbour(KEY);
    assertThat(books.put(other, "b").status()).isEqualTo(Status.CREATED);
    assertThat(books.valueOf(other)).isEqualTo("b");
    assertThat(books.read(KEY).isLive()).as("of an ended epoch").isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 53, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void metadataWithAnImpossibleSequence_isReplacedByANewEpoch(long sequence) {
    books.put(KEY, "a");
    long epoch = Objects.requireNonNull(books.metadata(KEY)).epoch();
    books.writeMetadata(KEY, epoch, sequence);
    assertThat(books.read(KEY).isLive()).as("readers and writers agree").isFalse();
    assertThat(books.mutate(put(Condition.PRESENT), KEY, "x").status())
        .isEqualTo(Status.NOT_APPLIED);
    EntryKey other = books.neighbour(KEY);
    assertThat(books.put(other, "b").status()).isEqualTo(Status.CREATED);
    ShardStamp after = Objects.requireNonNull(books.metadata(KEY));
    assertThat(after.epoch()).isNotEqualTo(epoch);
    assertThat(after.sequence()).isBetween(1L, 1L << 53);
    assertThat(books.valueOf(other)).isEqualTo("b");
    assertThat(books.read(KEY).isLive()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "hash", "set", "text", "empty", "long"})
  void foreignLease_isNone(String type) {
    books.foreign(type, books.leaseName(KEY));
    assertThat(books.put(KEY, "a").status()).isEqualTo(Status.CREATED);
    Lease invented = new Lease(new byte[16]);
    assertThat(books.putUnder(Lease.Rule.EXCLUSIVE, invented, KEY, "b").status())
        .isEqualTo(Status.REFUSED);
    assertThat(books.lease(Lease.Rule.EXCLUSIVE, When.ALWAYS, KEY).lease()).isNotNull();
  }

  @Test
  void recordOfAnotherKey_isNotThisKeysValue_andIsOverwritten() {
    EntryKey other = books.neighbour(KEY);
    books.put(other, "other's");
    books.redis.set(books.recordName(KEY), books.redis.get(books.recordName(other)));
    ReadResult read = books.read(KEY);
    assertThat(read.state()).isEqualTo(ReadResult.State.UNREADABLE);
    assertThat(books.mutate(put(Condition.VERSION), KEY, "mine", read.version()).status())
        .isNotEqualTo(Status.NOT_APPLIED);
    assertThat(books.valueOf(KEY)).isEqualTo("mine");
    assertThat(books.valueOf(other)).isEqualTo("other's");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 53})
  void recordWithAnImpossibleExpiry_countsAsAbsent_andIsOverwritten(long expiry) {
    books.put(KEY, "a");
    byte[] record = books.redis.get(books.recordName(KEY));
    java.nio.ByteBuffer.wrap(record).putLong(32, expiry);
    books.redis.set(books.recordName(KEY), record);
    assertThat(books.read(KEY).isLive()).as("for readers").isFalse();
    MutationResult put = books.put(KEY, "b", 60_000, Lifetime.AS_IT_IS);
    assertThat(put.status()).isEqualTo(Status.CREATED);
    assertThat(books.valueOf(KEY)).isEqualTo("b");
    assertThat(books.remaining(KEY)).isBetween(1L, 60_000L);
  }

  // Lifetimes

  @ParameterizedTest
  @CsvSource({"5000, 0", "5000, 2000", "1, 60000", "86400000, 30000"})
  void physicalLifetime_isTheLogicalOneAndTheGrace(long lifetime, long grace) {
    books.grace = grace;
    long before = serverMillis();
    books.put(KEY, "a", lifetime, Lifetime.AS_IT_IS);
    long after = serverMillis();
    long expiry = expiryInRecord();
    assertThat(expiry).isBetween(before + lifetime, after + lifetime);
    long physicalEnd = serverMillis() + books.remaining(KEY);
    assertThat(physicalEnd - grace).isBetween(expiry - 50, expiry + 1_000);
  }

  @Test
  void eternal_hasNoPhysicalLifetime() {
    books.put(KEY, "a");
    assertThat(books.remaining(KEY)).isEqualTo(-1);
    assertThat(expiryInRecord()).isEqualTo(RecordFormat.ETERNAL);
  }

  @Test
  void zeroForCreation_keepsNothing() {
    MutationResult result = books.put(KEY, "a", Lifetime.ZERO, Lifetime.ETERNAL);
    assertThat(result.status()).isEqualTo(Status.NOT_KEPT);
    assertThat(books.redis.exists(books.recordName(KEY))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 60_000})
  void zeroForUpdate_endsTheEntry(long grace) {
    books.put(KEY, "a");
    books.grace = grace;
    MutationResult result = books.put(KEY, "b", Lifetime.ETERNAL, Lifetime.ZERO);
    assertThat(result.status()).isEqualTo(Status.UPDATED);
    assertThat(books.mutate(put(Condition.PRESENT), KEY, "c").status())
        .isEqualTo(Status.NOT_APPLIED);
    assertThat(books.redis.exists(books.recordName(KEY))).isEqualTo(grace > 0);
  }

  @Test
  void updateAsItIs_keepsTheExpiry() {
    books.put(KEY, "a", 60_000, Lifetime.AS_IT_IS);
    long expiry = expiryInRecord();
    books.put(KEY, "b", 5_000, Lifetime.AS_IT_IS);
    assertThat(expiryInRecord()).isEqualTo(expiry);
    assertThat(books.remaining(KEY)).isBetween(40_000L, 60_000L);
    books.put(KEY, "c");
    books.put(KEY, "d", 5_000, Lifetime.AS_IT_IS);
    assertThat(expiryInRecord()).isEqualTo(RecordFormat.ETERNAL);
    assertThat(books.remaining(KEY)).isEqualTo(-1);
  }

  @Test
  void touch_changesTheExpiryOnly() {
    books.grace = 1_000;
    books.put(KEY, "a", 5_000, Lifetime.AS_IT_IS);
    Version version = books.versionOf(KEY);
    ShardStamp metadata = Objects.requireNonNull(books.metadata(KEY));
    assertThat(books.touch(KEY, 60_000).status()).isEqualTo(Status.TOUCHED);
    assertThat(books.remaining(KEY)).isBetween(50_000L, 61_000L);
    assertThat(expiryInRecord()).isGreaterThan(serverMillis() + 40_000);
    assertThat(books.touch(KEY, Lifetime.ETERNAL).status()).isEqualTo(Status.TOUCHED);
    assertThat(books.remaining(KEY)).isEqualTo(-1);
    assertThat(books.touch(KEY, Lifetime.AS_IT_IS).status()).isEqualTo(Status.NOT_APPLIED);
    assertThat(books.valueOf(KEY)).isEqualTo("a");
    assertThat(books.versionOf(KEY)).isEqualTo(version);
    assertThat(books.metadata(KEY)).isEqualTo(metadata);
    books.touch(KEY, Lifetime.ZERO);
    assertThat(books.mutate(put(Condition.PRESENT), KEY, "x").status())
        .isEqualTo(Status.NOT_APPLIED);
  }

  // Expired records

  private void expire() {
    books.grace = 60_000;
    books.put(KEY, "was", 1, Lifetime.AS_IT_IS);
    await().until(() -> books.mutate(keep(), KEY).wasLive() == false);
  }

  @Test
  void expiredRecord_isClaimedOnce() {
    expire();
    assertThat(books.mutate(keep(), KEY).expired()).as("nobody wants it").isNull();
    books.claims = true;
    StoredRecord expired = Objects.requireNonNull(books.mutate(keep(), KEY).expired());
    assertThat(expired.value().toBytes()).isEqualTo("was".getBytes(UTF_8));
    assertThat(books.mutate(keep(), KEY).expired()).isNull();
    assertThat(books.mutate(delete(Condition.ANY), KEY).expired()).isNull();
    assertThat(books.redis.exists(books.recordName(KEY))).isFalse();
  }

  @Test
  void claim_keepsThePhysicalLifetime() {
    expire();
    long before = books.remaining(KEY);
    books.claims = true;
    books.mutate(keep(), KEY);
    assertThat(books.remaining(KEY)).isBetween(before - 20_000, before);
  }

  @Test
  void expiredRecord_isClaimedByAChange() {
    books.claims = true;
    expire();
    books.put(KEY, "was", 1, Lifetime.AS_IT_IS);
    await().until(() -> books.read(KEY).state() == ReadResult.State.EXPIRED);
    MutationResult put = books.mutate(put(Condition.ABSENT).wantingOld(true), KEY, "new");
    assertThat(put.status()).isEqualTo(Status.CREATED);
    assertThat(put.old()).isNull();
    assertThat(Objects.requireNonNull(put.expired()).value().toBytes())
        .isEqualTo("was".getBytes(UTF_8));
    assertThat(books.valueOf(KEY)).isEqualTo("new");
  }

  // Versions

  @Test
  void sequence_risesWithEveryChangeOfAShard() {
    Set<Long> nonces = new HashSet<>();
    long last = 0;
    for (int i = 0; i < 200; i++) {
      books.put(KEY, "v");
      Version version = books.versionOf(KEY);
      assertThat(version.sequence()).isGreaterThan(last);
      assertThat(nonces.add(version.nonce())).isTrue();
      last = version.sequence();
      if (i % 10 == 0) {
        books.mutate(delete(Condition.ANY), KEY);
        assertThat(Objects.requireNonNull(books.metadata(KEY)).sequence()).isGreaterThan(last);
      }
    }
  }

  @Test
  void sequence_isAboutTheServersTime_andNeverFallsBehindWhatWasReached() {
    books.put(KEY, "a");
    long now = serverMillis() * 1_000;
    assertThat(books.versionOf(KEY).sequence()).isBetween(now - 60_000_000, now + 1_000);
    long ahead = now + 3_600_000_000L;
    ShardStamp metadata = Objects.requireNonNull(books.metadata(KEY));
    books.writeMetadata(KEY, metadata.epoch(), ahead);
    books.put(KEY, "b");
    assertThat(books.versionOf(KEY).sequence()).isEqualTo(ahead + 1);
    putWithLeast(ahead + 500);
    assertThat(books.versionOf(KEY).sequence()).isEqualTo(ahead + 500);
    putWithLeast(ahead);
    assertThat(books.versionOf(KEY).sequence()).isEqualTo(ahead + 501);
  }

  private void putWithLeast(long least) {
    byte[] head =
        ByteBuffer.allocate(36)
            .put("*Pn0".getBytes(US_ASCII))
            .putLong(0)
            .putLong(least)
            .putLong(0)
            .putLong(0)
            .array();
    byte[] body = RecordFormat.body(value("least"), 0);
    byte[] terms =
        ByteBuffer.allocate(28)
            .putLong(least)
            .putInt(RecordFormat.checksum(KEY, body, new byte[0]))
            .putLong(-1)
            .putLong(-1)
            .array();
    List<byte[]> arguments =
        List.of(
            head,
            new byte[0],
            books.keyspace.wakeChannel(books.keyspace.shardOf(KEY)),
            terms,
            body);
    books.redis.eval(
        Scripts.MUTATE.source(),
        List.of(books.metadataName(KEY), books.recordName(KEY), books.leaseName(KEY)),
        arguments);
  }

  // Leases

  private Status putUnder(Lease.Rule rule, Lease lease) {
    return books.putUnder(rule, lease, KEY, "by " + rule).status();
  }

  @Test
  void plainChange_voidsALoadLease_andLeavesAnExclusiveOne() {
    Lease load = books.granted(Lease.Rule.LOAD, KEY);
    books.mutate(keep(), KEY);
    assertThat(books.isLeased(KEY)).as("no change of the value").isTrue();
    books.put(KEY, "a");
    assertThat(books.isLeased(KEY)).isFalse();
    assertThat(putUnder(Lease.Rule.LOAD, load)).isEqualTo(Status.REFUSED);
    Lease exclusive = books.granted(Lease.Rule.EXCLUSIVE, KEY);
    books.put(KEY, "b");
    assertThat(books.isLeased(KEY)).isTrue();
    assertThat(putUnder(Lease.Rule.EXCLUSIVE, exclusive)).isEqualTo(Status.UPDATED);
  }

  @Test
  void removal_voidsALoadLease_alsoOfAKeyThatIsNotThere() {
    Lease load = books.granted(Lease.Rule.LOAD, KEY);
    books.mutate(delete(Condition.ANY), KEY);
    assertThat(putUnder(Lease.Rule.LOAD, load)).isEqualTo(Status.REFUSED);
    assertThat(books.read(KEY).isLive()).isFalse();
  }

  @Test
  void advisoryLease_isGivenBackWithTheChange_andIsNoCondition() {
    Lease lease = books.granted(Lease.Rule.ADVISORY, KEY);
    assertThat(putUnder(Lease.Rule.ADVISORY, lease)).isEqualTo(Status.CREATED);
    assertThat(books.isLeased(KEY)).isFalse();
    Lease others = books.granted(Lease.Rule.ADVISORY, KEY);
    assertThat(putUnder(Lease.Rule.ADVISORY, lease)).isEqualTo(Status.UPDATED);
    assertThat(books.isLeased(KEY)).as("another's stays").isTrue();
    assertThat(books.mutate(Change.release(), KEY, others).status()).isEqualTo(Status.KEPT);
    assertThat(books.isLeased(KEY)).isFalse();
  }

  @Test
  void loadLease_isNeededForTheFill() {
    Lease lease = books.granted(Lease.Rule.LOAD, KEY);
    Lease invented = new Lease(new byte[16]);
    assertThat(putUnder(Lease.Rule.LOAD, invented)).isEqualTo(Status.REFUSED);
    assertThat(books.isLeased(KEY)).isTrue();
    assertThat(putUnder(Lease.Rule.LOAD, lease)).isEqualTo(Status.CREATED);
    assertThat(books.isLeased(KEY)).isFalse();
    assertThat(putUnder(Lease.Rule.LOAD, lease)).as("used up").isEqualTo(Status.REFUSED);
  }

  @Test
  void loadLease_isVoidAfterAClear() {
    Lease lease = books.granted(Lease.Rule.LOAD, KEY);
    done(books.store.clear(0));
    assertThat(putUnder(Lease.Rule.LOAD, lease)).isEqualTo(Status.REFUSED);
    assertThat(books.isLeased(KEY)).isFalse();
    assertThat(books.read(KEY).isLive()).isFalse();
  }

  @Test
  void exclusiveLease_isNeededForTheCommit() {
    Lease lease = books.granted(Lease.Rule.EXCLUSIVE, KEY);
    books.redis.del(books.leaseName(KEY));
    assertThat(putUnder(Lease.Rule.EXCLUSIVE, lease)).as("lapsed").isEqualTo(Status.REFUSED);
    Lease second = books.granted(Lease.Rule.EXCLUSIVE, KEY);
    assertThat(putUnder(Lease.Rule.EXCLUSIVE, lease)).as("another's").isEqualTo(Status.REFUSED);
    assertThat(putUnder(Lease.Rule.EXCLUSIVE, second)).isEqualTo(Status.CREATED);
    assertThat(books.isLeased(KEY)).isFalse();
  }

  @Test
  void exclusiveCommit_afterAClear_isAsIfItCameBefore() {
    Lease lease = books.granted(Lease.Rule.EXCLUSIVE, KEY);
    done(books.store.clear(0));
    books.put(KEY, "after the clear");
    assertThat(putUnder(Lease.Rule.EXCLUSIVE, lease)).isEqualTo(Status.SUPERSEDED);
    assertThat(books.valueOf(KEY)).isEqualTo("after the clear");
    assertThat(books.isLeased(KEY)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"LOAD", "EXCLUSIVE"})
  void forcedChange_voidsWhateverLeaseThereIs(String rule) {
    Lease lease = books.granted(Lease.Rule.valueOf(rule), KEY);
    books.mutate(delete(Condition.ANY).under(Lease.Rule.FORCED), KEY);
    assertThat(books.isLeased(KEY)).isFalse();
    assertThat(putUnder(Lease.Rule.valueOf(rule), lease)).isEqualTo(Status.REFUSED);
  }

  @Test
  void changeThatDoesNotHold_voidsNoLoadLease() {
    Lease lease = books.granted(Lease.Rule.LOAD, KEY);
    books.mutate(put(Condition.PRESENT), KEY, "x");
    assertThat(putUnder(Lease.Rule.LOAD, lease)).isEqualTo(Status.CREATED);
  }

  private long expiryInRecord() {
    return java.nio.ByteBuffer.wrap(books.redis.get(books.recordName(KEY))).getLong(32);
  }

  private long serverMillis() {
    List<String> time = books.redis.time();
    return Long.parseLong(time.get(0)) * 1_000 + Long.parseLong(time.get(1)) / 1_000;
  }

  @Test
  void touchOfWhatIsNotThere_createsNothing() {
    Mutation mutation = Mutation.of(KEY, Lifetime.of(1_000));
    MutationResult result = done(books.store.mutate(touch().wantingOld(true), mutation));
    assertThat(result.status()).isEqualTo(Status.NOT_APPLIED);
    assertThat(result.old()).isNull();
    assertThat(books.redis.exists(books.recordName(KEY))).isFalse();
    assertThat(books.redis.exists(books.metadataName(KEY))).isFalse();
  }
}
