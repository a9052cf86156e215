package dev.corral.internal.near;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HitCounterTest {
  private final HitCounter counter = new HitCounter();

  @Test
  void allThreadsHits_areCounted() throws InterruptedException {
    Thread[] threads =
        IntStream.range(0, 20)
            .mapToObj(i -> new Thread(() -> IntStream.range(0, 10_000).forEach(n -> counter.add())))
            .toArray(Thread[]::new);
    for (Thread thread : threads) {
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(counter.sum()).isEqualTo(200_000);
  }

  @Test
  void firstOfEachSixteen_isPicked() {
    assertThat(IntStream.range(0, 33).filter(i -> counter.add())).containsExactly(0, 16, 32);
  }

  @Test
  void nothingIsCounted_afterAClear() {
    counter.add();
    counter.clear();
    assertThat(counter.sum()).isZero();
    assertThat(counter.add()).isTrue();
  }
}
