package dev.corral.internal.redis;

/** One Redis server as a reply came from it. Thread-safe; equal only to itself. */
public interface Server {
  /** Where it is, as host:port. */
  String name();

  /**
   * Its estimated time.
   *
   * @param nanos the moment, as {@link System#nanoTime()} gives it
   * @return in microseconds since 1970
   */
  long microsAt(long nanos);
}
