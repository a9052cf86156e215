package dev.corral.testkit;

/** A call failed in the child JVM, whose stack trace is in the message, or the child is gone. */
public final class ChildJvmException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ChildJvmException(String message) {
    super(message);
  }

  ChildJvmException(String message, Throwable cause) {
    super(message, cause);
  }
}
