package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class NearStatisticsTest {
  @Test
  void percentile_isTheBoundOfItsBucket() {
    long[] counts = new long[40];
    counts[1] = 50;
    counts[10] = 49;
    counts[20] = 1;
    NearStatistics.Durations durations = new NearStatistics.Durations(counts);
    assertThat(durations.count()).isEqualTo(100);
    assertThat(durations.percentile(0.5)).isEqualTo(Duration.ofNanos(2_000));
    assertThat(durations.percentile(0.51)).isEqualTo(Duration.ofNanos(1_024_000));
    assertThat(durations.percentile(0.99)).isEqualTo(Duration.ofNanos(1_024_000));
    assertThat(durations.percentile(1)).isEqualTo(Duration.ofNanos((1L << 20) * 1_000));
  }

  @Test
  void noDurations_haveNoPercentile() {
    assertThat(NearStatistics.NONE.ageOfHits().percentile(0.99)).isZero();
    assertThat(NearStatistics.NONE.ageOfHits())
        .isEqualTo(new NearStatistics.Durations(new long[0]));
  }
}
