package dev.corral;

/** Stand-in. */
public interface ValueCopier<V> {
  V copy(V value);
}
