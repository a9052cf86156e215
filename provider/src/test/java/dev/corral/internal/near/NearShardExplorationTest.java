package dev.corral.internal.near;

import static dev.corral.internal.near.SmallCase.Act.ABANDON;
import static dev.corral.internal.near.SmallCase.Act.CHECK;
import static dev.corral.internal.near.SmallCase.Act.CLEAR;
import static dev.corral.internal.near.SmallCase.Act.EVICT_METADATA;
import static dev.corral.internal.near.SmallCase.Act.FAIL_OVER;
import static dev.corral.internal.near.SmallCase.Act.FILL;
import static dev.corral.internal.near.SmallCase.Act.FOREIGN_CHANGE;
import static dev.corral.internal.near.SmallCase.Act.LEASE;
import static dev.corral.internal.near.SmallCase.Act.LOSE_MESSAGE;
import static dev.corral.internal.near.SmallCase.Act.OWN_WRITE;
import static dev.corral.internal.near.SmallCase.Act.RECONNECT;
import static dev.corral.internal.near.SmallCase.Act.UNTAG;
import static dev.corral.internal.near.SmallCase.Act.WRITE_BY_OTHERS;
import static dev.corral.internal.near.SmallCase.Trait.CLOCK_BEHIND;
import static dev.corral.internal.near.SmallCase.Trait.DEPOSED_ANSWERS;
import static dev.corral.internal.near.SmallCase.Trait.NO_FAULT;
import static dev.corral.internal.near.SmallCase.Trait.READS_OWN_WRITES;
import static dev.corral.internal.near.SmallCase.Trait.REPLICA_READS;
import static dev.corral.internal.near.SmallCase.Trait.RIGHT_WITHOUT_CHECK;
import static dev.corral.internal.near.SmallCase.Trait.SAME_ADDRESS;
import static dev.corral.internal.near.SmallCase.Trait.SUBSCRIPTION_STAYS_BEHIND;
import static dev.corral.internal.near.SmallCase.Trait.TRACKED;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Explores every interleaving of small cases on the real {@link NearShard}: no entry is wrong at
 * rest. That each of its rules is needed for that shows {@link NearShardRulesTest}.
 */
class NearShardExplorationTest {
  @Test
  void entriesAreRight_whenNothingGoesWrong_andNothingIsDroppedForNothing() {
    holds(SmallCase.of(NO_FAULT, RIGHT_WITHOUT_CHECK).with(WRITE_BY_OTHERS, 3).with(FILL, 2));
    holds(SmallCase.of(NO_FAULT).with(WRITE_BY_OTHERS, 2).with(FILL, 2).with(CHECK, 1));
    holds(
        SmallCase.of(NO_FAULT, RIGHT_WITHOUT_CHECK)
            .with(WRITE_BY_OTHERS, 1)
            .with(FILL, 2)
            .with(CLEAR, 1)
            .with(CHECK, 1));
    holds(
        SmallCase.of(NO_FAULT, RIGHT_WITHOUT_CHECK, READS_OWN_WRITES)
            .with(WRITE_BY_OTHERS, 1)
            .with(OWN_WRITE, 1)
            .with(FILL, 2));
    holds(
        SmallCase.of(NO_FAULT, RIGHT_WITHOUT_CHECK, READS_OWN_WRITES)
            .with(OWN_WRITE, 2)
            .with(FILL, 1));
  }

  @Test
  void entriesAreRight_whenMessagesAreLost() {
    holds(SmallCase.of().with(WRITE_BY_OTHERS, 3).with(FILL, 2).with(LOSE_MESSAGE, 2));
    holds(
        SmallCase.of().with(WRITE_BY_OTHERS, 2).with(FILL, 2).with(LOSE_MESSAGE, 1).with(CHECK, 1));
    holds(
        SmallCase.of()
            .with(WRITE_BY_OTHERS, 1)
            .with(OWN_WRITE, 1)
            .with(FILL, 2)
            .with(LOSE_MESSAGE, 1));
  }

