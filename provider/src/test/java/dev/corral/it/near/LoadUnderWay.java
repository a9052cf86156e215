package dev.corral.it.near;

import dev.corral.CorralCache;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** A load by a thread of its own, which has begun, and ends when it is let. */
final class LoadUnderWay {
  private final CountDownLatch loading = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);
  private final CompletableFuture<String> result;

  /** Begins; returns when the loader runs. */
  LoadUnderWay(CorralCache<String, String> cache, String key, String value) {
    result =
        CompletableFuture.supplyAsync(
            () ->
                cache.get(
                    key,
                    k -> {
                      loading.countDown();
                      pass(end);
                      return value;
                    }),
            task -> new Thread(task).start());
    pass(loading);
  }

  /** Lets it end. */
  void end() {
    end.countDown();
  }

  /** What its caller got, when it has ended. */
  String result() {
    return result.join();
  }

  private static void pass(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
