package dev.corral.internal.near;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.codec.Encoded;
import dev.corral.internal.redis.Server;
import dev.corral.internal.store.EntryKey;
import dev.corral.internal.store.ShardStamp;
import dev.corral.internal.store.ShardView;
import dev.corral.internal.store.StoredRecord;
import dev.corral.internal.store.Version;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Until when entries are served, by a clock that is not asked each time. */
class ServingTimeTest {
  private static final Duration BOUND = Duration.ofMillis(200);
  private static final ShardStamp STAMP = new ShardStamp(1, 5, 77);

  private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);

  /** A server whose clock reads as this JVM's does. */
  private record Local() implements Server {
    @Override
    public String name() {
      return "here:6379";
    }

    @Override
    public long microsAt(long nanos) {
      return nanos / 1000;
    }
  }

  @AfterEach
  void stop() {
    scheduler.shutdownNow();
  }

  private NearCache<String> near(Duration lifetime) {
    return new NearCache<>(
        new NearPolicy(10, false, lifetime, BOUND, false),
        1,
        key -> 0,
        Copies.automatic(encoded -> "value"),
        new CoarseClock(scheduler),
        Runnable::run);
  }

  private static EntryKey key() {
    return new EntryKey("k", "s:k".getBytes(StandardCharsets.UTF_8));
  }

  private static void fill(NearCache<String> near, long expiryMillis) {
    near.partitions().get(0).subscribed("here:6379");
    Fill fill = near.begin(key());
    Encoded value = new Encoded(0, new byte[] {1});
    NearEntry entry =
        near.entry(
            fill, new StoredRecord(new Version(5, 77), expiryMillis, true, 0, value, List.of()));
    assertThat(fill.partition().end(fill, new ShardView(new Local(), STAMP), () -> entry)).isTrue();
  }

  private static @Nullable String hit(NearCache<String> near) {
    NearEntry entry = near.findPlain("k");
    return entry == null ? null : near.valueOf(entry);
  }

  private static void awaitNanos(long moment) {
    await().pollInterval(Duration.ofMillis(1)).until(() -> System.nanoTime() - moment > 0);
  }

  @Test
  void entryIsServed_untilTheBoundHasPassed_sinceItsShardWasLastConfirmed() {
    NearCache<String> near = near(Duration.ofDays(1));
    fill(near, StoredRecord.NEVER_MILLIS);
    long filled = System.nanoTime();
    assertThat(near.findPlain("k")).isNotNull();
    awaitNanos(filled + BOUND.toNanos());
    assertThat(near.findPlain("k")).isNull();
  }

  @Test
  void entryIsNotServedOnForLong_whereNothingTicks() {
    scheduler.execute(() -> await().forever().until(() -> false));
    NearCache<String> near = near(Duration.ofDays(1));
    fill(near, StoredRecord.NEVER_MILLIS);
    long filled = System.nanoTime();
    assertThat(hit(near)).isNotNull();
    awaitNanos(filled + BOUND.toNanos());
    int served = 0;
    while (served < 100 && hit(near) != null) {
      served++;
    }
    assertThat(served).isBetween(1, 64);
  }

  @Test
  void entryIsServed_untilItsLastMillisecond() {
    NearCache<String> near = near(Duration.ofDays(1));
    long expiry = System.nanoTime() / 1_000_000 + 100;
    fill(near, expiry);
    assertThat(near.findPlain("k")).isNotNull();
    awaitNanos(expiry * 1_000_000);
    assertThat(near.findPlain("k")).isNull();
  }

  @Test
  void entryIsServed_forItsTimeInTheNearCache() {
    NearCache<String> near = near(Duration.ofMillis(50));
    fill(near, StoredRecord.NEVER_MILLIS);
    long filled = System.nanoTime();
    assertThat(near.findPlain("k")).isNotNull();
    awaitNanos(filled + Duration.ofMillis(50).toNanos());
    assertThat(near.findPlain("k")).isNull();
  }
}