  @Test
  void entriesAreRight_whenTheSubscriptionBreaks() {
    holds(
        SmallCase.of(RIGHT_WITHOUT_CHECK)
            .with(WRITE_BY_OTHERS, 2)
            .with(FILL, 2)
            .with(RECONNECT, 1));
    holds(
        SmallCase.of()
            .with(WRITE_BY_OTHERS, 1)
            .with(FILL, 2)
            .with(CLEAR, 1)
            .with(LOSE_MESSAGE, 1)
            .with(RECONNECT, 1));
  }

  @Test
  void entriesAreRight_whenMetadataIsEvicted() {
    holds(
        SmallCase.of()
            .with(WRITE_BY_OTHERS, 2)
            .with(FILL, 2)
            .with(EVICT_METADATA, 1)
            .with(LOSE_MESSAGE, 1));
    holds(
        SmallCase.of(CLOCK_BEHIND).with(WRITE_BY_OTHERS, 3).with(FILL, 2).with(EVICT_METADATA, 1));
    holds(
        SmallCase.of(CLOCK_BEHIND)
            .with(WRITE_BY_OTHERS, 2)
            .with(FILL, 2)
            .with(EVICT_METADATA, 2)
            .with(LEASE, 2));
  }

  @Test
  void entriesAreRight_whenAnotherServerTakesOver() {
    holds(
        SmallCase.of()
            .with(WRITE_BY_OTHERS, 2)
            .with(FILL, 2)
            .with(FAIL_OVER, 1)
            .with(LOSE_MESSAGE, 1));
    holds(
        SmallCase.of(CLOCK_BEHIND)
            .with(WRITE_BY_OTHERS, 2)
            .with(FILL, 2)
            .with(FAIL_OVER, 1)
            .with(LOSE_MESSAGE, 1));
    holds(SmallCase.of(CLOCK_BEHIND).with(WRITE_BY_OTHERS, 3).with(FILL, 2).with(FAIL_OVER, 1));
    holds(
        SmallCase.of(CLOCK_BEHIND, SUBSCRIPTION_STAYS_BEHIND)
            .with(WRITE_BY_OTHERS, 2)
            .with(FILL, 2)
            .with(FAIL_OVER, 1));
    holds(
        SmallCase.of(CLOCK_BEHIND, SUBSCRIPTION_STAYS_BEHIND)
            .with(WRITE_BY_OTHERS, 2)
            .with(FILL, 1)
            .with(FAIL_OVER, 1)
            .with(CHECK, 1));
    holds(
        SmallCase.of(SAME_ADDRESS, CLOCK_BEHIND)
            .with(WRITE_BY_OTHERS, 3)
            .with(FILL, 2)
            .with(FAIL_OVER, 1));
  }

  @Test
  void entriesAreRight_whenTheOldServerStillAnswers() {
    holds(
        SmallCase.of(CLOCK_BEHIND, DEPOSED_ANSWERS)
            .with(WRITE_BY_OTHERS, 2)
            .with(FILL, 2)
            .with(FAIL_OVER, 1));
    holds(
        SmallCase.of(CLOCK_BEHIND, DEPOSED_ANSWERS)
            .with(WRITE_BY_OTHERS, 1)
            .with(FILL, 3)
            .with(FAIL_OVER, 1));
  }

  @Test
  void entriesAreRight_whenReplicasAnswerReads() {
    holds(SmallCase.of(REPLICA_READS).with(WRITE_BY_OTHERS, 2).with(FILL, 2).with(LOSE_MESSAGE, 1));
  }

