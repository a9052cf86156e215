package dev.corral;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What one user, request or workflow has seen and done so far, across nodes. Within a session,
 * caches with {@link Consistency#CAUSAL} show nothing older than what it has seen, nor than what
 * happened before that: it reads its own writes, its reads never go back, and whoever sees one of
 * its writes sees what it had read before.
 *
 * <p>A session is what its {@link #token()} says, a short text that travels in an HTTP header, a
 * message or a cookie:
 *
 * <pre>{@code
 * CorralSession session = CorralSession.resume(request.getHeader("Corral-Session"));
 * try (CorralSession.Scope scope = session.enter()) {
 *   ... // use caches
 * }
 * response.setHeader("Corral-Session", session.token());
 * }</pre>
 *
 * <p>Take the token after the last use of a cache. Thread-safe; several threads may be in one
 * session at once. Asynchronous operations belong to the session in which they were called.
 */
public final class CorralSession {
  private static final int RADIX = 36;
  private static final long LARGEST = 1L << 53;
  private static final ThreadLocal<@Nullable CorralSession> CURRENT = new ThreadLocal<>();

  private final AtomicLong seen;

  private CorralSession(long seen) {
    this.seen = new AtomicLong(seen);
  }

  /** A session that has seen nothing. */
  public static CorralSession begin() {
    return new CorralSession(0);
  }

  /**
   * A session that goes on, here or on another node.
   *
   * @param token as {@link #token()} gave it; null or empty begins a new session
   * @throws IllegalArgumentException if it is not such a token
   */
  public static CorralSession resume(@Nullable String token) {
    if (token == null || token.isEmpty()) {
      return begin();
    }
    try {
      long seen = Long.parseLong(token, RADIX);
      if (seen >= 0 && seen < LARGEST) {
        return new CorralSession(seen);
      }
    } catch (NumberFormatException e) {
      throw notAToken(token, e);
    }
    throw notAToken(token, null);
  }

  private static IllegalArgumentException notAToken(
      String token, @Nullable NumberFormatException cause) {
    String shown = token.length() > 40 ? token.substring(0, 40) + "..." : token;
    return new IllegalArgumentException(
        "'" + shown + "' is not the token of a Corral session; begin a new session instead", cause);
  }

  /** The session that this thread is in, or null. */
  public static @Nullable CorralSession current() {
    return CURRENT.get();
  }

  /** What the session has seen, as text of at most eleven letters and digits. */
  public String token() {
    return Long.toString(seen.get(), RADIX);
  }

  /** Enters the session with this thread, until the scope is closed by the same thread. */
  public Scope enter() {
    Scope scope = new Scope(CURRENT.get());
    CURRENT.set(this);
    return scope;
  }

  /**
   * The sequence up to which it has seen changes; Corral's own use.
   *
   * @return about a server's time in microseconds; 0 if it has seen none
   */
  public long seen() {
    return seen.get();
  }

  /** Notes that a change of this sequence was seen; Corral's own use. */
  public void saw(long sequence) {
    seen.accumulateAndGet(sequence, Math::max);
  }

  @Override
  public String toString() {
    return "session " + token();
  }

  /** The time that a thread spends in a session. */
  public static final class Scope implements AutoCloseable {
    private final @Nullable CorralSession outer;

    private Scope(@Nullable CorralSession outer) {
      this.outer = outer;
    }

    /** Leaves the session; the thread is back in the one that it was in before, if any. */
    @Override
    public void close() {
      if (outer == null) {
        CURRENT.remove();
      } else {
        CURRENT.set(outer);
      }
    }
  }
}
