package dev.corral.internal.near;

import dev.corral.internal.store.StoredRecord;
import dev.corral.internal.store.Version;
import org.jspecify.annotations.Nullable;

/**
 * A value in the near cache. Its content is what was read from Redis, still encoded, until the
 * first hit decodes it; a value that may be shared then takes its place.
 *
 * <p>Thread-safe: several first hits may decode side by side, and any of their results stays.
 */
public final class NearEntry {
  private final Partition partition;
  private final long generation;
  private final Version version;
  private final Lifetime lifetime;
  private final int weight;
  private final TagCells.Cell @Nullable [] tags;
  // Two of the lifetime's fields, here because each hit reads them.
  private final long untilNanos;
  private final boolean expires;
  private volatile Object content;

  /**
   * How long an entry is served.
   *
   * @param expiryMillis when the record expires, in ms since 1970 by the server's clock
   * @param costMicros what loading the value took; 0 if it was not loaded
   * @param readNanos when it was read, by this JVM's monotonic clock
   * @param untilNanos when it leaves the near cache at the latest, by the same clock
   */
  record Lifetime(long expiryMillis, long costMicros, long readNanos, long untilNanos) {}

  NearEntry(
      Partition partition,
      Version version,
      Lifetime lifetime,
      Object content,
      int weight,
      TagCells.Cell @Nullable [] tags) {
    this.partition = partition;
    this.generation = partition.generation();
    this.version = version;
    this.lifetime = lifetime;
    this.content = content;
    this.weight = weight;
    this.tags = tags;
    this.untilNanos = lifetime.untilNanos;
    this.expires = lifetime.expiryMillis < StoredRecord.NEVER_MILLIS;
  }

  /** The version of the record. */
  public Version version() {
    return version;
  }

  /** When the record expires, in ms since 1970 by the server's clock. */
  public long expiryMillis() {
    return lifetime.expiryMillis;
  }

  /** What loading the value took, in microseconds; 0 if it was not loaded. */
  public long costMicros() {
    return lifetime.costMicros;
  }

  /** Milliseconds until the record expires by the server's clock. */
  public long leftMillis() {
    return lifetime.expiryMillis - partition.serverMicrosAt(System.nanoTime()) / 1000;
  }

  /** Whether it may be served at a moment of this JVM's monotonic clock. */
  boolean isServable(long nanos) {
    return partition.isServing(generation, nanos)
        && untilNanos - nanos > 0
        && (!expires || lifetime.expiryMillis * 1000 > partition.serverMicrosAt(nanos))
        && (tags == null || areInForce(tags));
  }

  private static boolean areInForce(TagCells.Cell[] tags) {
    for (TagCells.Cell tag : tags) {
      if (tag.isEnded()) {
        return false;
      }
    }
    return true;
  }

  /** Whether all messages about changes of its shard up to a sequence have arrived. */
  boolean isPast(ClosedTimes times, long sequence) {
    return partition.isPast(times, sequence);
  }

  long ageNanos(long nanos) {
    return nanos - lifetime.readNanos;
  }

  boolean isOf(Partition other, long nonce) {
    return partition == other && generation == other.generation() && version.nonce() == nonce;
  }

  int weight() {
    return weight;
  }

  Object content() {
    return content;
  }

  void keep(Object decoded) {
    content = decoded;
  }
}
