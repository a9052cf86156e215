package dev.corral.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "0, PT0S, 0",
    "0ms, PT0S, 0",
    "500ms, PT0.5S, 500ms",
    "1500 millis, PT1.5S, 1500ms",
    "2s, PT2S, 2s",
    "60 seconds, PT1M, 1m",
    "90m, PT1H30M, 90m",
    "1 hour, PT1H, 1h",
    "24h, PT24H, 1d",
    "7d, PT168H, 7d",
  })
  void duration_isReadAndWrittenWithItsUnit(String text, Duration duration, String shortest) {
    assertThat(Durations.parse(text)).isEqualTo(duration);
    assertThat(Durations.format(duration)).isEqualTo(shortest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "-1s", "1.5s", "1 fortnight", "1S", "PT1S", "1s 2s"})
  void text_isRefused_whenItIsNoDuration(String text) {
    assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void text_isRefused_whenItIsTooLong() {
    assertThatThrownBy(() -> Durations.parse("999999999999999999d"))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> ConnectionOptions.READ_TIMEOUT.parse("999999999999999999d"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("read-timeout = 999999999999999999d: must be a duration");
  }

  @Test
  void forever_isWrittenAsEternal() {
    assertThat(Durations.format(Durations.ETERNAL)).isEqualTo("eternal");
    assertThat(CacheOptions.LIFETIME.parse("eternal")).isEqualTo(Durations.ETERNAL);
  }
}
