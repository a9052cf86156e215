package dev.corral.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.codec.Encoded;
import dev.corral.internal.engine.Freshness.Verdict;
import dev.corral.internal.store.StoredRecord;
import dev.corral.internal.store.Version;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FreshnessTest {
  private static final long EXPIRY = 1_000_000;
  private static final int DRAWS = 20_000;

  /** Quantile of the chi-square distribution with 19 degrees of freedom at 0.999. */
  private static final double CHI_SQUARE_19 = 43.82;

  /** Quantile of the Kolmogorov distribution at 0.999. */
  private static final double KOLMOGOROV = 1.949;

  /**
   * The paper's rule refreshes at time t if {@code -cost * beta * ln(u) >= left}, so with
   * probability {@code exp(-left / (cost * beta))}. At each of 19 distances from the expiry the
   * number of refreshes is compared with that; the sum of the squared normal deviations is
   * chi-square distributed, tested at a significance level of 0.1 %.
   */
  @ParameterizedTest
  @CsvSource({"0.5,200000", "1,200000", "1,30000", "2,75000", "10,12345"})
  void probabilityOfAnEarlyRefresh_isThatOfThePaper(double beta, long costMicros) {
    Freshness freshness = withBeta(beta);
    Random random = new Random(4711);
    double scale = costMicros / 1000.0 * beta;
    double chiSquare = 0;
    for (int step = 1; step <= 19; step++) {
      long left = Math.round(scale * step / 5);
      double expected = Math.exp(-left / scale);
      int refreshes = 0;
      for (int i = 0; i < DRAWS; i++) {
        if (isEarly(freshness, costMicros, left, random::nextDouble)) {
          refreshes++;
        }
      }
      double deviation = refreshes - DRAWS * expected;
      chiSquare += deviation * deviation / (DRAWS * expected * (1 - expected));
    }
    assertThat(chiSquare).isLessThan(CHI_SQUARE_19);
  }

  /**
   * One draw decides from when on a value is refreshed: the time before the expiry is {@code -cost
   * * beta * ln(u)}, exponentially distributed with mean {@code cost * beta}. Compared with the
   * closed form by a Kolmogorov-Smirnov test at a significance level of 0.1 %.
   */
  @Test
  void timeBeforeExpiry_isExponentiallyDistributed() {
    Freshness freshness = withBeta(1);
    long costMicros = 500_000;
    Random random = new Random(815);
    int draws = 5_000;
    double[] times = new double[draws];
    for (int i = 0; i < draws; i++) {
      double draw = random.nextDouble();
      times[i] = earliest(freshness, costMicros, draw);
    }
    Arrays.sort(times);
    double greatest = 0;
    for (int i = 0; i < draws; i++) {
      double closed = 1 - Math.exp(-times[i] / 500.0);
      greatest =
          Math.max(
              greatest,
              Math.max(Math.abs(closed - (double) i / draws), (i + 1.0) / draws - closed));
    }
    // A millisecond is the resolution: it shifts the closed form by at most 1/500.
    assertThat(greatest).isLessThan(KOLMOGOROV / Math.sqrt(draws) + 1.0 / 500);
  }

  /** The greatest time before the expiry, in ms, at which this draw refreshes; by bisection. */
  private static long earliest(Freshness freshness, long costMicros, double draw) {
    long yes = 0;
    long no = EXPIRY;
    while (no - yes > 1) {
      long middle = (yes + no) / 2;
      if (isEarly(freshness, costMicros, middle, () -> draw)) {
        yes = middle;
      } else {
        no = middle;
      }
    }
    return yes;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-300, 0.5, 0.999999999999})
  void betaZero_neverRefreshesEarly(double draw) {
    assertThat(verdict(withBeta(0), 4_000_000_000L, 1, draw)).isEqualTo(Verdict.FRESH);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 0.999999999999})
  void valueThatWasNotLoaded_isNeverRefreshedEarly(double draw) {
    assertThat(verdict(withBeta(100), 0, 1, draw)).isEqualTo(Verdict.FRESH);
  }

  @Test
  void greaterBeta_refreshesWhereverASmallerOneDoes() {
    Random random = new Random(42);
    for (int i = 0; i < 10_000; i++) {
      double draw = random.nextDouble();
      long left = 1L + random.nextInt(2_000);
      long cost = 1L + random.nextInt(1_000_000);
      double beta = random.nextDouble() * 10;
      if (verdict(withBeta(beta), cost, left, draw) == Verdict.EARLY) {
        assertThat(verdict(withBeta(beta * 1.5), cost, left, draw)).isEqualTo(Verdict.EARLY);
        assertThat(verdict(withBeta(beta), cost, left - 1, draw)).isNotEqualTo(Verdict.FRESH);
        assertThat(verdict(withBeta(beta), cost * 2, left, draw)).isEqualTo(Verdict.EARLY);
      }
    }
  }

  /** Random numbers are from [0, 1): neither end may give an infinity that refreshes always. */
  @Test
  void extremesOfChance_areHarmless() {
    assertThat(verdict(withBeta(100), 1_000_000, 1, 0)).isEqualTo(Verdict.FRESH);
    assertThat(verdict(withBeta(1), 1_000, 60_000, Math.nextDown(1.0))).isEqualTo(Verdict.FRESH);
  }

  @ParameterizedTest
  @CsvSource({
    "1,FRESH",
    "0,STALE",
    "-1,STALE",
    "-99,STALE",
    "-100,FALLBACK",
    "-299,FALLBACK",
    "-300,GONE",
    "-100000,GONE"
  })
  void expiredValue_isServed_thenAFallback_thenGone(long left, Verdict expected) {
    Freshness freshness =
        new Freshness(0, Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofSeconds(1));
    assertThat(verdict(freshness, 1_000, left, 0.5)).isEqualTo(expected);
    assertThat(freshness.graceMillis()).isEqualTo(300);
  }

  @ParameterizedTest
  @CsvSource({"0,STALE", "-299,STALE", "-300,GONE"})
  void longerRevalidation_leavesNoFallback(long left, Verdict expected) {
    Freshness freshness =
        new Freshness(0, Duration.ofMillis(300), Duration.ofMillis(100), Duration.ofSeconds(1));
    assertThat(verdict(freshness, 1_000, left, 0.5)).isEqualTo(expected);
    assertThat(freshness.graceMillis()).isEqualTo(300);
  }

  @ParameterizedTest
  @CsvSource({"1,FRESH", "0,GONE", "-1,GONE"})
  void withoutWindows_whatHasExpiredIsGone(long left, Verdict expected) {
    assertThat(verdict(withBeta(0), 1_000, left, 0.5)).isEqualTo(expected);
  }

  private static Freshness withBeta(double beta) {
    return new Freshness(beta, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1));
  }

  private static boolean isEarly(
      Freshness freshness, long costMicros, long left, DoubleSupplier random) {
    return left <= 0 || freshness.of(record(costMicros), EXPIRY - left, random) == Verdict.EARLY;
  }

  private static Verdict verdict(Freshness freshness, long costMicros, long left, double draw) {
    return freshness.of(record(costMicros), EXPIRY - left, () -> draw);
  }

  private static StoredRecord record(long costMicros) {
    return new StoredRecord(
        new Version(1, 1), EXPIRY, true, costMicros, new Encoded(0, new byte[] {1}), List.of());
  }
}
