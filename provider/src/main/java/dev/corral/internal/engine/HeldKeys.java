package dev.corral.internal.engine;

import dev.corral.CorralException;
import dev.corral.internal.store.EntryKey;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * The keys that this thread holds while it runs user code: a processor, a writer, a synchronous
 * listener. A change of such a key from within would wait for itself, so it fails at once.
 */
final class HeldKeys {
  private static final ThreadLocal<Deque<HeldKeys>> CURRENT =
      ThreadLocal.withInitial(ArrayDeque::new);

  private final CacheContext<?, ?> cache;
  private final Collection<EntryKey> keys;

  private HeldKeys(CacheContext<?, ?> cache, Collection<EntryKey> keys) {
    this.cache = cache;
    this.keys = keys;
  }

  /** Runs user code while the keys are held. */
  static <T> T during(CacheContext<?, ?> cache, Collection<EntryKey> keys, Supplier<T> userCode) {
    Deque<HeldKeys> held = CURRENT.get();
    held.push(new HeldKeys(cache, keys));
    try {
      return userCode.get();
    } finally {
      held.pop();
      if (held.isEmpty()) {
        CURRENT.remove();
      }
    }
  }

  /** Fails if this thread holds the key. */
  static void mustNotHold(CacheContext<?, ?> cache, EntryKey key) {
    for (HeldKeys held : CURRENT.get()) {
      if (held.cache == cache && held.keys.contains(key)) {
        throw new CorralException(
            "Key '"
                + key
                + "' of cache '"
                + cache.name()
                + "' is being changed by the operation that called this code: an entry processor,"
                + " cache writer or synchronous listener must not change the same entry through the"
                + " cache. Use the MutableEntry, or change it afterwards.");
      }
    }
  }
}
