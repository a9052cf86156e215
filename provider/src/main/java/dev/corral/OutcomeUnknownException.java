package dev.corral;

import org.jspecify.annotations.Nullable;

/**
 * A change was sent, its reply was lost, and whether it took effect could not be found out. It was
 * applied once or not at all, and is not repeated; read the entry to learn its state.
 */
public class OutcomeUnknownException extends CorralException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message which operation on which cache and server
   * @param cause how the reply was lost, or null
   */
  public OutcomeUnknownException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
