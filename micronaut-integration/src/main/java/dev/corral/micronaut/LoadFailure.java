package dev.corral.micronaut;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a cached method threw, on its way through the cache, which wraps it. All callers who shared
 * the load get the same exception.
 */
final class LoadFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private LoadFailure(Throwable cause) {
    super(cause.toString(), cause, false, false);
  }

  /** Calls the method, and marks what it throws. */
  static <T extends @Nullable Object> T calling(Supplier<? extends T> method) {
    try {
      return method.get();
    } catch (Exception e) { // also a checked one, of a method that declares it
      throw new LoadFailure(e);
    }
  }

  /** Calls the method, and marks what it throws and what its stage fails with. */
  static CompletionStage<@Nullable Object> composing(
      Supplier<? extends @Nullable CompletionStage<? extends @Nullable Object>> method) {
    CompletionStage<? extends @Nullable Object> stage = calling(method);
    return stage == null
        ? Futures.nothing()
        : stage.handle(
            (value, failure) -> {
              if (failure != null) {
                throw new LoadFailure(Futures.cause(failure));
              }
              return value;
            });
  }

  /** What the method threw, if that is in the failure; else the failure. */
  static RuntimeException unwrap(Throwable failure) {
    return LoadFailure.<RuntimeException>sneaky(unwrapped(failure));
  }

  /** What the method threw, if that is in the failure; else the failure, without wrapping. */
  static Throwable unwrapped(Throwable failure) {
    for (Throwable next = failure; next != null; next = next.getCause()) {
      if (next instanceof LoadFailure && next.getCause() != null) {
        return next.getCause();
      }
    }
    return Futures.cause(failure);
  }

  /** Whether it is the method that failed, not the cache. */
  static boolean isOfMethod(Throwable failure) {
    for (Throwable next = failure; next != null; next = next.getCause()) {
      if (next instanceof LoadFailure) {
        return true;
      }
    }
    return false;
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E sneaky(Throwable failure) throws E {
    throw (E) failure;
  }
}
