package dev.corral.internal.store;

import dev.corral.codec.Encoded;
import java.util.List;

/**
 * A record as read from Redis: the header's fields and the encoded value.
 *
 * @param version of the record
 * @param expiryMillis when it expires, in ms since 1970 by the server's clock
 * @param createdEntry whether the mutation that wrote it created the entry
 * @param costMicros what loading the value took, 0 if it was not loaded
 * @param value the value, still encoded
 * @param tags of the record
 */
public record StoredRecord(
    Version version,
    long expiryMillis,
    boolean createdEntry,
    long costMicros,
    Encoded value,
    List<String> tags) {
  /** The moment at which a record expires that never does. */
  public static final long NEVER_MILLIS = RecordFormat.ETERNAL;

  /** What is kept of a load that found nothing: no bytes at all, which no value has. */
  public static final Encoded NULL = new Encoded(0, new byte[0]);

  /** Whether this remembers that a load found nothing. */
  public boolean isNull() {
    return value.length() == 0;
  }
}
