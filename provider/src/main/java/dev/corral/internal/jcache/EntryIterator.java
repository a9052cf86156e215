package dev.corral.internal.jcache;

import dev.corral.CorralEntry;
import dev.corral.internal.engine.Engine;
import dev.corral.internal.engine.Operation;
import dev.corral.internal.store.EntryKey;
import dev.corral.internal.store.EntryStore.ScanPosition;
import dev.corral.internal.store.ReadResult;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * Iterates over the entries, page by page. Sees each entry that is there all the time exactly once,
 * and others perhaps. Not thread-safe, as iterators are.
 */
final class EntryIterator<K, V> implements Iterator<Cache.Entry<K, V>> {
  private final RedisCache<K, V> cache;
  private final Engine<K, V> engine;
  private final Set<EntryKey> seen = new HashSet<>();
  private final Deque<Candidate> page = new ArrayDeque<>();
  private @Nullable ScanPosition position = ScanPosition.START;
  private @Nullable EntryKey current;

  private record Candidate(EntryKey key, ReadResult read) {}

  EntryIterator(RedisCache<K, V> cache, Engine<K, V> engine) {
    this.cache = cache;
    this.engine = engine;
  }

  @Override
  public boolean hasNext() {
    cache.mustBeOpen();
    while (page.isEmpty()) {
      ScanPosition from = position;
      if (from == null) {
        return false;
      }
      Engine.Page read = cache.outcome(() -> engine.scan(from));
      for (int i = 0; i < read.keys().size(); i++) {
        if (seen.add(read.keys().get(i))) {
          page.add(new Candidate(read.keys().get(i), read.reads().get(i)));
        }
      }
      position = read.next();
    }
    return true;
  }

  @Override
  @SuppressWarnings("unchecked")
  public Cache.Entry<K, V> next() {
    while (hasNext()) {
      Candidate candidate = page.remove();
      V value = cache.outcome(() -> engine.iterated(candidate.key(), candidate.read()));
      if (value != null) {
        current = candidate.key();
        return new IteratedEntry<>((K) candidate.key().key(), value);
      }
    }
    throw new NoSuchElementException(
        "The iteration over cache '" + cache.getName() + "' has ended");
  }

  @Override
  public void remove() {
    cache.mustBeOpen();
    EntryKey key = current;
    if (key == null) {
      throw new IllegalStateException("remove() needs a preceding next()");
    }
    current = null;
    cache.outcome(() -> engine.change(Operation.REMOVE, key, null, null));
  }

  /** An entry as it was when it was handed out. */
  private record IteratedEntry<K, V>(K key, V value) implements CorralEntry<K, V> {
    @Override
    public K getKey() {
      return key;
    }

    @Override
    public V getValue() {
      return value;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
      if (type.isInstance(this)) {
        return type.cast(this);
      }
      throw new IllegalArgumentException("An entry of Corral is no " + type.getName());
    }
  }
}
