package dev.corral.codec;

/**
 * A class was met that is not allowed in the cache. On decoding it was neither initialised nor
 * instantiated.
 */
public class ClassNotAllowedException extends CodecException {

  private static final long serialVersionUID = 1L;

  /** The class that was refused. */
  private final String className;

  /**
   * A refusal.
   *
   * @param className the class that was refused
   * @param message names the cache, the class, and the property to set
   */
  public ClassNotAllowedException(String className, String message) {
    super(message);
    this.className = className;
  }

  /** The binary name of the class that was refused. */
  public String className() {
    return className;
  }
}
