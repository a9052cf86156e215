package dev.corral.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.testkit.ChildJvm;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;

/** A node dies with a lock: the lock lapses, and nothing stale is served. */
@WithRedis
class KilledNodeTest {
  private static final String[] SHORT_LOCKS = {"hibernate.corral.lock-timeout", "2"};

  @Test
  void entityIsCachedAgain_whenTheLockOfAKilledNodeHasLapsed(RedisServer redis) {
    redis.command("FLUSHALL");
    try (Database database = Database.h2();
        Node node = Node.open(database.url(), redis.uri(), SHORT_LOCKS)) {
      node.write(session -> session.persist(new Counter(1)));
      int kills = Integer.getInteger("hibernate.kills", 2);
      for (int kill = 0; kill < kills; kill++) {
        long expected = kill;
        awaitCached(node, expected);
        ChildJvm victim =
            ChildJvm.start(
                CountingNode.class,
                database.url(),
                redis.uri().toString(),
                "corral",
                SHORT_LOCKS[0],
                SHORT_LOCKS[1]);
        victim.call("lock", "1");
        assertThat(node.statements(session -> assertNumber(session, expected))).isPositive();
        victim.kill();
        awaitCached(node, expected);
        node.write(session -> session.find(Counter.class, 1L).number = expected + 1);
        assertThat(node.<Long>read(session -> session.find(Counter.class, 1L).number))
            .isEqualTo(expected + 1);
      }
    }
  }

  private static void assertNumber(Session session, long expected) {
    assertThat(session.find(Counter.class, 1L).number).isEqualTo(expected);
  }

  private static void awaitCached(Node node, long expected) {
    await().until(() -> node.statements(session -> assertNumber(session, expected)) == 0);
  }
}
