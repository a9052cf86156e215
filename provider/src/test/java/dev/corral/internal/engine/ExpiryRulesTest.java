package dev.corral.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.internal.store.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExpiryRulesTest {
  private static final long ETERNAL = Change.ETERNAL;
  private static final long AS_IT_IS = Change.AS_IT_IS;
  private static final long HOUR = 3_600_000;

  static Stream<Arguments> standard() {
    Duration hour = new Duration(TimeUnit.HOURS, 1);
    return Stream.of(
        Arguments.of(new EternalExpiryPolicy(), ETERNAL, AS_IT_IS, AS_IT_IS),
        Arguments.of(new CreatedExpiryPolicy(hour), HOUR, AS_IT_IS, AS_IT_IS),
        Arguments.of(new ModifiedExpiryPolicy(hour), HOUR, HOUR, AS_IT_IS),
        Arguments.of(new AccessedExpiryPolicy(hour), HOUR, AS_IT_IS, HOUR),
        Arguments.of(new TouchedExpiryPolicy(hour), HOUR, HOUR, HOUR));
  }

  @ParameterizedTest
  @MethodSource("standard")
  void standardPolicy_isConstant(ExpiryPolicy policy, long created, long updated, long accessed) {
    ExpiryRules rules = new ExpiryRules(policy, "books");
    assertThat(rules.isConstant()).isTrue();
    assertThat(rules.answers().created()).isEqualTo(created);
    assertThat(rules.answers().updated()).isEqualTo(updated);
    assertThat(rules.answers().accessed()).isEqualTo(accessed);
    assertThat(rules.answers().put(false)).isEqualTo(created);
    assertThat(rules.answers().put(true)).isEqualTo(updated);
  }

  @Test
  void durations_areMillisecondsRoundedUpToOne_andClamped() {
    assertThat(ExpiryRules.millis(Duration.ETERNAL)).isEqualTo(ETERNAL);
    assertThat(ExpiryRules.millis(Duration.ZERO)).isEqualTo(Change.ZERO);
    assertThat(ExpiryRules.millis(new Duration(TimeUnit.MILLISECONDS, 1))).isEqualTo(1);
    assertThat(ExpiryRules.millis(new Duration(TimeUnit.DAYS, 2))).isEqualTo(48 * HOUR);
    assertThat(ExpiryRules.millis(new Duration(TimeUnit.DAYS, 36_500))).isEqualTo(876_000 * HOUR);
    assertThat(ExpiryRules.millis(new Duration(TimeUnit.DAYS, 36_501))).isEqualTo(ETERNAL);
    assertThat(ExpiryRules.millis(new Duration(TimeUnit.DAYS, Long.MAX_VALUE))).isEqualTo(ETERNAL);
  }

  /** Says what it was asked. */
  private static final class Asked implements ExpiryPolicy {
    final List<String> questions = new ArrayList<>();
    @Nullable Duration answer = new Duration(TimeUnit.SECONDS, 5);
    boolean fails;

    private @Nullable Duration answer(String question) {
      questions.add(question);
      if (fails) {
        throw new IllegalStateException("no answer");
      }
      return answer;
    }

    @Override
    public @Nullable Duration getExpiryForCreation() {
      return answer("creation");
    }

    @Override
    public @Nullable Duration getExpiryForAccess() {
      return answer("access");
    }

    @Override
    public @Nullable Duration getExpiryForUpdate() {
      return answer("update");
    }
  }

  @Test
  void customPolicy_isAskedWhenNeeded_onceForEachQuestionOfAnOperation() {
    Asked policy = new Asked();
    ExpiryRules rules = new ExpiryRules(policy, "books");
    assertThat(rules.isConstant()).isFalse();
    ExpiryRules.Answers answers = rules.answers();
    assertThat(policy.questions).isEmpty();
    assertThat(answers.created()).isEqualTo(5_000);
    assertThat(answers.put(false)).isEqualTo(5_000);
    assertThat(policy.questions).containsExactly("creation");
    assertThat(answers.put(true)).isEqualTo(5_000);
    assertThat(answers.accessed()).isEqualTo(5_000);
    assertThat(answers.accessed()).isEqualTo(5_000);
    assertThat(policy.questions).containsExactly("creation", "update", "access");
    policy.answer = new Duration(TimeUnit.SECONDS, 6);
    assertThat(answers.created()).as("remembered").isEqualTo(5_000);
    assertThat(rules.answers().created()).as("the next operation").isEqualTo(6_000);
  }

  @Test
  void noAnswer_andFailure_meanTheDefault() {
    Asked policy = new Asked();
    policy.answer = null;
    ExpiryRules rules = new ExpiryRules(policy, "books");
    assertDefaults(rules.answers());
    policy.fails = true;
    assertDefaults(rules.answers());
  }

  private static void assertDefaults(ExpiryRules.Answers answers) {
    assertThat(answers.created()).isEqualTo(ETERNAL);
    assertThat(answers.updated()).isEqualTo(AS_IT_IS);
    assertThat(answers.accessed()).isEqualTo(AS_IT_IS);
  }
}
