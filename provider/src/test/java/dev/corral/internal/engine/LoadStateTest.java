package dev.corral.internal.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.LoadScope;
import dev.corral.internal.store.EntryKey;
import dev.corral.internal.store.EntryStore;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadStateTest {
  private static final EntryKey KEY = new EntryKey("a", "s:a".getBytes(UTF_8));
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);

  @AfterEach
  void shutDown() {
    scheduler.shutdownNow();
  }

  @Test
  void refresh_isDoneByOneCallerAtATime() {
    LoadState<String> state = state(Duration.ofMinutes(1));
    assertThat(state.isIdle()).isTrue();
    assertThat(state.beginRefresh(KEY)).isTrue();
    assertThat(state.beginRefresh(KEY)).isFalse();
    assertThat(state.isIdle()).isFalse();
    state.endRefresh(KEY);
    assertThat(state.beginRefresh(KEY)).isTrue();
    state.endRefresh(KEY);
    assertThat(state.isIdle()).isTrue();
  }

  @Test
  void failedKey_isNotRefreshed_forTheRetryTime() {
    LoadState<String> state = state(Duration.ofMinutes(1));
    state.failed(KEY);
    assertThat(state.isFailing(KEY)).isTrue();
    assertThat(state.beginRefresh(KEY)).isFalse();
    assertThat(state.isIdle()).isTrue();
  }

  @Test
  void failedKey_isTriedAgain_afterTheRetryTime() {
    LoadState<String> state = state(Duration.ofMillis(20));
    state.failed(KEY);
    await().until(() -> !state.isFailing(KEY));
    assertThat(state.beginRefresh(KEY)).isTrue();
  }

  @Test
  void withoutRetryTime_failuresAreNotRemembered() {
    LoadState<String> state = state(Duration.ZERO);
    state.failed(KEY);
    assertThat(state.isFailing(KEY)).isFalse();
    assertThat(state.beginRefresh(KEY)).isTrue();
  }

  @Test
  void flightsAndWaiters_areNoIdleness() {
    LoadState<String> state = state(Duration.ZERO);
    Flight<String> flight = Objects.requireNonNull(state.flights().begin(KEY, null));
    assertThat(state.isIdle()).isFalse();
    state.flights().end(flight);
    CompletableFuture<Void> waiter = state.wakes().register(KEY.text());
    assertThat(state.isIdle()).isFalse();
    state.wakes().forget(KEY.text(), waiter);
    assertThat(state.isIdle()).isTrue();
  }

  @Test
  void subscriptionThatFails_leavesPolling() {
    LoadState<String> state = state(Duration.ZERO);
    assertThat(state.listening().toCompletableFuture().join()).isFalse();
  }

  private LoadState<String> state(Duration retry) {
    LoadPolicy policy =
        new LoadPolicy(
            LoadScope.CLUSTER,
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            new LoadPolicy.Timeouts(Optional.empty(), Optional.empty()),
            new Freshness(1, Duration.ZERO, Duration.ZERO, retry),
            null);
    EntryStore none =
        (EntryStore)
            Proxy.newProxyInstance(
                EntryStore.class.getClassLoader(),
                new Class<?>[] {EntryStore.class},
                (proxy, method, arguments) -> {
                  throw new UnsupportedOperationException(method.getName());
                });
    return new LoadState<>(
        "books",
        policy,
        new Renewals(none, scheduler),
        new Wakes(),
        () -> CompletableFuture.failedFuture(new IllegalStateException("no subscription")));
  }
}
