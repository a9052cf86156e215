package dev.corral.example;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import org.h2.tools.Server;

/** The database of the shop: one that lives as long as this JVM, or whatever a URL leads to. */
final class ShopDatabase implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(1);

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
    if (which.startsWith("jdbc:postgresql:")) {
      return new ShopDatabase(which, () -> {});
    }
    // Not what was given: it may be a URL with a password.
    throw new IllegalArgumentException(
        "What example.database says is unknown: say postgresql, or a URL that begins with"
            + " jdbc:postgresql:, or nothing for H2");
  }

  private static ShopDatabase h2() throws SQLException {
    Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
    String url = "jdbc:h2:tcp://localhost:" + server.getPort() + "/mem:shop;DB_CLOSE_DELAY=-1";
    return new ShopDatabase(url, server::stop);
  }

  private static ShopDatabase postgresql() throws IOException {
    EmbeddedPostgres server =
        EmbeddedPostgres.builder().setPGStartupWait(START).setLocaleConfig("locale", "C").start();
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
