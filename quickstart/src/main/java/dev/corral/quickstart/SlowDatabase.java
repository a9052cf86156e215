package dev.corral.quickstart;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.tools.Server;

/** The shop's database as a server for other JVMs, with a query that is slow. */
final class SlowDatabase implements AutoCloseable {
  private final Connection open;
  private final Server server;

  SlowDatabase() throws SQLException {
    System.setProperty("h2.bindAddress", "127.0.0.1");
    open = DriverManager.getConnection("jdbc:h2:mem:reports;DB_CLOSE_ON_EXIT=FALSE", "sa", "");
    try (Statement statement = open.createStatement()) {
      statement.execute("CREATE ALIAS disk FOR '" + SlowDisk.class.getName() + ".read'");
      statement.execute("CREATE TABLE product (id BIGINT PRIMARY KEY, name VARCHAR)");
      statement.execute("INSERT INTO product SELECT x, 'Product ' || x FROM SYSTEM_RANGE(1, 100)");
    }
    server = Server.createTcpServer("-tcpPort", "0").start();
  }

  /** Where other JVMs reach it. */
  String url() {
    return "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/mem:reports";
  }

  @Override
  public void close() throws SQLException {
    server.stop();
    open.close();
  }
}
