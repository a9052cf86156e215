package dev.corral.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Asynchronous cached methods keep no threads, and start none per call. */
@WithRedis
class AsynchronousCallsTest {
  private static final int CALLS = 1_000;

  @Test
  void thousandConcurrentCalls_areUnderWay_andNoThreadWaitsForThem(RedisServer redis) {
    try (Shop shop = Shop.open(redis)) {
      CompletableFuture<String> query = new CompletableFuture<>();
      shop.source().answers(id -> query);
      List<CompletableFuture<?>> calls = new ArrayList<>();
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      long startedBefore = threads.getTotalStartedThreadCount();
      for (int i = 0; i < CALLS; i++) {
        calls.add(shop.books().titleLater(i % 500));
      }
      await().until(() -> shop.source().queries() == 500);
      await().until(() -> shop.corral().loadStatistics().coalescedInJvm() == 500);
      await().until(() -> waitingThreads() == 0);
      assertThat(calls).noneMatch(CompletableFuture::isDone);
      query.complete("late");

      assertThat(calls).allSatisfy(call -> assertThat(call.join()).isEqualTo("late"));
      assertThat(threads.getTotalStartedThreadCount() - startedBefore)
          .as("threads started for %d calls", CALLS)
          .isLessThan(CALLS / 10);
      assertThat(shop.source().queries()).isEqualTo(500);
    }
  }

  /** Threads that run anything of Corral or of the application, but for this one. */
  private static long waitingThreads() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey() != Thread.currentThread())
        .filter(thread -> !thread.getKey().getName().equals("main"))
        .filter(
            thread ->
                Stream.of(thread.getValue())
                    .anyMatch(
                        frame ->
                            frame.getClassName().startsWith("dev.corral.internal.engine")
                                || frame.getClassName().startsWith("dev.corral.micronaut")
                                || frame.getClassName().equals(Bookshop.class.getName())))
        .count();
  }
}
