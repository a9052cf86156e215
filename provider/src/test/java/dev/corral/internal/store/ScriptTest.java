package dev.corral.internal.store;

import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of the scripts have in common: an empty cache and one of its keys. */
@WithRedis
abstract class ScriptTest {
  static final EntryKey KEY = StoreFixture.key("a");

  StoreFixture books;

  @BeforeEach
  void open(RedisServer server) {
    books = new StoreFixture(server);
  }

  @AfterEach
  void close() {
    books.close();
  }
}
