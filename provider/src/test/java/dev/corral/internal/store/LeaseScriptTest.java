package dev.corral.internal.store;

import static dev.corral.internal.store.StoreFixture.done;
import static dev.corral.internal.store.StoreFixture.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.internal.store.EntryStore.LeaseRequest;
import dev.corral.internal.store.EntryStore.LeaseRequest.When;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseScriptTest extends ScriptTest {

  @Test
  void lease_isGrantedOnce_andTellsHowLongTheHolderHas() {
    LeaseResult first = books.lease(Lease.Rule.LOAD, When.MISSING, KEY);
    assertThat(first.lease()).isNotNull();
    assertThat(first.read().state()).isEqualTo(ReadResult.State.ABSENT);
    LeaseResult second = books.lease(Lease.Rule.LOAD, When.MISSING, KEY);
    assertThat(second.lease()).isNull();
    assertThat(second.held()).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
  }

  @Test
  void loadLease_isNotGranted_whereThereIsAValue() {
    books.put(KEY, "a");
    LeaseResult result = books.lease(Lease.Rule.LOAD, When.MISSING, KEY);
    assertThat(result.lease()).isNull();
    assertThat(result.held()).isZero();
    assertThat(result.read().isLive()).isTrue();
    assertThat(books.isLeased(KEY)).isFalse();
    assertThat(books.lease(Lease.Rule.LOAD, When.ALWAYS, KEY).lease()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "LOAD, LOAD, MISSING, false",
    "LOAD, LOAD, ALWAYS, true",
    "LOAD, EXCLUSIVE, ALWAYS, true",
    "LOAD, ADVISORY, ALWAYS, true",
    "EXCLUSIVE, LOAD, MISSING, false",
    "EXCLUSIVE, LOAD, ALWAYS, false",
    "EXCLUSIVE, EXCLUSIVE, ALWAYS, false",
    "EXCLUSIVE, ADVISORY, ALWAYS, false",
    "ADVISORY, EXCLUSIVE, ALWAYS, false"
  })
  void stronger_preemptsALoad(Lease.Rule held, Lease.Rule asked, When when, boolean granted) {
    books.granted(held, KEY);
    assertThat(books.lease(asked, when, KEY).lease() != null).isEqualTo(granted);
  }

  @Test
  void holder_isGrantedTheSameLeaseAgain_andItIsRenewed() {
    LeaseRequest shortly =
        StoreFixture.request(Lease.Rule.EXCLUSIVE, Duration.ofSeconds(5), When.ALWAYS);
    Lease lease = Objects.requireNonNull(books.lease(shortly, KEY, null).lease());
    assertThat(books.redis.pttl(books.leaseName(KEY))).isLessThanOrEqualTo(5_000);
    LeaseRequest longer =
        StoreFixture.request(Lease.Rule.EXCLUSIVE, Duration.ofSeconds(60), When.ALWAYS);
    assertThat(books.lease(longer, KEY, lease).lease()).isNotNull();
    assertThat(books.redis.pttl(books.leaseName(KEY))).isGreaterThan(10_000);
  }

  @Test
  void lease_lapses() {
    LeaseRequest request =
        StoreFixture.request(Lease.Rule.EXCLUSIVE, Duration.ofMillis(30), When.ALWAYS);
    books.lease(request, KEY, null);
    await().until(() -> books.lease(request, KEY, null).lease() != null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "hash", "set", "text", "empty", "long"})
  void foreignData_isNoObstacle(String type) {
    books.foreign(type, books.recordName(KEY));
    books.foreign(type, books.leaseName(KEY));
    books.foreign(type, books.metadataName(KEY));
    LeaseResult result = books.lease(Lease.Rule.LOAD, When.MISSING, KEY);
    Lease lease = Objects.requireNonNull(result.lease());
    assertThat(result.read().isLive()).isFalse();
    assertThat(books.metadata(KEY)).isNotNull();
    assertThat(books.putUnder(Lease.Rule.LOAD, lease, KEY, "loaded").status())
        .isEqualTo(MutationResult.Status.CREATED);
    assertThat(books.valueOf(KEY)).isEqualTo("loaded");
  }

  @Test
  void missingMetadata_isCreated_soThatALostOneVoidsTheLease() {
    Lease lease = books.granted(Lease.Rule.LOAD, KEY);
    long epoch = Objects.requireNonNull(books.metadata(KEY)).epoch();
    books.redis.del(books.metadataName(KEY));
    books.put(books.neighbour(KEY), "b");
    assertThat(Objects.requireNonNull(books.metadata(KEY)).epoch()).isNotEqualTo(epoch);
    assertThat(books.putUnder(Lease.Rule.LOAD, lease, KEY, "late").status())
        .isEqualTo(MutationResult.Status.REFUSED);
  }

  @Test
  void bulk_answersInTheOrderOfItsKeys() {
    List<EntryKey> keys = IntStream.range(0, 600).mapToObj(i -> key("k" + i)).toList();
    for (int i = 0; i < keys.size(); i += 3) {
      books.granted(Lease.Rule.EXCLUSIVE, keys.get(i));
    }
    for (int i = 1; i < keys.size(); i += 3) {
      books.put(keys.get(i), "v" + i);
    }
    List<LeaseResult> results =
        done(
            books.store.lease(
                StoreFixture.request(Lease.Rule.EXCLUSIVE, Duration.ofSeconds(9), When.ALWAYS),
                keys,
                null));
    for (int i = 0; i < keys.size(); i++) {
      assertThat(results.get(i).lease() == null).isEqualTo(i % 3 == 0);
      assertThat(results.get(i).read().isLive()).isEqualTo(i % 3 == 1);
    }
  }
}
