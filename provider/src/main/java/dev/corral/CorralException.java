package dev.corral;

import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * What Corral throws when Redis or the use of a cache fails. The message says what happened, to
 * which cache and server, and what to do.
 */
public class CorralException extends CacheException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what happened, never null
   */
  public CorralException(String message) {
    super(message);
  }

  /**
   * Creates an exception with its cause.
   *
   * @param message what happened, never null
   * @param cause why, or null
   */
  public CorralException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
