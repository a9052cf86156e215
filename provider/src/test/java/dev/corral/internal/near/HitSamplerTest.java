package dev.corral.internal.near;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HitSamplerTest {
  private final HitSampler sampler = new HitSampler();

  @Test
  void firstOfEachSixtyFour_isPicked() {
    assertThat(IntStream.range(0, 129).filter(i -> sampler.isNext())).containsExactly(0, 64, 128);
  }

  @Test
  void manyThreads_areEachPickedFrom() throws InterruptedException {
    LongAdder picked = new LongAdder();
    Thread[] threads =
        IntStream.range(0, 20)
            .mapToObj(
                i ->
                    new Thread(
                        () ->
                            picked.add(
                                IntStream.range(0, 64_000)
                                    .filter(n -> sampler.isNext())
                                    .limit(1)
                                    .count())))
            .toArray(Thread[]::new);
    for (Thread thread : threads) {
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(picked.sum()).isEqualTo(20);
  }
}
