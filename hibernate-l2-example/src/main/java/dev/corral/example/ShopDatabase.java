package dev.corral.example;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.sql.SQLException;
import org.h2.tools.Server;

/** The database of the shop: one that lives as long as this JVM, or whatever a URL leads to. */
final class ShopDatabase implements AutoCloseable {
  private final String url;
  private final Closeable server;

  private ShopDatabase(String url, Closeable server) {
    this.url = url;
    this.server = server;
  }

  /**
   * Opens the database.
   *
   * @param which {@code postgresql} for one that is started here, the URL of one that is there, or
   *     nothing for H2
   * @throws IllegalArgumentException if it is none of these
   */
  static ShopDatabase open(String which) throws SQLException, IOException {
    if (which.isEmpty()) {
      return h2();
    }
    if (which.equals("postgresql")) {
      return postgresql();
    }
    if (which.startsWith("jdbc:")) {
      return new ShopDatabase(which, () -> {});
    }
    throw new IllegalArgumentException(
        "example.database = "
            + which
            + " is unknown: say postgresql, or a URL that begins with jdbc:postgresql:, or nothing"
            + " for H2");
  }

  private static ShopDatabase h2() throws SQLException {
    Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
    String url = "jdbc:h2:tcp://localhost:" + server.getPort() + "/mem:shop;DB_CLOSE_DELAY=-1";
    return new ShopDatabase(url, server::stop);
  }

  private static ShopDatabase postgresql() throws IOException {
    EmbeddedPostgres server = EmbeddedPostgres.start();
    return new ShopDatabase(server.getJdbcUrl("postgres", "postgres"), server);
  }

  String url() {
    return url;
  }

  String product() {
    return url.split(":", 3)[1];
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
