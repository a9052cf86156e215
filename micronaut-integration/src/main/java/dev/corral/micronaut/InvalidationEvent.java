package dev.corral.micronaut;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says on Micronaut's event bus that entries are no longer right, because what they were made from
 * has changed. They are dropped on all nodes; loads of them that are under way are not kept.
 *
 * @param cacheName the name of the cache
 * @param key of the one entry; null if there is a tag, or all are meant
 * @param tag of the entries; null if there is a key, or all are meant
 */
public record InvalidationEvent(String cacheName, @Nullable Object key, @Nullable String tag) {
  /**
   * What it says.
   *
   * @throws NullPointerException if there is no name
   * @throws IllegalArgumentException if there are both a key and a tag
   */
  public InvalidationEvent {
    Objects.requireNonNull(cacheName, "An invalidation event needs the name of a cache");
    if (key != null && tag != null) {
      throw new IllegalArgumentException(
          "An invalidation event of cache '%s' has both a key and a tag: publish one of each"
              .formatted(cacheName));
    }
  }

  /** An entry. */
  public static InvalidationEvent ofKey(String cacheName, Object key) {
    Objects.requireNonNull(key, "The key is null; for all entries there is ofAll");
    return new InvalidationEvent(cacheName, key, null);
  }

  /** The entries that have a tag. */
  public static InvalidationEvent ofTag(String cacheName, String tag) {
    Objects.requireNonNull(tag, "The tag is null; for all entries there is ofAll");
    return new InvalidationEvent(cacheName, null, tag);
  }

  /** All entries. */
  public static InvalidationEvent ofAll(String cacheName) {
    return new InvalidationEvent(cacheName, null, null);
  }
}
