package dev.corral.testkit;

import java.net.URI;
import java.util.List;

/**
 * A running Redis of any shape, so that a test can run on each of them. Closing it stops every
 * process that belongs to it; closing twice does nothing.
 */
public interface RedisDeploymentHandle extends AutoCloseable {

  /** Where a client connects, credentials included. */
  URI uri();

  /** The servers that take writes now. */
  List<RedisServer> primaries();

  /** Deletes all data on all primaries, scripts stay loaded. */
  default void flushAll() {
    primaries().forEach(primary -> primary.command("FLUSHALL"));
  }

  @Override
  void close();
}
