package dev.corral.internal.engine;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Who waits on this node for another node's lease to end, by key. A wake-up may be lost, so every
 * waiter asks again by itself after some time. Thread-safe; never blocks.
 */
public final class Wakes {
  private final ConcurrentMap<ByteBuffer, Set<CompletableFuture<Void>>> waiting =
      new ConcurrentHashMap<>();

  /** Registers a waiter; to be done before asking Redis, so that no wake-up falls in between. */
  CompletableFuture<Void> register(byte[] keyText) {
    CompletableFuture<Void> waiter = new CompletableFuture<>();
    ByteBuffer key = ByteBuffer.wrap(keyText);
    waiting.compute(
        key,
        (k, waiters) -> {
          Set<CompletableFuture<Void>> all =
              waiters == null ? ConcurrentHashMap.newKeySet() : waiters;
          all.add(waiter);
          return all;
        });
    return waiter;
  }

  void forget(byte[] keyText, CompletableFuture<Void> waiter) {
    waiting.computeIfPresent(
        ByteBuffer.wrap(keyText),
        (k, waiters) -> {
          waiters.removeIf(other -> other == waiter);
          return waiters.isEmpty() ? null : waiters;
        });
  }

  /** Wakes who waits for a key. */
  public void wake(byte[] keyText) {
    Set<CompletableFuture<Void>> waiters = waiting.get(ByteBuffer.wrap(keyText));
    if (waiters != null) {
      waiters.forEach(waiter -> waiter.complete(null));
    }
  }

  /** Wakes all, as after a clear or a break of the subscription. */
  public void wakeAll() {
    waiting.values().forEach(waiters -> waiters.forEach(waiter -> waiter.complete(null)));
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }
}
