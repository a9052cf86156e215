package dev.corral;

/**
 * An operation that needs a key for itself waited {@code lockWait} for another holder and gave up.
 * It had no effect.
 */
public class LockTimeoutException extends CorralException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message which key of which cache, and how long it waited
   */
  public LockTimeoutException(String message) {
    super(message);
  }
}
