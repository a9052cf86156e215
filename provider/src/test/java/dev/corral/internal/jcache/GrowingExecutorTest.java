package dev.corral.internal.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GrowingExecutorTest {
  private static final int USUAL = 2;

  private final List<Thread> threads = new ArrayList<>();
  private final GrowingExecutor executor = new GrowingExecutor(USUAL, this::thread);

  private synchronized Thread thread(Runnable task) {
    Thread thread = new Thread(task, "growing-" + threads.size());
    thread.setDaemon(true);
    threads.add(thread);
    return thread;
  }

  private synchronized long alive() {
    return threads.stream().filter(Thread::isAlive).count();
  }

  @AfterEach
  void close() {
    executor.close();
  }

  @Test
  void tasksThatWaitForOnesBehindThem_allEnd() {
    List<CountDownLatch> chain = new ArrayList<>();
    for (int i = 0; i <= 100; i++) {
      chain.add(new CountDownLatch(1));
    }
    List<CompletableFuture<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      CountDownLatch own = chain.get(i);
      CountDownLatch next = chain.get(i + 1);
      tasks.add(
          CompletableFuture.runAsync(
              () -> {
                awaitOpen(next);
                own.countDown();
              },
              executor));
    }
    executor.execute(chain.get(100)::countDown);
    assertThat(CompletableFuture.allOf(tasks.toArray(CompletableFuture<?>[]::new)))
        .succeedsWithin(Duration.ofSeconds(30));
    await().until(() -> alive() <= USUAL);
  }

  private static void awaitOpen(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void afterItGrew_tasksRunOnTheUsualNumberOfThreads() {
    tasksThatWaitForOnesBehindThem_allEnd();
    AtomicInteger done = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger atOnce = new AtomicInteger();
    for (int i = 0; i < 10_000; i++) {
      executor.execute(
          () -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            atOnce.decrementAndGet();
            done.incrementAndGet();
          });
    }
    await().until(() -> done.get() == 10_000);
    assertThat(most.get()).isBetween(1, USUAL);
  }

  @Test
  void failureOfATask_isNoOthers() {
    CompletableFuture<Void> failed =
        CompletableFuture.runAsync(
            () -> {
              throw new IllegalStateException("on purpose");
            },
            executor);
    assertThat(failed).failsWithin(Duration.ofSeconds(30));
    assertThat(CompletableFuture.supplyAsync(() -> 1, executor).join()).isEqualTo(1);
  }

  @Test
  void whenClosed_itRunsWhatItHas_andRefusesMore() {
    CountDownLatch open = new CountDownLatch(1);
    List<CompletableFuture<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      tasks.add(CompletableFuture.runAsync(() -> awaitOpen(open), executor));
    }
    executor.close();
    assertThatThrownBy(() -> executor.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
    open.countDown();
    tasks.forEach(CompletableFuture::join);
  }
}
