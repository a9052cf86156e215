package dev.corral.internal.redis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came back for one command: a value or a failure.
 *
 * @param value null, {@code byte[]}, {@code Long} or a list of these
 * @param failure what went wrong, or null; {@link ReplyLostException} where the effect is unknown
 * @param serverMillis the estimated time of the server that answered, in ms since 1970
 * @param server which answered; null where several had to, or none did
 */
public record Reply(
    @Nullable Object value,
    @Nullable RuntimeException failure,
    long serverMillis,
    @Nullable Server server) {

  static Reply of(@Nullable Object value, Node node) {
    return new Reply(value, null, node.clock().millis(), node);
  }

  /** A reply put together from those of several servers. */
  static Reply ofParts(List<@Nullable Object> values, long serverMillis) {
    return new Reply(values, null, serverMillis, null);
  }

  static Reply failed(RuntimeException failure) {
    return new Reply(null, failure, 0, null);
  }

  /** This reply, or throws its failure. */
  public Reply orThrow() {
    if (failure != null) {
      throw failure;
    }
    return this;
  }

  /** The value as a list, or throws the failure. */
  @SuppressWarnings("unchecked")
  public List<@Nullable Object> asList() {
    orThrow();
    if (value instanceof List<?> list) {
      return (List<@Nullable Object>) list;
    }
    throw new IllegalStateException("Expected a list from Redis but got " + value);
  }
}
