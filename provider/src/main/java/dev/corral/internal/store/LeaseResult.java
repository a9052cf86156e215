package dev.corral.internal.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The answer to the request for a lease.
 *
 * @param lease the lease, or null if it was not granted
 * @param held how long the lease of another holder has left, where that is why; else zero
 * @param read what is under the key
 * @param inTheWay the load lease of another holder, where that is why; else null
 */
public record LeaseResult(
    @Nullable Lease lease, Duration held, ReadResult read, @Nullable Lease inTheWay) {
  /** No lease, nothing read. */
  public static final LeaseResult NONE =
      new LeaseResult(null, Duration.ZERO, ReadResult.nothing(0, null), null);

  /** Whether another holder's lease is why this one was not granted. */
  public boolean isHeldByAnother() {
    return lease == null && !held.isZero();
  }

  /** The same lease, as if there had been nothing to read. */
  public LeaseResult asMissing() {
    return new LeaseResult(lease, held, ReadResult.nothing(read.serverMillis(), null), inTheWay);
  }
}
