package dev.corral.internal.engine;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What {@link CompletionStage} lacks for loops, clean-up and plain waiting. */
public final class Stages {
  private Stages() {}

  static <T> CompletionStage<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }

  /** No value. */
  @SuppressWarnings("NullAway") // null is the value
  static <T> CompletionStage<@Nullable T> none() {
    return CompletableFuture.completedFuture(null);
  }

  @SuppressWarnings("NullAway") // Void has no other value
  static CompletionStage<Void> nothing() {
    return CompletableFuture.completedFuture(null);
  }

  /** All results, in order; fails with the first failure once all are done. */
  static <T> CompletionStage<List<T>> all(List<CompletionStage<T>> stages) {
    CompletableFuture<?>[] futures =
        stages.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(futures)
        .thenApply(done -> stages.stream().map(s -> s.toCompletableFuture().join()).toList());
  }

  /** Repeats a step until it has a result; does not grow the stack where steps complete at once. */
  static <T> CompletionStage<T> until(Supplier<CompletionStage<Optional<T>>> step) {
    while (true) {
      CompletableFuture<Optional<T>> attempt = call(step).toCompletableFuture();
      if (!attempt.isDone()) {
        return attempt.thenCompose(result -> result.isPresent() ? done(result.get()) : until(step));
      }
      if (attempt.isCompletedExceptionally()) {
        return attempt.thenApply(Optional::orElseThrow);
      }
      Optional<T> result = attempt.join();
      if (result.isPresent()) {
        return done(result.get());
      }
    }
  }

  /** Runs a clean-up after a stage, whatever became of it; a failure of both keeps the first. */
  static <T> CompletionStage<T> finallyDo(
      Supplier<CompletionStage<T>> body, Supplier<CompletionStage<?>> cleanUp) {
    return call(body)
        .handle(
            (result, failure) ->
                call(cleanUp::get)
                    .handle(
                        (ignored, second) -> {
                          if (failure != null) {
                            Throwable first = unwrap(failure);
                            if (second != null && unwrap(second) != first) {
                              first.addSuppressed(unwrap(second));
                            }
                            throw new CompletionException(first);
                          }
                          if (second != null) {
                            throw new CompletionException(unwrap(second));
                          }
                          return result;
                        }))
        .thenCompose(stage -> stage);
  }

  /** Calls what returns a stage; what it throws becomes a failed stage. */
  @SuppressWarnings("unchecked")
  static <T> CompletionStage<T> call(Supplier<? extends CompletionStage<? extends T>> supplier) {
    try {
      return (CompletionStage<T>) supplier.get();
    } catch (Throwable e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** The result, or the failure that there is in its place. */
  static <T> T orThrow(T result, @Nullable Throwable failure) {
    if (failure != null) {
      throw new CompletionException(unwrap(failure));
    }
    return result;
  }

  static Throwable unwrap(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** Waits for a stage and throws what it failed with, as it is. */
  public static <T> T await(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    try {
      return future.join();
    } catch (CompletionException e) {
      throw Stages.<RuntimeException>sneaky(unwrap(e));
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E sneaky(@Nullable Throwable failure) throws E {
    throw (E) failure;
  }
}
