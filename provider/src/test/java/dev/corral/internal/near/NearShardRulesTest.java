package dev.corral.internal.near;

import static dev.corral.internal.near.SmallCase.Act.ABANDON;
import static dev.corral.internal.near.SmallCase.Act.CLEAR;
import static dev.corral.internal.near.SmallCase.Act.EVICT_METADATA;
import static dev.corral.internal.near.SmallCase.Act.FAIL_OVER;
import static dev.corral.internal.near.SmallCase.Act.FILL;
import static dev.corral.internal.near.SmallCase.Act.FOREIGN_CHANGE;
import static dev.corral.internal.near.SmallCase.Act.LOSE_MESSAGE;
import static dev.corral.internal.near.SmallCase.Act.OWN_WRITE;
import static dev.corral.internal.near.SmallCase.Act.RECONNECT;
import static dev.corral.internal.near.SmallCase.Act.UNTAG;
import static dev.corral.internal.near.SmallCase.Act.WRITE_BY_OTHERS;
import static dev.corral.internal.near.SmallCase.Trait.CLOCK_BEHIND;
import static dev.corral.internal.near.SmallCase.Trait.REPLICA_READS;
import static dev.corral.internal.near.SmallCase.Trait.RIGHT_WITHOUT_CHECK;
import static dev.corral.internal.near.SmallCase.Trait.SAME_ADDRESS;
import static dev.corral.internal.near.SmallCase.Trait.TRACKED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.internal.store.ShardStamp;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Explores small cases on a {@link NearShard} that lacks one of its rules: some entry is wrong,
 * where none is with all of them.
 */
class NearShardRulesTest {
  @Test
  void anEntryIsWrong_whenOtherProgramsChangeKeysUntold() {
    SmallCase tracked = SmallCase.of(TRACKED).with(FOREIGN_CHANGE, 1).with(FILL, 1);
    NearShardExplorationTest.holds(tracked);
    assertThat(
            Exploration.of(SmallCase.of().with(FOREIGN_CHANGE, 1).with(FILL, 1)).counterexample())
        .isNotEmpty();
    isViolated(
        tracked,
        entries ->
            new NearShard<>(entries) {
              @Override
              public void changed(Integer key) {
                voidReservation(key);
              }
            });
  }

  @Test
  void anEntryIsWrong_whenAForeignChangeVoidsNoReservation() {
    isViolated(
        SmallCase.of(TRACKED).with(FOREIGN_CHANGE, 1).with(FILL, 1),
        entries ->
            new NearShard<>(entries) {
              @Override
              void voidReservation(Integer key) {}
            });
  }

  @Test
  void anEntryIsWrong_whenAForeignChangeKeepsTheReservationOfAnOwnWrite() {
    isViolated(
        SmallCase.of(TRACKED).with(OWN_WRITE, 1).with(FOREIGN_CHANGE, 1),
        entries ->
            new NearShard<>(entries) {
              @Override
              void voidReservation(Integer key) {
                if (!isReservedForWrite(key)) {
                  super.voidReservation(key);
                }
              }
            });
  }

  @Test
  void anEntryIsWrong_whenATagVoidsNoReservation() {
    isViolated(
        SmallCase.of().with(FILL, 2).with(UNTAG, 1),
        entries ->
            new NearShard<>(entries) {
              @Override
              void voidAll() {}
            });
  }

  @Test
  void anEntryIsWrong_whenATagDropsNoEntry() {
    isViolated(
        SmallCase.of().with(FILL, 1).with(UNTAG, 1),
        entries ->
            new NearShard<>(entries) {
              @Override
              void invalidate(Message<Integer> message) {
                if (message.tag() == null) {
                  super.invalidate(message);
                } else {
                  voidAll();
                }
              }
            });
  }

  @Test
  void anEntryIsWrong_withoutTheDropAtAGap() {
    isViolated(
        SmallCase.of().with(WRITE_BY_OTHERS, 2).with(FILL, 1).with(LOSE_MESSAGE, 1),
        neverDropping(DropReason.GAP));
  }

  @Test
  void anEntryIsWrong_withoutTheBase() {
    isViolated(
        SmallCase.of().with(WRITE_BY_OTHERS, 2).with(FILL, 2).with(LOSE_MESSAGE, 1),
        entries ->
            new NearShard<>(entries) {
              @Override
              boolean isBelowBase(ShardStamp reply) {
                return false;
              }
            });
  }

  @Test
  void anEntryIsWrong_whenTheFirstMessageSetsNoBase() {
    isViolated(
        SmallCase.of().with(WRITE_BY_OTHERS, 2).with(FILL, 1).with(LOSE_MESSAGE, 1),
        entries ->
            new NearShard<>(entries) {
              @Override
              boolean isBelowBase(ShardStamp reply) {
                return isAppliedFromReply() && super.isBelowBase(reply);
              }
            });
  }

  @Test
  void anEntryIsWrong_whenAMessageVoidsNoReservation() {
    isViolated(
        SmallCase.of().with(WRITE_BY_OTHERS, 2).with(FILL, 2),
        entries ->
            new NearShard<>(entries) {
              @Override
              boolean isVoidedBy(Message<Integer> message, Reservation<Integer> reservation) {
                return false;
              }
            });
  }

  @Test
  void anEntryIsWrong_whenReservationsOfAKeyAreTheSame() {
    isViolated(
        SmallCase.of().with(WRITE_BY_OTHERS, 2).with(FILL, 3),
        entries ->
            new NearShard<>(entries) {
              @Override
              boolean isAlive(Reservation<Integer> reservation) {
                return isReserved(reservation.key());
              }
            });
  }

