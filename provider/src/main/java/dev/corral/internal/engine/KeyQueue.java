package dev.corral.internal.engine;

import dev.corral.internal.store.EntryKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Within the JVM, one at a time per key, first come first served.
 *
 * <p>Different keys are parallel. Never blocks: who waits, and for how long, is the caller's
 * matter. A turn that is not wanted any more still passes on when it would have come. What depends
 * on {@link Turn#ready} must not run user code on the thread that passes on.
 */
final class KeyQueue {
  /** The turns that this thread is about to pass on, while it passes one on. */
  private static final ThreadLocal<@Nullable Deque<CompletableFuture<Void>>> PASSING =
      new ThreadLocal<>();

  private final ConcurrentMap<EntryKey, CompletableFuture<Void>> last = new ConcurrentHashMap<>();

  /** Joins the queue of a key. */
  Turn join(EntryKey key) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    @Nullable CompletableFuture<Void> before = last.put(key, done);
    return new Turn(key, before, done);
  }

  boolean isEmpty() {
    return last.isEmpty();
  }

  /** A place in the queue of a key. */
  final class Turn {
    private final EntryKey key;
    private final CompletableFuture<Void> ready;
    private final CompletableFuture<Void> done;

    private Turn(
        EntryKey key, @Nullable CompletableFuture<Void> before, CompletableFuture<Void> done) {
      this.key = key;
      this.ready = before == null ? CompletableFuture.completedFuture(null) : before;
      this.done = done;
    }

    /** Completes when the turn has come. */
    CompletableFuture<Void> ready() {
      return ready;
    }

    /** Passes on; if the turn has not come yet, as soon as it does. */
    void end() {
      ready.whenComplete(
          (x, e) -> {
            last.remove(key, done);
            pass(done);
          });
    }
  }

  /**
   * Completing a turn completes the next from within, if that was given up; a long row of such
   * turns is worked off here one after the other, so that the stack does not overflow.
   */
  private static void pass(CompletableFuture<Void> done) {
    Deque<CompletableFuture<Void>> outer = PASSING.get();
    if (outer != null) {
      outer.add(done);
      return;
    }
    Deque<CompletableFuture<Void>> passing = new ArrayDeque<>(List.of(done));
    PASSING.set(passing);
    try {
      for (CompletableFuture<Void> next = passing.poll(); next != null; next = passing.poll()) {
        next.complete(null);
      }
    } finally {
      PASSING.remove();
    }
  }
}
