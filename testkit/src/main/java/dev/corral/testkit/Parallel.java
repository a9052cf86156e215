package dev.corral.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Starts several servers at once. */
final class Parallel {

  private Parallel() {}

  /** All of them, in order; if one fails, those that run are closed and its failure is thrown. */
  static List<RedisServer> start(int count, IntFunction<RedisServer> starter) {
    List<CompletableFuture<RedisServer>> starting =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> starter.apply(i), task -> Threads.daemon("start", task)))
            .toList();
    List<RedisServer> started = new ArrayList<>();
    RuntimeException failure = null;
    for (CompletableFuture<RedisServer> one : starting) {
      try {
        started.add(one.join());
      } catch (CompletionException e) {
        failure = firstOf(failure, e);
      }
    }
    if (failure != null) {
      started.forEach(RedisServer::close);
      throw failure;
    }
    return started;
  }

  private static RuntimeException firstOf(
      @Nullable RuntimeException first, CompletionException next) {
    if (first != null) {
      first.addSuppressed(next);
      return first;
    }
    return new IllegalStateException("Not all of the Redis servers could be started", next);
  }
}
