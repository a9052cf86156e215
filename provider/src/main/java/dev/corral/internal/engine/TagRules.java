package dev.corral.internal.engine;

import dev.corral.Tagger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** What tags the values of a cache get, and what may be one. */
final class TagRules<K, V> {
  private static final int MOST = 32;
  private static final int LONGEST = 256;

  private final String cacheName;
  private final @Nullable Tagger<? super K, ? super V> tagger;

  TagRules(String cacheName, @Nullable Tagger<? super K, ? super V> tagger) {
    this.cacheName = cacheName;
    this.tagger = tagger;
  }

  /** The tags of a value: those that are given, and the tagger's. */
  List<String> tagsOf(K key, V value, Set<String> given) {
    checkAll(given);
    if (tagger == null) {
      return List.copyOf(given);
    }
    Set<String> all = new LinkedHashSet<>(given);
    all.addAll(asked(tagger, key, value));
    mustNotBeTooMany(all);
    return List.copyOf(all);
  }

  private Set<String> asked(Tagger<? super K, ? super V> by, K key, V value) {
    try {
      Set<String> tags = by.tagsOf(key, value);
      checkAll(tags);
      return tags;
    } catch (RuntimeException e) {
      throw new CacheException(
          "The tagger of cache '"
              + cacheName
              + "' failed on key '"
              + key
              + "', and nothing was written: "
              + e.getMessage(),
          e);
    }
  }

  private void checkAll(@Nullable Set<String> tags) {
    if (tags == null) {
      throw bad("the set of tags is null; give an empty one for none");
    }
    mustNotBeTooMany(tags);
    tags.forEach(this::check);
  }

  private void mustNotBeTooMany(Set<String> tags) {
    if (tags.size() > MOST) {
      throw bad(tags.size() + " tags on one value, but " + MOST + " are allowed");
    }
  }

  /**
   * Checks one tag.
   *
   * @throws IllegalArgumentException if it may not be one
   */
  void check(@Nullable String tag) {
    if (tag == null) {
      throw bad("a tag is null");
    }
    byte[] bytes = tag.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > LONGEST) {
      throw bad("a tag has " + bytes.length + " bytes in UTF-8, but must have 1 to " + LONGEST);
    }
    if (!tag.equals(new String(bytes, StandardCharsets.UTF_8))) {
      throw bad("a tag has half of a surrogate pair, which is no text");
    }
  }

  private IllegalArgumentException bad(String what) {
    return new IllegalArgumentException("Cache '" + cacheName + "': " + what);
  }
}
