package dev.corral.it.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Threads that do something over and over until they are stopped; a failure ends its thread. */
final class Workers implements AutoCloseable {
  private final ExecutorService threads;
  private final List<CompletableFuture<Void>> running = new ArrayList<>();
  private final AtomicInteger[] rounds;
  private volatile boolean stopped;

  private Workers(int count) {
    threads = Executors.newFixedThreadPool(count);
    rounds =
        IntStream.range(0, count).mapToObj(i -> new AtomicInteger()).toArray(AtomicInteger[]::new);
  }

  /** Starts threads; each calls the round with its own number. */
  static Workers start(int count, IntConsumer round) {
    Workers workers = new Workers(count);
    for (int i = 0; i < count; i++) {
      int number = i;
      workers.running.add(
          CompletableFuture.runAsync(() -> workers.repeat(number, round), workers.threads));
    }
    return workers;
  }

  private void repeat(int number, IntConsumer round) {
    while (!stopped) {
      round.accept(number);
      rounds[number].incrementAndGet();
    }
  }

  /** Waits until each thread ended some more rounds; fails at once if one has failed. */
  void awaitRounds(int more) {
    int[] goals = IntStream.range(0, rounds.length).map(i -> rounds[i].get() + more).toArray();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                running.stream().anyMatch(CompletableFuture::isDone)
                    || IntStream.range(0, goals.length).allMatch(i -> rounds[i].get() >= goals[i]));
    assertThat(running).as("threads that ended early").noneMatch(CompletableFuture::isDone);
  }

  /** Ends all threads; throws what one of them failed with. */
  void stop() {
    stopped = true;
    running.forEach(CompletableFuture::join);
  }

  @Override
  public void close() {
    stopped = true;
    threads.shutdownNow();
    await().atMost(Duration.ofSeconds(60)).until(threads::isTerminated);
  }
}
