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
  private final Era era;
  private final Version version;
  private final Lifetime lifetime;
  private final int weight;
  private final TagCells.Cell @Nullable [] tags;
  // What most hits need to know of all that ends an entry, here because they read no more of it.
  private final boolean ends;
  private final boolean isLoaded;
  private Object content;
  private volatile boolean isDecoded;

  /**
   * How long an entry is served.
   *
   * @param expiryMillis when the record expires, in ms since 1970 by the server's clock
   * @param costMicros what loading the value took; 0 if it was not loaded
   * @param readNanos when it was read, by this JVM's monotonic clock
   * @param untilNanos when it leaves the near cache at the latest, by the same clock
   */
  record Lifetime(long expiryMillis, long costMicros, long readNanos, long untilNanos) {
    boolean expires() {
      return expiryMillis < StoredRecord.NEVER_MILLIS;
    }

    boolean isOverAt(long nanos, Partition partition) {
      return untilNanos - nanos <= 0
          || (expires() && expiryMillis * 1000 <= partition.serverMicrosAt(nanos));
    }
  }

  NearEntry(
      Era era,
      Version version,
      Lifetime lifetime,
      Object content,
      int weight,
      TagCells.Cell @Nullable [] tags) {
    this.era = era;
    this.version = version;
    this.lifetime = lifetime;
    this.content = content;
    this.weight = weight;
    this.tags = tags;
    this.ends =
        tags != null
            || lifetime.expires()
            || lifetime.untilNanos - lifetime.readNanos < NearPolicy.LONGEST_NANOS;
    this.isLoaded = lifetime.costMicros > 0;
  }

  /** The version of the record. */
  public Version version() {
    return version;
  }

  /** When the record expires, in ms since 1970 by the server's clock. */
  public long expiryMillis() {
    return lifetime.expiryMillis;
  }

  /** Whether the value was loaded, so that it may be worth loading anew before it expires. */
  public boolean isLoaded() {
    return isLoaded;
  }

  /** What loading the value took, in microseconds; 0 if it was not loaded. */
  public long costMicros() {
    return lifetime.costMicros;
  }

  /** Milliseconds until the record expires, at a moment of this JVM's monotonic clock. */
  long leftMillis(long nanos) {
    return lifetime.expiryMillis - era.partition().serverMicrosAt(nanos) / 1000;
  }

  /** Whether it may be served at a moment of this JVM's monotonic clock. */
  boolean isServable(long nanos) {
    return era.isServing(nanos) && !(ends && isOverAt(nanos));
  }

  private boolean isOverAt(long nanos) {
    return lifetime.isOverAt(nanos, era.partition()) || (tags != null && isAnyEnded(tags));
  }

  private static boolean isAnyEnded(TagCells.Cell[] tags) {
    for (TagCells.Cell tag : tags) {
      if (tag.isEnded()) {
        return true;
      }
    }
    return false;
  }

  /** Whether all messages about changes of its shard up to a sequence have arrived. */
  boolean isPast(ClosedTimes times, long sequence) {
    return era.partition().isPast(times, sequence);
  }

  long ageNanos(long nanos) {
    return nanos - lifetime.readNanos;
  }

  boolean isOf(Era other, long nonce) {
    return era == other && version.nonce() == nonce;
  }

  int weight() {
    return weight;
  }

  Object content() {
    return content;
  }

  /** Whether the content is the value itself; asked before the content. */
  boolean isDecoded() {
    return isDecoded;
  }

  void keep(Object decoded) {
    content = decoded;
    isDecoded = true;
  }
}
