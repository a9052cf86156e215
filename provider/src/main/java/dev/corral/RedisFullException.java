package dev.corral;

import org.jspecify.annotations.Nullable;

/**
 * Redis reached its {@code maxmemory} and evicts nothing, so it refused a change, which had no
 * effect.
 */
public class RedisFullException extends CorralException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message which server and command
   * @param cause the server's error, or null
   */
  public RedisFullException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
