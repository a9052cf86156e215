package dev.corral.hibernate;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.h2.tools.Server;

/** A database that several JVMs share, empty at first. */
final class Database implements AutoCloseable {
  private final String url;
  private final Runnable end;

  private Database(String url, Runnable end) {
    this.url = url;
    this.end = end;
  }

  /** Which database. */
  enum Kind {
    H2 {
      @Override
      Database open() {
        return h2();
      }
    },
    POSTGRESQL {
      @Override
      Database open() {
        return postgresql();
      }
    };

    abstract Database open();
  }

  /** Its memory is this JVM's. */
  static Database h2() {
    try {
      Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
      String url =
          "jdbc:h2:tcp://localhost:"
              + server.getPort()
              + "/mem:"
              + UUID.randomUUID()
              + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000";
      return new Database(
          url,
          () -> {
            run(url, "SHUTDOWN");
            server.stop();
          });
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One of a server that is started by the first, and ends with this JVM. */
  static Database postgresql() {
    EmbeddedPostgres server = Postgresql.SERVER;
    String name = UUID.randomUUID().toString();
    String all = server.getJdbcUrl("postgres", "postgres");
    run(all, "create database \"" + name + "\"");
    return new Database(
        server.getJdbcUrl("postgres", name),
        () -> run(all, "drop database \"" + name + "\" with (force)"));
  }

  private static final class Postgresql {
    static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setPGStartupWait(Duration.ofMinutes(1))
            .setLocaleConfig("locale", "C")
            .setServerConfig("max_connections", "200")
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  String url() {
    return url;
  }

  /** What a query for one number says, past Hibernate. */
  long number(String sql) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Those of all counters, as {@link CountingNode} tells them. */
  String numbers() {
    return LongStream.rangeClosed(1, CountingNode.COUNTERS)
        .mapToObj(id -> number("select number from Counter where id = " + id))
        .map(String::valueOf)
        .collect(Collectors.joining(","));
  }

  /** Changes something past Hibernate. */
  void run(String sql) {
    run(url, sql);
  }

  private static void run(String url, String sql) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    end.run();
  }
}
