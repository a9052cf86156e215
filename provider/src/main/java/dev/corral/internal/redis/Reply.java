package dev.corral.internal.redis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came back for one command: a value or a failure.
 *
 * @param value null, {@code byte[]}, {@code Long} or a list of these
 * @param failure what went wrong, or null; {@link ReplyLostException} where the effect is unknown
 * @param serverMillis the estimated time of the server that answered, in ms since 1970
 */
public record Reply(@Nullable Object value, @Nullable RuntimeException failure, long serverMillis) {

  static Reply of(@Nullable Object value, long serverMillis) {
    return new Reply(value, null, serverMillis);
  }

  static Reply failed(RuntimeException failure) {
    return new Reply(null, failure, 0);
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
