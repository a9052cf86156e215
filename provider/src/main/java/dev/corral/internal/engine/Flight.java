package dev.corral.internal.engine;

import dev.corral.internal.store.EntryKey;
import dev.corral.internal.store.Lease;
import dev.corral.internal.store.ShardStamp;
import dev.corral.internal.store.ShardView;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One load of one key in this JVM, which concurrent callers share. Led by the caller that began it.
 *
 * <p>Who may share it: a caller whose own read was sent before the basis of the flight's result,
 * the moment at which its last question to Redis or its load began. Everything that was written or
 * removed before that caller's read is then in the result. A later caller must find the flight's
 * lease still held in Redis, which any change since would have voided.
 */
final class Flight<V> {
  private final EntryKey key;
  private volatile @Nullable Thread loader;
  private final CompletableFuture<Result<V>> landing = new CompletableFuture<>();
  private volatile long basisNanos = System.nanoTime();
  private volatile boolean loading;
  private volatile @Nullable Lease lease;
  private volatile long sequence;

  /**
   * What a flight brought.
   *
   * @param value the value, or null if there is none
   * @param basisNanos the moment from which on changes may not be in it
   * @param sequence of the change in Redis that who gets the value has seen; 0 if there is none
   */
  record Result<V>(@Nullable V value, long basisNanos, long sequence) {}

  Flight(EntryKey key) {
    this.key = key;
  }

  EntryKey key() {
    return key;
  }

  /** The thread that runs the loader for this flight now, or null. */
  @Nullable Thread loaderThread() {
    return loader;
  }

  void loaderRunsHere(boolean running) {
    loader = running ? Thread.currentThread() : null;
  }

  /** Before a question to Redis. */
  void asks() {
    loading = false;
    basisNanos = System.nanoTime();
  }

  /**
   * Before the loader is called.
   *
   * @param witness a lease that lives only as long as nothing changes: the flight's own, or the one
   *     that was in its way; null if there is none
   */
  void loads(@Nullable Lease witness) {
    lease = witness;
    basisNanos = System.nanoTime();
    loading = true;
  }

  boolean isLoading() {
    return loading;
  }

  @Nullable Lease lease() {
    return lease;
  }

  /** Whether the result is based on a moment after the given one. */
  boolean isBasedAfter(long nanos) {
    return basisNanos - nanos > 0;
  }

  CompletableFuture<Result<V>> landing() {
    return landing;
  }

  /** Before it lands: which change in Redis the value is of. */
  void brings(@Nullable ShardView shard) {
    ShardStamp stamp = shard == null ? null : shard.stamp();
    if (stamp != null) {
      sequence = stamp.sequence();
    }
  }

  void land(@Nullable V value) {
    landing.complete(new Result<>(value, basisNanos, sequence));
  }

  void crash(Throwable failure) {
    landing.completeExceptionally(failure);
  }
}