  @Test
  void anEntryIsWrong_withoutTheEpochOfTheReply() {
    isViolated(
        SmallCase.of(CLOCK_BEHIND).with(WRITE_BY_OTHERS, 3).with(FILL, 2).with(EVICT_METADATA, 1),
        entries ->
            new NearShard<>(entries) {
              @Override
              boolean isOtherEpoch(ShardStamp reply, ShardStamp last) {
                return false;
              }
            });
  }

  @Test
  void anEntryIsWrong_whenAReplyMayBeOlderThanWhatWasFollowedBefore() {
    isViolated(
        SmallCase.of(REPLICA_READS).with(WRITE_BY_OTHERS, 2).with(FILL, 2),
        entries ->
            new NearShard<>(entries) {
              @Override
              boolean isRegress(ShardStamp seen, @Nullable ShardStamp whenSent) {
                return false;
              }
            });
  }

  @Test
  void anEntryIsWrong_whenRepliesAdvanceTheShard() {
    isViolated(
        SmallCase.of().with(WRITE_BY_OTHERS, 2).with(FILL, 2).with(LOSE_MESSAGE, 1),
        entries ->
            new NearShard<>(entries) {
              @Override
              boolean isStart(Reservation<Integer> reservation, ShardStamp reply) {
                ShardStamp last = applied();
                return last == null || reply.sequence() > last.sequence();
              }
            });
  }

  @Test
  void anEntryIsWrong_withoutTheDropWhenRedisWentBack() {
    isViolated(
        SmallCase.of(SAME_ADDRESS).with(WRITE_BY_OTHERS, 1).with(FILL, 1).with(FAIL_OVER, 1),
        neverDropping(DropReason.REGRESSED));
  }

  @Test
  void anEntryIsWrong_withoutTheDropAtMissingMetadata() {
    isViolated(
        SmallCase.of().with(FILL, 1).with(EVICT_METADATA, 1),
        neverDropping(DropReason.MISSING_METADATA));
  }

  @Test
  void anEntryIsWrong_withoutTheDropAtAClear() {
    isViolated(SmallCase.of().with(FILL, 1).with(CLEAR, 1), neverDropping(DropReason.CLEARED));
  }

  @Test
  void anEntryIsWrong_whenServersAreNotToldApart() {
    isViolated(
        SmallCase.of(CLOCK_BEHIND)
            .with(WRITE_BY_OTHERS, 2)
            .with(FILL, 2)
            .with(FAIL_OVER, 1)
            .with(LOSE_MESSAGE, 1),
        entries ->
            new NearShard<>(entries) {
              @Override
              boolean isSwitch(Object from) {
                return false;
              }
            });
  }

  @Test
  void anEntryIsWrong_withoutTheDropWhenMessagesDoNotArrive() {
    isViolated(
        SmallCase.of().with(WRITE_BY_OTHERS, 1).with(FILL, 1).with(LOSE_MESSAGE, 1),
        neverDropping(DropReason.BEHIND));
  }

  @Test
  void anEntryIsWrong_withoutTheDropAtAReconnect() {
    isViolated(
        SmallCase.of(RIGHT_WITHOUT_CHECK).with(WRITE_BY_OTHERS, 1).with(FILL, 1).with(RECONNECT, 1),
        neverDropping(DropReason.SUBSCRIBED));
  }

  @Test
  void anEntryIsWrong_whenOwnMessagesAreFiltered() {
    isViolated(
        SmallCase.of().with(OWN_WRITE, 1).with(FILL, 1).with(ABANDON, 1),
        entries ->
            new NearShard<>(entries) {
              @Override
              void invalidate(Message<Integer> message) {
                if (!World.isOwn(message)) {
                  super.invalidate(message);
                }
              }
            });
  }

  @Test
  void anEntryIsWrong_whenOwnWritesNeedNoReservation() {
    isViolated(
        SmallCase.of().with(OWN_WRITE, 1).with(WRITE_BY_OTHERS, 1),
        entries ->
            new NearShard<>(entries) {
              @Override
              boolean isAlive(Reservation<Integer> reservation) {
                return reservation.isWrite() || super.isAlive(reservation);
              }
            });
  }

  @Test
  void anEntryIsWrong_whenAnyMessageKeepsTheReservationOfAnOwnWrite() {
    isViolated(
        SmallCase.of().with(OWN_WRITE, 1).with(WRITE_BY_OTHERS, 1),
        entries ->
            new NearShard<>(entries) {
              @Override
              boolean isVoidedBy(Message<Integer> message, Reservation<Integer> reservation) {
                return !reservation.isWrite();
              }
            });
  }

  private static Function<Entries<Integer>, NearShard<Integer>> neverDropping(DropReason why) {
    return entries ->
        new NearShard<>(entries) {
          @Override
          void drop(DropReason reason) {
            if (reason != why) {
              super.drop(reason);
            }
          }
        };
  }

  /** The same case holds with all rules, and has a counterexample with these. */
  private static void isViolated(
      SmallCase rules, Function<Entries<Integer>, NearShard<Integer>> withoutOne) {
    NearShardExplorationTest.holds(rules);
    assertThat(Exploration.of(rules.using(withoutOne)).counterexample())
        .as(rules.toString())
        .isNotEmpty();
  }
}
