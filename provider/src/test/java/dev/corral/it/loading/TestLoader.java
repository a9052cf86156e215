package dev.corral.it.loading;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.cache.integration.CacheLoader;
import org.jspecify.annotations.Nullable;

/** A loader that does what the test says and remembers what it was asked. Thread-safe. */
final class TestLoader implements CacheLoader<String, String> {
  private final List<List<String>> calls = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private volatile Function<String, @Nullable String> answers;

  private TestLoader(Function<String, @Nullable String> answers) {
    this.answers = answers;
  }

  static TestLoader answering(Function<String, @Nullable String> answers) {
    return new TestLoader(answers);
  }

  /** Answers otherwise from now on. */
  void now(Function<String, @Nullable String> others) {
    answers = others;
  }

  @Override
  public @Nullable String load(String key) {
    threads.add(Thread.currentThread());
    calls.add(List.of(key));
    return answers.apply(key);
  }

  @Override
  public Map<String, String> loadAll(Iterable<? extends String> keys) {
    threads.add(Thread.currentThread());
    List<String> asked = new ArrayList<>();
    keys.forEach(asked::add);
    calls.add(asked);
    Map<String, String> found = new LinkedHashMap<>();
    for (String key : asked) {
      String value = answers.apply(key);
      if (value != null) {
        found.put(key, value);
      }
    }
    return found;
  }

  /** The keys of each call, in the order of the calls. */
  List<List<String>> calls() {
    return calls;
  }

  int count() {
    return calls.size();
  }

  /** Who called. */
  List<Thread> threads() {
    return threads;
  }
}
