package dev.corral.internal.codec;

import dev.corral.codec.ClassNotAllowedException;
import dev.corral.codec.CodecException;
import dev.corral.codec.SchemaMismatchException;

/** What comes out of a codec when something inside failed. */
final class Failures {

  /** Causes may form a circle. */
  private static final int MAX_CAUSES = 64;

  private Failures() {}

  /** The exception to throw for a failure to encode an instance of a class. */
  static CodecException onEncode(String cacheName, Class<?> type, Throwable failure) {
    return translate(
        failure,
        "Cache '%s': an instance of %s cannot be encoded: ".formatted(cacheName, type.getName()));
  }

  /** The exception to throw for a failure to decode. */
  static CodecException onDecode(String cacheName, Throwable failure) {
    return translate(failure, "Cache '%s': bytes cannot be decoded: ".formatted(cacheName));
  }

  private static CodecException translate(Throwable failure, String what) {
    Throwable cause = failure;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++, cause = cause.getCause()) {
      if (cause instanceof ClassNotAllowedException || cause instanceof SchemaMismatchException) {
        return (CodecException) cause;
      }
    }
    if (failure instanceof StackOverflowError) {
      return new CodecException(what + "it is nested too deeply", failure);
    }
    if (failure instanceof VirtualMachineError error) {
      throw error;
    }
    return new CodecException(what + failure.getMessage(), failure);
  }
}
