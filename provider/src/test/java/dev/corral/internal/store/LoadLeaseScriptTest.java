package dev.corral.internal.store;

import static dev.corral.internal.store.StoreFixture.done;
import static dev.corral.internal.store.StoreFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.internal.store.EntryStore.LeaseRequest;
import dev.corral.internal.store.EntryStore.LeaseRequest.When;
import dev.corral.internal.store.MutationResult.Status;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LoadLeaseScriptTest extends ScriptTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private LeaseResult renew(Lease.Rule rule, Lease lease) {
    return books.lease(request(rule, MINUTE, When.HELD), KEY, lease);
  }

  private Lease shortly(Lease.Rule rule) {
    LeaseRequest request = request(rule, Duration.ofSeconds(10), When.ALWAYS);
    return Objects.requireNonNull(books.lease(request, KEY, null).lease());
  }

  private long remainingOfLease() {
    return books.redis.pttl(books.leaseName(KEY));
  }

  @Test
  void free_isGrantedBesideAValue() {
    books.put(KEY, "a");
    LeaseResult result = books.lease(Lease.Rule.LOAD, When.FREE, KEY);
    assertThat(result.read().isLive()).isTrue();
    Lease lease = Objects.requireNonNull(result.lease());
    assertThat(books.putUnder(Lease.Rule.LOAD, lease, KEY, "b").status()).isEqualTo(Status.UPDATED);
  }

  @ParameterizedTest
  @EnumSource(names = {"LOAD", "EXCLUSIVE"})
  void free_isNotGranted_whileAnotherHasALease(Lease.Rule held) {
    Lease lease = books.granted(held, KEY);
    LeaseResult result = books.lease(Lease.Rule.LOAD, When.FREE, KEY);
    assertThat(result.lease()).isNull();
    assertThat(result.isHeldByAnother()).isTrue();
    assertThat(result.held()).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
    assertThat(books.putUnder(held, lease, KEY, "a").status()).isEqualTo(Status.CREATED);
    assertThat(books.lease(Lease.Rule.LOAD, When.FREE, KEY).lease()).isNotNull();
  }

  @Test
  void free_isGrantedAgainToItsHolder() {
    Lease lease = Objects.requireNonNull(books.lease(Lease.Rule.LOAD, When.FREE, KEY).lease());
    LeaseRequest again = request(Lease.Rule.LOAD, MINUTE, When.FREE);
    assertThat(books.lease(again, KEY, lease).lease()).isNotNull();
    assertThat(remainingOfLease()).isGreaterThan(40_000);
  }

  @Test
  void always_preemptsALoad_whoseFillIsThenRefused() {
    Lease first = books.granted(Lease.Rule.LOAD, KEY);
    Lease second = books.granted(Lease.Rule.LOAD, KEY);
    assertThat(books.putUnder(Lease.Rule.LOAD, first, KEY, "old").status())
        .isEqualTo(Status.REFUSED);
    assertThat(books.isLeased(KEY)).as("the second's stays").isTrue();
    assertThat(books.putUnder(Lease.Rule.LOAD, second, KEY, "new").status())
        .isEqualTo(Status.CREATED);
    assertThat(books.valueOf(KEY)).isEqualTo("new");
  }

  @Test
  void always_doesNotPreemptAnExclusiveLease() {
    Lease exclusive = books.granted(Lease.Rule.EXCLUSIVE, KEY);
    LeaseResult load = books.lease(Lease.Rule.LOAD, When.ALWAYS, KEY);
    assertThat(load.lease()).isNull();
    assertThat(load.isHeldByAnother()).isTrue();
    assertThat(books.putUnder(Lease.Rule.EXCLUSIVE, exclusive, KEY, "a").status())
        .isEqualTo(Status.CREATED);
  }

  @ParameterizedTest
  @EnumSource(names = {"LOAD", "EXCLUSIVE"})
  void held_renewsTheLeaseOfItsHolder(Lease.Rule rule) {
    books.put(KEY, "a");
    Lease lease = shortly(rule);
    byte[] bytes = books.redis.get(books.leaseName(KEY));
    assertThat(remainingOfLease()).isLessThanOrEqualTo(10_000);
    assertThat(renew(rule, lease).lease()).isNotNull();
    assertThat(remainingOfLease()).isBetween(20_000L, 60_000L);
    assertThat(books.redis.get(books.leaseName(KEY))).as("kind, token, epoch").isEqualTo(bytes);
  }

  @ParameterizedTest
  @EnumSource(names = {"LOAD", "EXCLUSIVE"})
  void held_leavesAnothersLeaseAlone(Lease.Rule rule) {
    shortly(rule);
    LeaseResult result = renew(rule, new Lease(new byte[16]));
    assertThat(result.lease()).isNull();
    assertThat(result.isHeldByAnother()).as("nothing to wait for").isFalse();
    assertThat(remainingOfLease()).isBetween(1L, 10_000L);
  }

  @Test
  void held_revivesNoLease_thatAWriteHasVoided() {
    Lease lease = books.granted(Lease.Rule.LOAD, KEY);
    books.put(KEY, "written");
    assertThat(renew(Lease.Rule.LOAD, lease).lease()).isNull();
    assertThat(books.isLeased(KEY)).isFalse();
    assertThat(books.putUnder(Lease.Rule.LOAD, lease, KEY, "loaded").status())
        .isEqualTo(Status.REFUSED);
  }

  @Test
  void held_revivesNoLease_thatHasLapsed() {
    LeaseRequest brief = request(Lease.Rule.LOAD, Duration.ofMillis(1), When.ALWAYS);
    Lease lease = Objects.requireNonNull(books.lease(brief, KEY, null).lease());
    await().until(() -> !books.isLeased(KEY));
    assertThat(renew(Lease.Rule.LOAD, lease).lease()).isNull();
    assertThat(books.isLeased(KEY)).isFalse();
  }

  @Test
  void held_renewsNoLoadLeaseOfAnEndedEpoch() {
    Lease lease = shortly(Lease.Rule.LOAD);
    done(books.store.clear(0));
    assertThat(renew(Lease.Rule.LOAD, lease).lease()).isNull();
    assertThat(remainingOfLease()).isLessThanOrEqualTo(10_000);
    assertThat(books.putUnder(Lease.Rule.LOAD, lease, KEY, "loaded").status())
        .isEqualTo(Status.REFUSED);
  }

  @Test
  void held_renewsAnExclusiveLeaseOfAnEndedEpoch_whichKeepsItsEpoch() {
    Lease lease = shortly(Lease.Rule.EXCLUSIVE);
    done(books.store.clear(0));
    assertThat(renew(Lease.Rule.EXCLUSIVE, lease).lease()).isNotNull();
    assertThat(remainingOfLease()).isGreaterThan(20_000);
    assertThat(books.putUnder(Lease.Rule.EXCLUSIVE, lease, KEY, "a").status())
        .isEqualTo(Status.SUPERSEDED);
  }

  @ParameterizedTest
  @CsvSource({
    "LOAD, MISSING",
    "LOAD, ALWAYS",
    "LOAD, FREE",
    "EXCLUSIVE, ALWAYS",
    "EXCLUSIVE, FREE"
  })
  void loadLeaseOfAnEndedEpoch_isInNobodysWay(Lease.Rule asked, When when) {
    Lease ended = books.granted(Lease.Rule.LOAD, KEY);
    done(books.store.clear(0));
    LeaseResult result = books.lease(asked, when, KEY);
    Lease lease = Objects.requireNonNull(result.lease());
    assertThat(books.putUnder(Lease.Rule.LOAD, ended, KEY, "before the clear").status())
        .isEqualTo(Status.REFUSED);
    assertThat(books.putUnder(asked, lease, KEY, "after it").status()).isEqualTo(Status.CREATED);
    assertThat(books.valueOf(KEY)).isEqualTo("after it");
  }

  @Test
  void exclusiveLeaseOfAnEndedEpoch_isStillInTheWay() {
    books.granted(Lease.Rule.EXCLUSIVE, KEY);
    done(books.store.clear(0));
    assertThat(books.lease(Lease.Rule.LOAD, When.MISSING, KEY).isHeldByAnother()).isTrue();
    assertThat(books.lease(Lease.Rule.EXCLUSIVE, When.ALWAYS, KEY).isHeldByAnother()).isTrue();
  }
}
