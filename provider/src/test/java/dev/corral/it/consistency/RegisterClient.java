package dev.corral.it.consistency;

import java.util.List;
import java.util.SplittableRandom;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * A client that reads and changes a few keys at random and records it. Half of its operations are
 * reads; no two values that are written anywhere are the same. Used by one thread at a time.
 */
final class RegisterClient implements RecordingClient {

  private final Cache<String, String> cache;
  private final String name;
  private final Recorder recorder;
  private final RegisterPlan plan;
  private final SplittableRandom random;
  private volatile int done;
  private String seenKey;
  private @Nullable String seen;

  RegisterClient(Cache<String, String> cache, String name, RegisterPlan plan) {
    this.cache = cache;
    this.name = name;
    this.plan = plan;
    this.recorder = new Recorder(name);
    this.seenKey = plan.keyPrefix() + 0;
    this.random = new SplittableRandom(plan.seed() + name.hashCode());
  }

  /** Does one operation, unless all are done. */
  @Override
  public void run() {
    if (isDone()) {
      return;
    }
    int number = done + 1;
    String key = plan.keyPrefix() + random.nextInt(plan.keys());
    String value = name + "." + number;
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> recorder.write(key, value, () -> cache.put(key, value));
      case 3 -> recorder.remove(key, () -> cache.remove(key));
      case 4 -> compare(value);
      default -> {
        seenKey = key;
        seen = recorder.read(key, () -> cache.get(key));
      }
    }
    done = number;
  }

  /** Changes what was read last, if it is still the same. */
  private void compare(String value) {
    String key = seenKey;
    String expected = seen;
    if (expected == null) {
      recorder.cas(key, null, value, () -> cache.putIfAbsent(key, value));
    } else {
      recorder.cas(key, expected, value, () -> cache.replace(key, expected, value));
    }
  }

  @Override
  public boolean isDone() {
    return done >= plan.operations();
  }

  @Override
  public List<Operation> recorded() {
    return recorder.recorded();
  }
}
