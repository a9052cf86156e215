package dev.corral.internal.engine;

import dev.corral.CorralSession;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs tasks in a session. */
public final class SessionExecutor {
  private SessionExecutor() {}

  /** One that runs tasks in the session that the calling thread is in now. */
  public static Executor here(Executor executor) {
    CorralSession session = CorralSession.current();
    return session == null ? executor : task -> executor.execute(() -> run(session, task));
  }

  @SuppressWarnings("try") // the scope is left, not used
  private static void run(CorralSession session, Runnable task) {
    try (CorralSession.Scope scope = session.enter()) {
      task.run();
    }
  }

  /** Does something on this thread in a session, or in the one it is in if that is null. */
  @SuppressWarnings("try") // the scope is left, not used
  static <T> T in(@Nullable CorralSession session, Supplier<T> action) {
    if (session == null) {
      return action.get();
    }
    try (CorralSession.Scope scope = session.enter()) {
      return action.get();
    }
  }
}
