package dev.corral.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free TCP ports on the loopback interface, below the range from which systems take the ports of
 * outgoing connections, so that a port stays free while its server is down. No port is given twice
 * in one JVM; another JVM may still be faster, so binding must be ready to try again.
 */
final class Ports {

  /** How far the cluster bus is from the port of its node. */
  static final int BUS_OFFSET = 10_000;

  private static final int LOWEST = 10_500;
  private static final int HIGHEST = 22_000;
  private static final int ATTEMPTS = 2_000;
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private Ports() {}

  /** A port that is free together with the one {@value #BUS_OFFSET} above it. */
  static int free() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (GIVEN.add(port)) {
        if (isFree(port) && isFree(port + BUS_OFFSET)) {
          return port;
        }
        GIVEN.remove(port);
      }
    }
    throw new IllegalStateException(
        "No free port found between " + LOWEST + " and " + HIGHEST + " on the loopback interface");
  }

  static void giveBack(int port) {
    GIVEN.remove(port);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(Listeners.loopback(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
