package dev.corral.micronaut;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Small things about futures. */
final class Futures {
  private Futures() {}

  /** A stage that is done and brings nothing. */
  @SuppressWarnings("NullAway") // null is the value
  static <T> CompletableFuture<@Nullable T> nothing() {
    return CompletableFuture.completedFuture(null);
  }

  /** Calls what returns a stage; what it throws becomes a failed future. */
  static <T> CompletableFuture<T> call(Supplier<? extends CompletionStage<T>> operation) {
    try {
      return operation.get().toCompletableFuture();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** A future that fails with the exception itself, where a dependent stage wraps it. */
  static <T extends @Nullable Object> CompletableFuture<T> bare(CompletionStage<T> stage) {
    CompletableFuture<T> bare = new CompletableFuture<>();
    stage.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            bare.complete(value);
          } else {
            bare.completeExceptionally(cause(failure));
          }
        });
    return bare;
  }

  /** A failure without what futures wrap around it. */
  static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
