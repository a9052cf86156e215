package dev.corral.internal.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class WakesTest {
  private final Wakes wakes = new Wakes();

  @Test
  void wake_reachesAllWaitersOfThatKey_andNoOthers() {
    CompletableFuture<Void> first = wakes.register(text("a"));
    CompletableFuture<Void> second = wakes.register(text("a"));
    CompletableFuture<Void> other = wakes.register(text("b"));

    wakes.wake(text("a"));
    assertThat(first).isDone();
    assertThat(second).isDone();
    assertThat(other).isNotDone();
    wakes.wakeAll();
    assertThat(other).isDone();
  }

  @Test
  void forgottenWaiter_isNotWoken_andLeavesNothing() {
    CompletableFuture<Void> stays = wakes.register(text("a"));
    CompletableFuture<Void> goes = wakes.register(text("a"));
    wakes.forget(text("a"), goes);
    wakes.wake(text("a"));

    assertThat(goes).isNotDone();
    assertThat(stays).isDone();
    assertThat(wakes.isEmpty()).isFalse();
    wakes.forget(text("a"), stays);
    assertThat(wakes.isEmpty()).isTrue();
  }

  @Test
  void wakeForNobody_isNoFault() {
    wakes.wake(text("a"));
    wakes.forget(text("a"), new CompletableFuture<>());
    assertThat(wakes.isEmpty()).isTrue();
  }

  @Test
  void waiterRegisteredBeforeAWake_neverMissesIt_whateverOthersDo() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        workers.add(
            executor.submit(
                () -> {
                  for (int round = 0; round < 2_000; round++) {
                    CompletableFuture<Void> waiter = wakes.register(text("a"));
                    wakes.wake(text("a"));
                    assertThat(waiter).isDone();
                    wakes.forget(text("a"), waiter);
                  }
                }));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
    } finally {
      executor.shutdownNow();
    }
    assertThat(wakes.isEmpty()).isTrue();
  }

  private static byte[] text(String key) {
    return key.getBytes(UTF_8);
  }
}
