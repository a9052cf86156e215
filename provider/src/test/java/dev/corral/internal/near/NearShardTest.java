package dev.corral.internal.near;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.internal.store.ShardStamp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NearShardTest {
  private static final String SERVER = "a:6379";
  private static final long OWN = 77;

  private final List<String> log = new ArrayList<>();
  private final NearShard<String> shard = new NearShard<>(new Log(log));

  private record Log(List<String> log) implements Entries<String> {
    @Override
    public void dropAll(DropReason reason) {
      log.add(reason.name());
    }

    @Override
    public void invalidate(String key, long unlessNonce) {
      log.add(key + " unless " + unlessNonce);
    }

    @Override
    public void invalidateTag(String tag) {
      log.add("tag " + tag);
    }
  }

  @BeforeEach
  void subscribe() {
    shard.subscribed();
    log.clear();
  }

  @Test
  void ownWrite_isAdmitted_whetherItsMessageOrItsReplyComesFirst() {
    Reservation<String> first = shard.reserveWrite("k", OWN);
    shard.heard(message(at(4), at(5, OWN), "k"));
    assertThat(shard.admit(first, SERVER, at(5, OWN))).isTrue();

    Reservation<String> second = shard.reserveWrite("k", OWN + 1);
    assertThat(shard.admit(second, SERVER, at(6, OWN + 1))).isTrue();
    shard.heard(message(at(5, OWN), at(6, OWN + 1), "k"));

    assertThat(log).containsExactly("k unless 77", "k unless 78");
  }

  @Test
  void ownWrite_invalidatesItsKey_whenItIsNotAdmitted() {
    Reservation<String> write = shard.reserveWrite("k", OWN);
    Reservation<String> read = shard.reserve("k");

    assertThat(shard.admit(write, SERVER, at(5, OWN))).isFalse();
    assertThat(log).containsExactly("k unless 77");
    assertThat(shard.admit(read, SERVER, at(5, OWN))).isFalse();
  }

  @Test
  void ownWrite_invalidatesItsKey_whenItsOutcomeIsUnknown() {
    shard.release(shard.reserveWrite("k", OWN));

    assertThat(log).containsExactly("k unless 77");
  }

  @Test
  void ownWrite_leavesTheEntryAlone_whenItChangedNothing() {
    Reservation<String> write = shard.reserveWrite("k", OWN);
    shard.withdraw(write);

    assertThat(log).isEmpty();
    assertThat(shard.admit(write, SERVER, at(5))).isFalse();
  }

  @Test
  void read_isAdmittedOnce_whenNothingIsHeardMeanwhile() {
    Reservation<String> read = shard.reserve("k");

    assertThat(shard.admit(read, SERVER, at(5))).isTrue();
    assertThat(shard.applied()).isEqualTo(at(5));
    assertThat(shard.admit(read, SERVER, at(5))).isFalse();
    assertThat(log).isEmpty();
  }

  @Test
  void read_isRefused_whileThereIsNoSubscription() {
    shard.broken();

    assertThat(shard.admit(shard.reserve("k"), SERVER, at(5))).isFalse();
    assertThat(shard.applied()).isNull();
  }

  @Test
  void read_isRefused_whenItWasSentBeforeTheSubscription_andSaysNothingOfTheShard() {
    Reservation<String> read = shard.reserve("k");
    shard.subscribed();

    assertThat(shard.admit(read, SERVER, at(5))).isFalse();
    assertThat(shard.applied()).isNull();
  }

  @Test
  void everythingIsDropped_whenAnotherServerAnswers_andThatAnswerIsTheNewStart() {
    settle(at(5));
    Reservation<String> read = shard.reserve("k");
    Reservation<String> other = shard.reserve("other");

    assertThat(shard.admit(read, "b:6379", at(4))).isFalse();
    assertThat(log).containsExactly("OTHER_SERVER");
    assertThat(shard.applied()).isEqualTo(at(4));
    assertThat(shard.admit(other, "b:6379", at(4))).isFalse();
    assertThat(shard.admit(shard.reserve("k"), "b:6379", at(4))).isTrue();
  }

  @Test
  void everythingIsDropped_whenMetadataIsGone() {
    settle(at(5));

    assertThat(shard.admit(shard.reserve("k"), SERVER, null)).isFalse();
    assertThat(log).containsExactly("MISSING_METADATA");
  }

  @Test
  void sample_isConfirmed_whenTheShardIsThere() {
    settle(at(5));

    assertThat(shard.sampled(shard.check(), SERVER, at(5))).isEqualTo(Verdict.CONFIRMED);
    assertThat(log).isEmpty();
  }

  @Test
  void sample_isConfirmed_whenItsMessageComesWithinTheGrace() {
    settle(at(5));
    Check check = shard.check();

    assertThat(shard.sampled(check, SERVER, at(6))).isEqualTo(Verdict.PENDING);
    shard.heard(message(at(5), at(6), "k"));
    assertThat(shard.settled(check, at(6))).isTrue();
    assertThat(log).containsExactly("k unless 6");
  }

  @Test
  void everythingIsDropped_whenTheShardIsBehindAfterTheGrace() {
    settle(at(5));
    Check check = shard.check();

    assertThat(shard.sampled(check, SERVER, at(6))).isEqualTo(Verdict.PENDING);
    assertThat(shard.settled(check, at(6))).isFalse();
    assertThat(log).containsExactly("BEHIND");
  }

  @Test
  void everythingIsDropped_whenASampleIsFromAnotherPast() {
    for (@Nullable ShardStamp sample :
        new @Nullable ShardStamp[] {at(4), at(5, 1), new ShardStamp(2, 5, 5), null}) {
      settle(at(5));
      assertThat(shard.sampled(shard.check(), SERVER, sample)).isEqualTo(Verdict.DROPPED);
    }
    settle(at(5));
    assertThat(shard.sampled(shard.check(), "b:6379", at(5))).isEqualTo(Verdict.DROPPED);
    assertThat(log)
        .containsExactly("REGRESSED", "REGRESSED", "REGRESSED", "MISSING_METADATA", "OTHER_SERVER");
  }

  @Test
  void everythingIsDropped_whenTheShardIsCleared() {
    settle(at(5));
    Reservation<String> read = shard.reserve("k");
    shard.heard(message(at(5), new ShardStamp(2, 6, 6), null));

    assertThat(shard.admit(read, SERVER, at(5))).isFalse();
    assertThat(shard.applied()).isEqualTo(new ShardStamp(2, 6, 6));
    assertThat(log).contains("CLEARED");
  }

  private void settle(ShardStamp at) {
    shard.admit(shard.reserve("first"), SERVER, at);
  }

  private static ShardStamp at(long sequence) {
    return at(sequence, sequence);
  }

  private static ShardStamp at(long sequence, long nonce) {
    return new ShardStamp(1, sequence, nonce);
  }

  private static Message<String> message(
      ShardStamp before, ShardStamp after, @Nullable String key) {
    return new Message<>(before.sequence(), before.nonce(), after, key, null);
  }
}
