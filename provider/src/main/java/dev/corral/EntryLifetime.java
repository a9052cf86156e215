package dev.corral;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says how long each entry lives, by its key and value, so that one cache can hold data of
 * different kinds. It decides in place of the creation and update durations of the cache's {@link
 * javax.cache.expiry.ExpiryPolicy}; whether a read extends a lifetime is still the policy's to say.
 *
 * <p>A lifetime of zero or less means that the entry is not kept; {@link
 * java.time.temporal.ChronoUnit#FOREVER}'s duration, that it does not end. Part of a millisecond
 * counts as a whole one. If the cache has a jitter, the lifetime is shortened by it.
 *
 * <p>If it throws, or returns null for a new entry, this is logged and the expiry policy decides.
 *
 * <p>It is asked once per change, for values that are put and for those that are loaded, by the
 * threads that change entries, several at a time: implementations must be thread-safe, and quick.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
@FunctionalInterface
public interface EntryLifetime<K, V> {

  /**
   * How long an entry lives that did not exist before.
   *
   * @return the time from now, never null
   */
  Duration lifetimeAfterCreate(K key, V value);

  /**
   * How long an entry lives whose value is replaced. By default the same as if it were created.
   *
   * @param value the new value
   * @return the time from now; null keeps the moment at which the entry expires anyway
   */
  default @Nullable Duration lifetimeAfterUpdate(K key, V value) {
    return lifetimeAfterCreate(key, value);
  }
}
