package dev.corral.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

@WithRedis
class ShopTest {
  @Test
  void example_showsThatStatementsAreSaved_andThatBSeesWhatAWrote(RedisServer redis)
      throws Exception {
    redis.command("FLUSHALL");
    try (ShopDatabase database = ShopDatabase.open("")) {
      assertThat(played(database, redis)).startsWith("200 products in h2");
    }
  }

  @Test
  void example_usesPostgresql_alsoOneThatAUrlLeadsTo(RedisServer redis) throws Exception {
    redis.command("FLUSHALL");
    try (ShopDatabase there = ShopDatabase.open("postgresql");
        ShopDatabase given = ShopDatabase.open(there.url())) {
      assertThat(played(given, redis)).startsWith("200 products in postgresql");
      try (Connection connection = DriverManager.getConnection(there.url());
          Statement statement = connection.createStatement();
          ResultSet cents = statement.executeQuery("select cents from Product where id = 7")) {
        assertThat(cents.next()).isTrue();
        assertThat(cents.getLong(1)).isEqualTo(4999);
      }
    }
  }

  @Test
  void example_saysWhichDatabasesItKnows_andNoPasswords() {
    assertThatThrownBy(() -> ShopDatabase.open("postgresql://shop:secret@localhost"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("jdbc:postgresql:")
        .hasMessageNotContaining("secret");
  }

  private static String played(ShopDatabase database, RedisServer redis) throws IOException {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      new Shop(out, database.url(), 100).play(database.product(), redis.uri());
    }
    String text = printed.toString(StandardCharsets.UTF_8);
    assertThat(text)
        .contains("SQL statements saved: ")
        .contains("Product##NaturalId")
        .containsSubsequence(
            "B sees      Product P-7, version 0, 1007 cents (0 SQL statements)",
            "A changes the price",
            "B sees      Product P-7, version 1, 4999 cents");
    return text;
  }
}
