package dev.corral.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.EntryLifetime;
import dev.corral.internal.store.Lifetime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
  private static final long ETERNAL = Lifetime.ETERNAL;
  private static final long AS_IT_IS = Lifetime.AS_IT_IS;
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

  private static ExpiryRules<String, String> rules(ExpiryPolicy policy) {
    return new ExpiryRules<>("books", policy, null, 0);
  }

  private static ExpiryRules<String, String> rules(
      ExpiryPolicy policy, EntryLifetime<String, String> perEntry) {
    return new ExpiryRules<>("books", policy, perEntry, 0);
  }

  /** What a policy's answer comes to. */
  private static long millis(Duration duration) {
    return rules(new CreatedExpiryPolicy(duration)).answers().put("k", "v").created();
  }

  @ParameterizedTest
  @MethodSource("standard")
  void standardPolicy_isConstant(ExpiryPolicy policy, long created, long updated, long accessed) {
    ExpiryRules<String, String> rules = rules(policy);
    assertThat(rules.readsBeforePut()).isFalse();
    assertThat(rules.asksOnAccess()).isFalse();
    assertThat(rules.answers().put("k", "v")).isEqualTo(new Lifetime(created, updated));
    assertThat(rules.answers().accessed()).isEqualTo(accessed);
    assertThat(rules.answers().put("k", "v", false)).isEqualTo(Lifetime.of(created));
    assertThat(rules.answers().put("k", "v", true)).isEqualTo(Lifetime.of(updated));
  }

  @Test
  void durations_areMillisecondsRoundedUpToOne_andClamped() {
    assertThat(millis(Duration.ETERNAL)).isEqualTo(ETERNAL);
    assertThat(millis(Duration.ZERO)).isEqualTo(Lifetime.ZERO);
    assertThat(millis(new Duration(TimeUnit.MILLISECONDS, 1))).isEqualTo(1);
    assertThat(millis(new Duration(TimeUnit.DAYS, 2))).isEqualTo(48 * HOUR);
    assertThat(millis(new Duration(TimeUnit.DAYS, 36_500))).isEqualTo(876_000 * HOUR);
    assertThat(millis(new Duration(TimeUnit.DAYS, 36_501))).isEqualTo(ETERNAL);
    assertThat(millis(new Duration(TimeUnit.DAYS, Long.MAX_VALUE))).isEqualTo(ETERNAL);
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
    ExpiryRules<String, String> rules = rules(policy);
    assertThat(rules.readsBeforePut()).isTrue();
    assertThat(rules.asksOnAccess()).isTrue();
    ExpiryRules<String, String>.Answers answers = rules.answers();
    assertThat(policy.questions).isEmpty();
    assertThat(answers.put("k", "v", false)).isEqualTo(Lifetime.of(5_000));
    assertThat(answers.put("k", "v", false)).isEqualTo(Lifetime.of(5_000));
    assertThat(policy.questions).containsExactly("creation");
    assertThat(answers.put("k", "v", true)).isEqualTo(Lifetime.of(5_000));
    assertThat(answers.put("k", "v")).isEqualTo(Lifetime.of(5_000));
    assertThat(policy.questions).containsExactly("creation", "update");
    assertThat(answers.accessed()).isEqualTo(5_000);
    assertThat(answers.accessed()).isEqualTo(5_000);
    assertThat(policy.questions).containsExactly("creation", "update", "access");
    policy.answer = new Duration(TimeUnit.SECONDS, 6);
    assertThat(answers.put("k", "v", false)).as("remembered").isEqualTo(Lifetime.of(5_000));
    assertThat(rules.answers().put("k", "v", false))
        .as("the next operation")
        .isEqualTo(Lifetime.of(6_000));
  }

  @Test
  void noAnswer_andFailure_meanTheDefault() {
    Asked policy = new Asked();
    policy.answer = null;
    ExpiryRules<String, String> rules = rules(policy);
    assertDefaults(rules.answers());
    policy.fails = true;
    assertDefaults(rules.answers());
  }

  private static void assertDefaults(ExpiryRules<String, String>.Answers answers) {
    assertThat(answers.put("k", "v")).isEqualTo(new Lifetime(ETERNAL, AS_IT_IS));
    assertThat(answers.accessed()).isEqualTo(AS_IT_IS);
  }

  @Test
  void functionOfTheEntry_decidesInPlaceOfThePolicy_butNotOnAccess() {
    Asked policy = new Asked();
    ExpiryRules<String, String> rules =
        rules(policy, (key, value) -> java.time.Duration.ofSeconds(value.length()));
    assertThat(rules.readsBeforePut()).isFalse();
    assertThat(rules.asksOnAccess()).isTrue();
    assertThat(rules.answers().put("k", "four")).isEqualTo(Lifetime.of(4_000));
    assertThat(rules.answers().put("k", "sixsix", true)).isEqualTo(Lifetime.of(6_000));
    assertThat(policy.questions).isEmpty();
    assertThat(rules.answers().accessed()).isEqualTo(5_000);
  }

  @Test
  void functionsAnswer_isRoundedUp_andForeverIsWithoutEnd() {
    assertThat(created(java.time.Duration.ZERO)).isEqualTo(Lifetime.ZERO);
    assertThat(created(java.time.Duration.ofMillis(-1))).isEqualTo(Lifetime.ZERO);
    assertThat(created(java.time.Duration.ofNanos(1))).isEqualTo(1);
    assertThat(created(java.time.Duration.ofNanos(1_000_001))).isEqualTo(2);
    assertThat(created(ChronoUnit.FOREVER.getDuration())).isEqualTo(ETERNAL);
  }

  private static long created(java.time.Duration answer) {
    return rules(new EternalExpiryPolicy(), (key, value) -> answer)
        .answers()
        .put("k", "v")
        .created();
  }

  @Test
  void functionThatAnswersNullOnUpdate_keepsTheExpiry_andOneThatFailsLeavesItToThePolicy() {
    EntryLifetime<String, String> keeps =
        new EntryLifetime<>() {
          @Override
          public java.time.Duration lifetimeAfterCreate(String key, String value) {
            return java.time.Duration.ofSeconds(2);
          }

          @Override
          public java.time.@Nullable Duration lifetimeAfterUpdate(String key, String value) {
            return null;
          }
        };
    assertThat(rules(new Asked(), keeps).answers().put("k", "v"))
        .isEqualTo(new Lifetime(2_000, AS_IT_IS));
    EntryLifetime<String, String> fails =
        (key, value) -> {
          throw new IllegalStateException("no answer");
        };
    assertThat(rules(new Asked(), fails).answers().put("k", "v")).isEqualTo(Lifetime.of(5_000));
  }

  @Test
  void jitter_onlyShortens_andLeavesWhatHasNoLength() {
    Set<Long> lifetimes = new HashSet<>();
    ExpiryRules<String, String> hourly =
        new ExpiryRules<>(
            "books", new CreatedExpiryPolicy(new Duration(TimeUnit.HOURS, 1)), null, 0.1);
    for (int i = 0; i < 50; i++) {
      Lifetime lifetime = hourly.answers().put("k", "v");
      assertThat(lifetime.created()).isBetween(HOUR * 9 / 10, HOUR);
      assertThat(lifetime.updated()).isEqualTo(AS_IT_IS);
      lifetimes.add(lifetime.created());
    }
    assertThat(lifetimes).hasSizeGreaterThan(1);
    assertThat(
            new ExpiryRules<String, String>("books", new EternalExpiryPolicy(), null, 0.5)
                .answers()
                .put("k", "v"))
        .isEqualTo(new Lifetime(ETERNAL, AS_IT_IS));
  }
}
