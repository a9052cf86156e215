package dev.corral.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Terminates TLS in front of a server that was built without it. Connections are independent of
 * each other, two threads each; when one side closes, so does the other.
 */
final class TlsProxy implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TlsProxy.class);

  private final String host;
  private final int port;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private TlsProxy(String host, int port, ServerSocket listener) {
    this.host = host;
    this.port = port;
    this.listener = listener;
  }

  static TlsProxy to(String host, int port, TlsMaterial tls) {
    TlsProxy proxy =
        new TlsProxy(
            host,
            port,
            Listeners.open(
                own ->
                    tls.serverContext()
                        .getServerSocketFactory()
                        .createServerSocket(own, 0, Listeners.loopback())));
    Threads.daemon("tls-proxy-accept", proxy::accept);
    return proxy;
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        open.add(client);
        Threads.daemon("tls-proxy-connect", () -> join(client));
      } catch (IOException e) {
        log.debug("The TLS proxy accepts no more", e);
      }
    }
  }

  private void join(Socket client) {
    try {
      Socket server = new Socket(host, port);
      open.add(server);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      Threads.daemon("tls-proxy-replies", () -> pump(server, client));
      pump(client, server);
    } catch (IOException e) {
      close(client);
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[16_384];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        out.flush();
      }
    } catch (IOException e) {
      log.debug("A connection through the TLS proxy ended: {}", e.toString());
    } finally {
      close(from);
      close(to);
    }
  }

  private void close(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      log.debug("Closing a connection failed", e);
    }
  }

  @Override
  public void close() {
    int own = port();
    try {
      listener.close();
    } catch (IOException e) {
      log.debug("Closing the listener failed", e);
    }
    open.forEach(this::close);
    Ports.giveBack(own);
  }
}
