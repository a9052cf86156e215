package dev.corral.testkit;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind the URI {@code embedded:}.
 *
 * <p>The provider does not depend on this module: for the URI {@code embedded:} it looks for this
 * class by its name {@code dev.corral.testkit.EmbeddedUri} and calls {@link #start()} reflectively.
 * Neither name may change.
 */
public final class EmbeddedUri {

  private static @Nullable RedisServer server;

  private EmbeddedUri() {}

  /**
   * Starts a standalone server at the first call; it is shared by all callers in this JVM and
   * stopped when the JVM ends.
   *
   * @return its {@code redis://} URI, the same at every call
   * @throws IllegalStateException if no Redis can be started here
   */
  public static synchronized URI start() {
    if (server == null) {
      server = RedisServer.start();
    }
    return server.uri();
  }
}
