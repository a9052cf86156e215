package dev.corral.internal.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The answer to the request for a lease.
 *
 * @param lease the lease, or null if it was not granted
 * @param held how long the lease of another holder has left, where that is why; else zero
 * @param read what is under the key
 */
public record LeaseResult(@Nullable Lease lease, Duration held, ReadResult read) {}
