package dev.corral.codec;

import org.jspecify.annotations.Nullable;

/**
 * Bytes were written under another schema of a class than the one that is loaded here, as happens
 * while a changed class is being rolled out. No instance was made of it.
 */
public class SchemaMismatchException extends CodecException {

  private static final long serialVersionUID = 1L;

  /** The class whose schema differs. */
  private final String className;

  /**
   * A mismatch.
   *
   * @param className the class whose schema differs, or whose parts do
   * @param message names the cache and the class
   * @param cause the underlying failure, if any
   */
  public SchemaMismatchException(String className, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.className = className;
  }

  /** The binary name of the class whose schema differs. */
  public String className() {
    return className;
  }
}
