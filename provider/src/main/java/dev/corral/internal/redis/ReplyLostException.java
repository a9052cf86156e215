package dev.corral.internal.redis;

/** A command that must not be repeated was sent, and its reply never came. */
public final class ReplyLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ReplyLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
