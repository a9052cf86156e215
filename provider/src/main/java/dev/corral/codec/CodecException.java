package dev.corral.codec;

import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** An object could not be encoded, or bytes could not be decoded. */
public class CodecException extends CacheException {

  private static final long serialVersionUID = 1L;

  /**
   * A failure without an underlying one.
   *
   * @param message what happened, to which cache, and what to do
   */
  public CodecException(String message) {
    super(message);
  }

  /**
   * A failure with its cause.
   *
   * @param message what happened, to which cache, and what to do
   * @param cause the underlying failure, if any
   */
  public CodecException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
