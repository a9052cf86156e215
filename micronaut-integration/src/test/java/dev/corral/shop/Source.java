package dev.corral.shop;

import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What stands for a database: tests say what it answers, and see how often it was asked. */
@Singleton
public class Source {
  private final AtomicInteger queries = new AtomicInteger();
  private volatile Function<Object, ? extends @Nullable Object> answer = id -> "title of " + id;

  public void answers(Function<Object, ? extends @Nullable Object> newAnswer) {
    this.answer = newAnswer;
  }

  public int queries() {
    return queries.get();
  }

  @Nullable Object query(Object id) {
    queries.incrementAndGet();
    return answer.apply(id);
  }
}
