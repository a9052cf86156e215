package dev.corral.example;

import java.sql.SQLException;
import org.h2.tools.Server;
import org.jspecify.annotations.Nullable;

/** The database of the shop: H2 on a port of this JVM, or whatever a URL leads to. */
final class ShopDatabase implements AutoCloseable {
  private final String url;
  private final @Nullable Server server;

  private ShopDatabase(String url, @Nullable Server server) {
    this.url = url;
    this.server = server;
  }

  /**
   * Opens the database.
   *
   * @param url of a database; empty for H2
   */
  static ShopDatabase open(String url) throws SQLException {
    if (!url.isEmpty()) {
      return new ShopDatabase(url, null);
    }
    Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
    return new ShopDatabase(
        "jdbc:h2:tcp://localhost:" + server.getPort() + "/mem:shop;DB_CLOSE_DELAY=-1", server);
  }

  String url() {
    return url;
  }

  String product() {
    return url.split(":", 3)[1];
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop();
    }
  }
}
