package dev.corral.it.topology;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A server of this machine under another of its loopback addresses, bytes passed unread. */
final class HostAlias implements AutoCloseable {
  private final ServerSocket listener;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private HostAlias(ServerSocket listener, int target) {
    this.listener = listener;
    this.target = target;
  }

  static HostAlias of(String address, int target) {
    try {
      HostAlias alias =
          new HostAlias(new ServerSocket(0, 50, InetAddress.getByName(address)), target);
      daemon(alias::accept);
      return alias;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "host-alias");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(client);
        open.add(server);
        daemon(() -> pass(client, server));
        daemon(() -> pass(server, client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      return;
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
