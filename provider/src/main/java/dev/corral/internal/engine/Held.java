package dev.corral.internal.engine;

import dev.corral.internal.store.EntryKey;
import dev.corral.internal.store.Lease;
import dev.corral.internal.store.ReadResult;

/** A key that an operation has for itself, and what was there when it got it. */
final class Held {
  private final EntryKey key;
  private final Lease lease;
  private final ReadResult read;
  private boolean released;

  Held(EntryKey key, Lease lease, ReadResult read) {
    this.key = key;
    this.lease = lease;
    this.read = read;
  }

  EntryKey key() {
    return key;
  }

  Lease lease() {
    return lease;
  }

  ReadResult read() {
    return read;
  }

  /** The lease went with the change, or need not be given back. */
  void released() {
    released = true;
  }

  boolean isReleased() {
    return released;
  }
}
