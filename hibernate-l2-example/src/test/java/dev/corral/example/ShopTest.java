package dev.corral.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

@WithRedis
class ShopTest {
  @Test
  void example_showsThatStatementsAreSaved_andThatBSeesWhatAWrote(RedisServer redis)
      throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (ShopDatabase database = ShopDatabase.open("");
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      new Shop(out, database.url(), 100).play(database.product(), redis.uri());
    }
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("SQL statements saved: ")
        .contains("Product##NaturalId")
        .containsSubsequence(
            "B sees      Product P-7, version 0, 1007 cents (0 SQL statements)",
            "A changes the price",
            "B sees      Product P-7, version 1, 4999 cents");
  }
}
