package dev.corral;

import org.jspecify.annotations.Nullable;

/** Redis could not be reached or refused the command, which had no effect. */
public class RedisUnavailableException extends CorralException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message which server, which command, for how long it was tried
   * @param cause the last failure, or null
   */
  public RedisUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
