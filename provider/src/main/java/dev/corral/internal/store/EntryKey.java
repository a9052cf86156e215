package dev.corral.internal.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A cache key with its text in Redis, by which it is compared and ordered.
 *
 * <p>The order is that of the text's unsigned bytes; locks on several keys are taken in it.
 */
public final class EntryKey implements Comparable<EntryKey> {
  private final Object key;
  private final byte[] text;
  private final int hash;

  /**
   * Creates a key.
   *
   * @param key what the application uses
   * @param text its encoded form; not copied
   */
  public EntryKey(Object key, byte[] text) {
    this.key = key;
    this.text = text;
    this.hash = Arrays.hashCode(text);
  }

  /** The application's key. */
  public Object key() {
    return key;
  }

  /** The key's text in Redis; not to be changed. */
  public byte[] text() {
    return text;
  }

  @Override
  public int compareTo(EntryKey other) {
    return Arrays.compareUnsigned(text, other.text);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EntryKey that && hash == that.hash && Arrays.equals(text, that.text);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return String.valueOf(key);
  }
}
