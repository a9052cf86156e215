package dev.corral.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ServerClockTest {
  private static final long SERVER_MICROS = 1_800_000_000_000_000L;

  private final AtomicLong nanos = new AtomicLong(TimeUnit.DAYS.toNanos(-3));
  private final ServerClock clock = new ServerClock(nanos::get);

  private static long ms(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** A round trip that takes so long, in the middle of which the server read its clock. */
  private void sample(long millis, long serverMicros) {
    long sent = nanos.get();
    clock.sample(sent, nanos.addAndGet(ms(millis)), serverMicros);
  }

  @Test
  void unknownClock_wantsASample() {
    assertThat(clock.isStale()).isTrue();
    sample(2, SERVER_MICROS);
    assertThat(clock.isStale()).isFalse();
  }

  @Test
  void time_isTheServersAndGoesOn() {
    sample(10, SERVER_MICROS);
    assertThat(clock.millis()).isEqualTo(SERVER_MICROS / 1_000 + 5);
    assertThat(clock.errorNanos()).isEqualTo(ms(5));
    nanos.addAndGet(ms(3_000));
    assertThat(clock.millis()).isEqualTo(SERVER_MICROS / 1_000 + 3_005);
  }

  @Test
  void error_growsWithAge_andAnOldSampleIsStale() {
    sample(2, SERVER_MICROS);
    nanos.addAndGet(ms(5_000));
    assertThat(clock.errorNanos()).isEqualTo(ms(1) + ms(1));
    assertThat(clock.isStale()).isFalse();
    nanos.addAndGet(ms(5_001));
    assertThat(clock.isStale()).isTrue();
  }

  @Test
  void worseSample_isIgnored_betterOneIsTaken() {
    sample(2, SERVER_MICROS);
    sample(100, SERVER_MICROS + 700_000);
    assertThat(clock.millis()).isEqualTo(SERVER_MICROS / 1_000 + 101);
    sample(1, SERVER_MICROS + 700_000);
    assertThat(clock.millis()).isEqualTo(SERVER_MICROS / 1_000 + 700);
  }

  @Test
  void staleSample_isReplacedByAnyOther() {
    sample(2, SERVER_MICROS);
    nanos.addAndGet(ms(10_001));
    sample(500, SERVER_MICROS + 20_000_000);
    assertThat(clock.millis()).isEqualTo(SERVER_MICROS / 1_000 + 20_250);
    assertThat(clock.isStale()).isFalse();
  }

  @Test
  void afterAReset_theNextSampleCounts_howeverBad() {
    sample(2, SERVER_MICROS);
    clock.reset();
    assertThat(clock.isStale()).isTrue();
    sample(400, SERVER_MICROS - 60_000_000);
    assertThat(clock.millis()).isEqualTo(SERVER_MICROS / 1_000 - 60_000 + 200);
  }
}
