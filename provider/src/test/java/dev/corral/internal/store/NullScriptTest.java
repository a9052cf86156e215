package dev.corral.internal.store;

import static dev.corral.internal.store.StoreFixture.delete;
import static dev.corral.internal.store.StoreFixture.done;
import static dev.corral.internal.store.StoreFixture.keep;
import static dev.corral.internal.store.StoreFixture.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.corral.internal.store.Change.Condition;
import dev.corral.internal.store.EntryStore.LeaseRequest.When;
import dev.corral.internal.store.EntryStore.ScanPosition;
import dev.corral.internal.store.EntryStore.SweepPage;
import dev.corral.internal.store.MutationResult.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That a load found nothing may be remembered; else it is as if nothing were there. */
class NullScriptTest extends ScriptTest {
  private static final int NULL_FLAG = 4;

  private MutationResult remember(long lifetime) {
    Mutation nothing = Mutation.of(KEY, StoredRecord.NULL, Lifetime.of(lifetime));
    return done(books.store.mutate(put(Condition.ANY), nothing));
  }

  private ReadResult.State state() {
    return books.read(KEY).state();
  }

  private int nullFlag() {
    return books.redis.get(books.recordName(KEY))[2] & NULL_FLAG;
  }

  /** A remembered null that has expired, in a cache whose expired records are kept and claimed. */
  private void rememberUntilExpired() {
    books.grace = 60_000;
    books.claims = true;
    remember(1);
    await().until(() -> state() == ReadResult.State.ABSENT);
    assertThat(books.redis.exists(books.recordName(KEY))).isTrue();
  }

  @Test
  void rememberedNull_isReadAsSuch_andIsNoValue() {
    assertThat(remember(60_000).status()).isEqualTo(Status.CREATED);
    ReadResult read = books.read(KEY);
    assertThat(read.state()).isEqualTo(ReadResult.State.NULL);
    assertThat(read.isLive()).isFalse();
    assertThat(read.version()).isNotNull();
    assertThatThrownBy(read::live).isInstanceOf(IllegalStateException.class);
    assertThat(nullFlag()).isEqualTo(NULL_FLAG);
    assertThat(books.remaining(KEY)).isBetween(1L, 60_000L);
  }

  @Test
  void value_hasNoNullFlag() {
    remember(60_000);
    assertThat(books.put(KEY, "a").status()).isEqualTo(Status.CREATED);
    assertThat(nullFlag()).isZero();
    assertThat(books.put(KEY, "").status()).as("no bytes at all is null").isEqualTo(Status.UPDATED);
    assertThat(nullFlag()).isEqualTo(NULL_FLAG);
  }

  @Test
  void conditions_countItAsAbsent() {
    remember(60_000);
    MutationResult present = books.mutate(put(Condition.PRESENT).wantingOld(true), KEY, "x");
    assertThat(present.status()).isEqualTo(Status.NOT_APPLIED);
    assertThat(present.wasLive()).isFalse();
    assertThat(present.old()).isNull();
    assertThat(books.mutate(delete(Condition.PRESENT), KEY).status()).isEqualTo(Status.NOT_APPLIED);
    assertThat(state()).isEqualTo(ReadResult.State.NULL);
    MutationResult absent = books.mutate(put(Condition.ABSENT).wantingOld(true), KEY, "a");
    assertThat(absent.status()).isEqualTo(Status.CREATED);
    assertThat(absent.old()).isNull();
    assertThat(books.valueOf(KEY)).isEqualTo("a");
  }

  @Test
  void versionOfANull_isAVersion() {
    remember(60_000);
    Version version = books.versionOf(KEY);
    remember(60_000);
    assertThat(books.mutate(put(Condition.VERSION), KEY, "a", version).status())
        .isEqualTo(Status.NOT_APPLIED);
    assertThat(books.mutate(put(Condition.VERSION), KEY, "a", books.versionOf(KEY)).status())
        .isEqualTo(Status.CREATED);
  }

  @Test
  void valueInItsPlace_isCreated_withTheLifetimeOfOne() {
    remember(5_000);
    books.put(KEY, "a", 60_000, Lifetime.AS_IT_IS);
    assertThat(books.remaining(KEY)).isBetween(30_000L, 60_000L);
  }

  @Test
  void removal_forgetsIt_andRemovesNothing() {
    remember(60_000);
    assertThat(books.mutate(delete(Condition.ANY), KEY).status()).isEqualTo(Status.NOT_APPLIED);
    assertThat(books.redis.exists(books.recordName(KEY))).isFalse();
  }

  @Test
  void touch_tellsOfIt_andProlongsNothing() {
    remember(60_000);
    assertThat(books.touch(KEY, Lifetime.ETERNAL).status()).isEqualTo(Status.NULL_KEPT);
    assertThat(books.remaining(KEY)).isBetween(1L, 60_000L);
  }

  @Test
  void nullInPlaceOfAValue_isAnUpdate_andThenThereIsNone() {
    books.put(KEY, "a");
    assertThat(remember(60_000).status()).isEqualTo(Status.UPDATED);
    assertThat(state()).isEqualTo(ReadResult.State.NULL);
    assertThat(books.mutate(keep(), KEY).wasLive()).isFalse();
  }

  @Test
  void loadLease_isNotGrantedWhereItIsRemembered() {
    remember(60_000);
    LeaseResult result = books.lease(Lease.Rule.LOAD, When.MISSING, KEY);
    assertThat(result.lease()).isNull();
    assertThat(result.isHeldByAnother()).isFalse();
    assertThat(result.read().state()).isEqualTo(ReadResult.State.NULL);
    assertThat(books.isLeased(KEY)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"ALWAYS", "FREE"})
  void loadLease_isGrantedToWhoWantsItAnyway(When when) {
    remember(60_000);
    assertThat(books.lease(Lease.Rule.LOAD, when, KEY).lease()).isNotNull();
  }

  @Test
  void clear_forgetsIt() {
    remember(60_000);
    done(books.store.clear(0));
    assertThat(state()).isEqualTo(ReadResult.State.ABSENT);
    assertThat(books.lease(Lease.Rule.LOAD, When.MISSING, KEY).lease()).isNotNull();
  }

  @Test
  void expiredNull_isAbsent_alsoForALease() {
    rememberUntilExpired();
    assertThat(books.read(KEY).version()).isNull();
    LeaseResult result = books.lease(Lease.Rule.LOAD, When.MISSING, KEY);
    assertThat(result.lease()).isNotNull();
    assertThat(result.read().state()).isEqualTo(ReadResult.State.ABSENT);
    assertThat(books.touch(KEY, Lifetime.ETERNAL).status()).isEqualTo(Status.NOT_APPLIED);
  }

  @Test
  void expiredNull_isNoEntryThatExpired() {
    rememberUntilExpired();
    assertThat(books.mutate(keep(), KEY).expired()).isNull();
    SweepPage swept = done(books.store.sweep(ScanPosition.START, true));
    assertThat(swept.expired()).isEmpty();
    MutationResult put = books.put(KEY, "a");
    assertThat(put.status()).isEqualTo(Status.CREATED);
    assertThat(put.expired()).isNull();
  }

  @Test
  void removalOfAnExpiredNull_isNoEntryThatExpired() {
    rememberUntilExpired();
    MutationResult removed = books.mutate(delete(Condition.ANY), KEY);
    assertThat(removed.status()).isEqualTo(Status.NOT_APPLIED);
    assertThat(removed.expired()).isNull();
    assertThat(books.redis.exists(books.recordName(KEY))).isFalse();
  }
}
