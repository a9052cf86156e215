package dev.corral;

/**
 * A change was made on the primary, but fewer replicas than {@code wait-replicas} asks for have
 * acknowledged it in time. It stands, and may be lost if the primary fails now.
 */
public class NotReplicatedException extends CorralException {
  private static final long serialVersionUID = 1L;

  /** An exception that says what happened and what to do. */
  public NotReplicatedException(String message) {
    super(message);
  }

  /** An exception that says what happened and what to do. */
  public NotReplicatedException(String message, Throwable cause) {
    super(message, cause);
  }
}
