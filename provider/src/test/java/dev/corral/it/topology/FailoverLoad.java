package dev.corral.it.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.CorralCache;
import dev.corral.OutcomeUnknownException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * What threads do while a primary changes. Each counts upwards in keys of its own, so that a read
 * tells whether it was served something that was never written, another key's, or the future.
 */
final class FailoverLoad {
  private static final int KEYS = 20;

  private final CorralCache<String, String> cache;
  private final AtomicIntegerArray attempted;

  FailoverLoad(CorralCache<String, String> cache, int threads) {
    this.cache = cache;
    this.attempted = new AtomicIntegerArray(threads);
  }

  /** A write, a read and a processor; only an unknown outcome of a change is tolerated. */
  void round(int thread) {
    int round = attempted.incrementAndGet(thread);
    String key = "thread-" + thread + "-" + round % KEYS;
    try {
      cache.put(key, key + "=" + round);
      mustBePossible(thread, key, cache.get(key));
      cache.invoke(
          key + "-counted",
          (entry, arguments) -> {
            entry.setValue(key + "-counted=" + round);
            return round;
          });
    } catch (OutcomeUnknownException e) {
      mustBePossible(thread, key, cache.get(key));
    }
  }

  private void mustBePossible(int thread, String key, @Nullable String value) {
    if (value != null) {
      assertThat(value).startsWith(key + "=");
      assertThat(Integer.parseInt(value.substring(key.length() + 1)))
          .isPositive()
          .isLessThanOrEqualTo(attempted.get(thread));
    }
  }

  /** All values are ones that were written, and what is written now is there. */
  void mustBeWhole() {
    for (int thread = 0; thread < attempted.length(); thread++) {
      for (int i = 0; i < KEYS; i++) {
        String key = "thread-" + thread + "-" + i;
        mustBePossible(thread, key, cache.get(key));
        mustBePossible(thread, key + "-counted", cache.get(key + "-counted"));
        cache.put(key, "afterwards");
        assertThat(cache.get(key)).isEqualTo("afterwards");
      }
    }
  }
}
