package dev.corral.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.internal.store.EntryKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeyQueueTest {
  private static final EntryKey A = new EntryKey("a", new byte[] {'a'});
  private static final EntryKey B = new EntryKey("b", new byte[] {'b'});

  private final KeyQueue queue = new KeyQueue();

  private static boolean hasCome(KeyQueue.Turn turn) {
    return turn.ready().isDone();
  }

  @Test
  void turns_comeInTheOrderOfArrival() {
    KeyQueue.Turn first = queue.join(A);
    KeyQueue.Turn second = queue.join(new EntryKey("equal", new byte[] {'a'}));
    KeyQueue.Turn third = queue.join(A);
    assertThat(List.of(hasCome(first), hasCome(second), hasCome(third)))
        .containsExactly(true, false, false);
    first.end();
    assertThat(List.of(hasCome(second), hasCome(third))).containsExactly(true, false);
    second.end();
    assertThat(hasCome(third)).isTrue();
  }

  @Test
  void otherKeys_doNotWait() {
    queue.join(A);
    assertThat(hasCome(queue.join(B))).isTrue();
  }

  @Test
  void turnGivenUpEarly_passesOnWhenItWouldHaveCome() {
    KeyQueue.Turn first = queue.join(A);
    KeyQueue.Turn impatient = queue.join(A);
    KeyQueue.Turn third = queue.join(A);
    impatient.end();
    assertThat(hasCome(third)).as("the first is still at work").isFalse();
    first.end();
    assertThat(hasCome(third)).isTrue();
  }

  @Test
  void endedQueue_isForgotten() {
    KeyQueue.Turn first = queue.join(A);
    KeyQueue.Turn second = queue.join(A);
    first.end();
    assertThat(queue.isEmpty()).isFalse();
    second.end();
    assertThat(queue.isEmpty()).isTrue();
    assertThat(hasCome(queue.join(A))).isTrue();
  }

  @Test
  void oneAtATime_amongManyThreads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    int[] sum = {0};
    List<Future<?>> done = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      done.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 2_000; i++) {
                  KeyQueue.Turn turn = queue.join(A);
                  turn.ready().join();
                  most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                  sum[0]++;
                  inside.decrementAndGet();
                  turn.end();
                }
              }));
    }
    for (Future<?> one : done) {
      one.get();
    }
    threads.shutdown();
    assertThat(most).hasValue(1);
    assertThat(sum[0]).isEqualTo(16_000);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void longQueue_passesOnWithoutDeepCalls() {
    KeyQueue.Turn first = queue.join(A);
    List<CompletableFuture<Void>> ready = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      KeyQueue.Turn turn = queue.join(A);
      turn.end();
      ready.add(turn.ready());
    }
    first.end();
    assertThat(ready).allMatch(CompletableFuture::isDone);
    assertThat(queue.isEmpty()).isTrue();
  }
}
