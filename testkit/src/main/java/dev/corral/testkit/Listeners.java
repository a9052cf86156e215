package dev.corral.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** Listening sockets on free ports; a port that was taken meanwhile is replaced by another. */
final class Listeners {

  private static final int ATTEMPTS = 20;

  private Listeners() {}

  /** 127.0.0.1, also where IPv6 is preferred. */
  static InetAddress loopback() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException e) {
      throw new AssertionError("Four bytes are an address", e);
    }
  }

  /** Makes the socket for a port. */
  @FunctionalInterface
  interface Factory {
    ServerSocket bind(int port) throws IOException;
  }

  static ServerSocket open(Factory factory) {
    for (int attempt = 1; ; attempt++) {
      int port = Ports.free();
      try {
        return factory.bind(port);
      } catch (IOException e) {
        Ports.giveBack(port);
        if (attempt == ATTEMPTS) {
          throw new UncheckedIOException("No port could be bound", e);
        }
      }
    }
  }
}
