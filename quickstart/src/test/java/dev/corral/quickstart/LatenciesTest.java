package dev.corral.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {

  @Test
  void percentile_isTheLeastValueThatSoManyDoNotExceed() {
    Latencies latencies = Latencies.of(LongStream.rangeClosed(1, 200).map(i -> 201 - i).toArray());

    assertThat(latencies.percentile(50)).isEqualTo(100);
    assertThat(latencies.percentile(99)).isEqualTo(198);
    assertThat(latencies.percentile(100)).isEqualTo(200);
    assertThat(latencies.percentile(0)).isEqualTo(1);
    assertThat(latencies.count()).isEqualTo(200);
  }

  @Test
  void percentile_ofOneRun_isThatRun() {
    assertThat(Latencies.of(7).percentile(1)).isEqualTo(7);
    assertThat(Latencies.of(7).percentile(99)).isEqualTo(7);
  }

  @Test
  void of_noTimes_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(Latencies::of);
  }

  @Test
  void measure_runsEachNumberOnce() {
    long[] sum = {0};

    assertThat(Latencies.measure(5, i -> sum[0] += i).count()).isEqualTo(5);
    assertThat(sum[0]).isEqualTo(10);
  }

  @Test
  void show_hasDigitsWhereTheyMatter() {
    assertThat(Latencies.show(1_234_567)).isEqualTo("1.23 ms");
    assertThat(Latencies.show(123_456_789)).isEqualTo("123 ms");
  }
}
