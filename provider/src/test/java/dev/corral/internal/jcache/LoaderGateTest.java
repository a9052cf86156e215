package dev.corral.internal.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import javax.cache.integration.CacheLoader;
import org.junit.jupiter.api.Test;

class LoaderGateTest {

  private static final Duration LONG = Duration.ofHours(1);

  @Test
  void open_letsLoadsThrough() {
    LoaderGate<String, String> gate = gate(key -> "value of " + key, LONG);
    assertThat(gate.load("a")).isEqualTo("value of a");
    assertThat(gate.loadAll(List.of("a"))).containsEntry("a", "value of a");
  }

  @Test
  void closed_refusesLoads_andNamesTheCache() {
    LoaderGate<String, String> gate = gate(key -> key, LONG);
    gate.close();
    assertThatThrownBy(() -> gate.load("a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("books");
    assertThatThrownBy(() -> gate.loadAll(List.of("a"))).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void close_waitsForALoadUnderWay_andRefusesOthersMeanwhile() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    LoaderGate<String, String> gate = gate(key -> pass(entered, release, key), LONG);
    CompletableFuture<String> load = CompletableFuture.supplyAsync(() -> gate.load("a"));
    entered.await();
    Thread closing = new Thread(gate::close);
    closing.start();
    await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
    assertThatThrownBy(() -> gate.load("b")).isInstanceOf(IllegalStateException.class);

    release.countDown();
    closing.join();
    assertThat(load.join()).isEqualTo("a");
  }

  @Test
  void close_givesUp_whenALoadTakesLongerThanItMayWait() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    LoaderGate<String, String> gate =
        gate(key -> pass(entered, release, key), Duration.ofMillis(1));
    CompletableFuture<String> load = CompletableFuture.supplyAsync(() -> gate.load("a"));
    entered.await();
    gate.close();
    assertThat(load).isNotDone();
    release.countDown();
    assertThat(load.join()).isEqualTo("a");
  }

  @Test
  void close_byTheLoaderItself_doesNotWaitForIt() {
    AtomicReference<LoaderGate<String, String>> self = new AtomicReference<>();
    LoaderGate<String, String> gate =
        gate(
            key -> {
              Objects.requireNonNull(self.get()).close();
              return key;
            },
            LONG);
    self.set(gate);
    assertThat(gate.load("a")).isEqualTo("a");
  }

  private static LoaderGate<String, String> gate(UnaryOperator<String> load, Duration longest) {
    return new LoaderGate<>(
        "books",
        new CacheLoader<>() {
          @Override
          public String load(String key) {
            return load.apply(key);
          }

          @Override
          public Map<String, String> loadAll(Iterable<? extends String> keys) {
            String key = keys.iterator().next();
            return Map.of(key, load.apply(key));
          }
        },
        longest);
  }

  private static String pass(CountDownLatch entered, CountDownLatch release, String key) {
    entered.countDown();
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return key;
  }
}