  @Test
  void entriesAreRight_whenTheNodeWritesItself() {
    holds(SmallCase.of().with(OWN_WRITE, 2).with(FILL, 1).with(LOSE_MESSAGE, 1));
    holds(
        SmallCase.of()
            .with(OWN_WRITE, 1)
            .with(WRITE_BY_OTHERS, 1)
            .with(FILL, 1)
            .with(ABANDON, 1)
            .with(LOSE_MESSAGE, 1));
    holds(SmallCase.of().with(OWN_WRITE, 1).with(FILL, 2).with(CLEAR, 1));
    holds(
        SmallCase.of(CLOCK_BEHIND)
            .with(OWN_WRITE, 1)
            .with(WRITE_BY_OTHERS, 1)
            .with(FILL, 1)
            .with(FAIL_OVER, 1)
            .with(LOSE_MESSAGE, 1));
    holds(
        SmallCase.of(CLOCK_BEHIND)
            .with(OWN_WRITE, 1)
            .with(WRITE_BY_OTHERS, 1)
            .with(FILL, 1)
            .with(EVICT_METADATA, 1)
            .with(LOSE_MESSAGE, 1));
  }

  @Test
  void entriesAreRight_whenOtherProgramsChangeKeys_andKeysAreTracked() {
    holds(
        SmallCase.of(TRACKED, NO_FAULT, RIGHT_WITHOUT_CHECK)
            .with(WRITE_BY_OTHERS, 1)
            .with(FOREIGN_CHANGE, 2)
            .with(FILL, 2));
    holds(
        SmallCase.of(TRACKED, NO_FAULT, RIGHT_WITHOUT_CHECK, READS_OWN_WRITES)
            .with(OWN_WRITE, 1)
            .with(FOREIGN_CHANGE, 1)
            .with(FILL, 1));
    holds(
        SmallCase.of(TRACKED)
            .with(WRITE_BY_OTHERS, 1)
            .with(FOREIGN_CHANGE, 1)
            .with(FILL, 2)
            .with(LOSE_MESSAGE, 1)
            .with(RECONNECT, 1));
    holds(
        SmallCase.of(TRACKED)
            .with(OWN_WRITE, 1)
            .with(FOREIGN_CHANGE, 1)
            .with(FILL, 1)
            .with(ABANDON, 1)
            .with(EVICT_METADATA, 1));
  }

  @Test
  void entriesAreRight_whenMuchGoesWrongAtOnce() {
    holds(
        SmallCase.of(CLOCK_BEHIND)
            .with(WRITE_BY_OTHERS, 1)
            .with(OWN_WRITE, 1)
            .with(FILL, 1)
            .with(LOSE_MESSAGE, 1)
            .with(FAIL_OVER, 1)
            .with(EVICT_METADATA, 1));
    holds(
        SmallCase.of(CLOCK_BEHIND)
            .with(WRITE_BY_OTHERS, 1)
            .with(FILL, 2)
            .with(CLEAR, 1)
            .with(FAIL_OVER, 1)
            .with(RECONNECT, 1));
  }

  @Test
  void entriesAreRight_whenATagIsInvalidated() {
    holds(
        SmallCase.of(NO_FAULT, RIGHT_WITHOUT_CHECK)
            .with(WRITE_BY_OTHERS, 1)
            .with(FILL, 2)
            .with(UNTAG, 2));
    holds(
        SmallCase.of(NO_FAULT, RIGHT_WITHOUT_CHECK)
            .with(OWN_WRITE, 1)
            .with(FILL, 1)
            .with(UNTAG, 1));
    holds(
        SmallCase.of().with(WRITE_BY_OTHERS, 1).with(FILL, 2).with(UNTAG, 1).with(LOSE_MESSAGE, 1));
    holds(SmallCase.of().with(OWN_WRITE, 1).with(FILL, 1).with(UNTAG, 1).with(LOSE_MESSAGE, 1));
    holds(
        SmallCase.of(CLOCK_BEHIND)
            .with(WRITE_BY_OTHERS, 1)
            .with(FILL, 2)
            .with(UNTAG, 1)
            .with(EVICT_METADATA, 1));
    holds(
        SmallCase.of(CLOCK_BEHIND)
            .with(WRITE_BY_OTHERS, 1)
            .with(FILL, 2)
            .with(UNTAG, 1)
            .with(FAIL_OVER, 1));
  }

  static void holds(SmallCase rules) {
    Exploration found = Exploration.of(rules);
    assertThat(found.counterexample()).as(rules.toString()).isEmpty();
  }
}
