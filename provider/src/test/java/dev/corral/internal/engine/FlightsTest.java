package dev.corral.internal.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.internal.store.EntryKey;
import dev.corral.internal.store.Lease;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.cache.integration.CacheLoaderException;
import org.junit.jupiter.api.Test;

class FlightsTest {
  private final Flights<String> flights = new Flights<>("books");
  private final Flights<String> others = new Flights<>("authors");

  @Test
  void oneFlightPerKey_untilItEnds() {
    Flight<String> flight = begin("a");
    assertThat(flights.begin(key("a"), null)).isNull();
    assertThat(flights.of(key("a"))).isSameAs(flight);
    flights.end(flight);
    assertThat(flights.of(key("a"))).isNull();
    assertThat(flights.isEmpty()).isTrue();
  }

  @Test
  void flight_takesThePlaceOfTheVeryOne_thatWasSeen() {
    Flight<String> old = begin("a");
    Flight<String> next = Objects.requireNonNull(flights.begin(key("a"), old));
    assertThat(flights.begin(key("a"), old)).isNull();
    flights.end(old);
    assertThat(flights.of(key("a"))).isSameAs(next);
    flights.end(next);
    assertThat(flights.isEmpty()).isTrue();
  }

  @Test
  void waitForAFlight_thatThisThreadLeads_fails() {
    Flight<String> flight = begin("a");
    assertThatThrownBy(
            () ->
                Flights.leading(
                    List.of(flight), () -> flights.waitingFor(flight, () -> "never reached")))
        .isInstanceOf(CacheLoaderException.class)
        .hasMessageContaining("'a'")
        .hasMessageContaining("'books'");
  }

  @Test
  void waitForAnOuterFlight_fromANestedLoad_fails_acrossCaches() {
    Flight<String> outer = begin("a");
    Flight<String> inner = Objects.requireNonNull(others.begin(key("x"), null));
    assertThatThrownBy(
            () ->
                Flights.leading(
                    List.of(outer),
                    () ->
                        Flights.leading(
                            List.of(inner), () -> flights.waitingFor(outer, () -> "never"))))
        .isInstanceOf(CacheLoaderException.class);
  }

  @Test
  void waitForAFlight_whoseLoaderWaitsForThisThread_fails() {
    Flight<String> mine = begin("a");
    Flight<String> theirs = begin("b");
    CountDownLatch waiting = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    CompletableFuture<String> other =
        CompletableFuture.supplyAsync(
            () ->
                Flights.leading(
                    List.of(theirs),
                    () ->
                        flights.waitingFor(
                            mine,
                            () -> {
                              waiting.countDown();
                              return await(done);
                            })));
    Flights.leading(
        List.of(mine),
        () -> {
          await(waiting);
          assertThatThrownBy(() -> flights.waitingFor(theirs, () -> "never"))
              .isInstanceOf(CacheLoaderException.class);
          return "led";
        });
    done.countDown();
    assertThat(other.join()).isEqualTo("done");
  }

  @Test
  void waitForAnotherThreadsFlight_isNoCircle() {
    Flight<String> mine = begin("a");
    Flight<String> theirs = begin("b");
    String waited =
        Flights.leading(List.of(mine), () -> flights.waitingFor(theirs, () -> "waited"));
    assertThat(waited).isEqualTo("waited");
    assertThat(flights.waitingFor(mine, () -> "after")).isEqualTo("after");
  }

  @Test
  void flight_mayBeShared_byWhoReadBeforeItsBasis() {
    long before = System.nanoTime();
    Flight<String> flight = begin("a");
    flight.asks();
    assertThat(flight.isBasedAfter(before - 1)).isTrue();
    assertThat(flight.isLoading()).isFalse();
    flight.loads(new Lease(new byte[16]));
    assertThat(flight.isLoading()).isTrue();
    assertThat(flight.lease()).isNotNull();
    assertThat(flight.isBasedAfter(System.nanoTime() + 1_000_000)).isFalse();
  }

  @Test
  void landing_isTheFirstOutcome() {
    Flight<String> flight = begin("a");
    flight.land("1");
    flight.crash(new IllegalStateException("late"));
    assertThat(flight.landing().join().value()).isEqualTo("1");
  }

  private Flight<String> begin(String key) {
    return Objects.requireNonNull(flights.begin(key(key), null));
  }

  private static String await(CountDownLatch latch) {
    try {
      latch.await();
      return "done";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static EntryKey key(String text) {
    return new EntryKey(text, ("s:" + text).getBytes(UTF_8));
  }
}
