package dev.corral.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.corral.testkit.RedisServer;
import java.net.URI;
import org.hibernate.cache.CacheException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** While Redis is away, the database is the truth, and it still is afterwards. */
class RedisAwayTest {
  private RedisServer redis;
  private Database database;

  @BeforeEach
  void start() {
    redis = RedisServer.start();
    database = Database.h2();
  }

  @AfterEach
  void stop() {
    database.close();
    redis.close();
  }

  private Node open(String... more) {
    URI impatient = URI.create(redis.uri() + "?retry-timeout=0&read-timeout=300ms");
    return Node.open(database.url(), impatient, more);
  }

  private static long number(Node node) {
    return node.read(session -> session.find(Counter.class, 1L).number);
  }

  private static void set(Node node, long number) {
    node.write(session -> session.find(Counter.class, 1L).number = number);
  }

  private static void awaitCached(Node node, long number) {
    await()
        .until(
            () ->
                node.statements(
                        session ->
                            assertThat(session.find(Counter.class, 1L).number).isEqualTo(number))
                    == 0);
  }

  @Test
  void applicationStartsAndWorks_withoutRedis_andCachesWhenItIsThere() {
    redis.kill();
    try (Node node = open()) {
      node.write(session -> session.persist(new Counter(1)));
      set(node, 1);
      assertThat(number(node)).isEqualTo(1);
      redis.restart();
      awaitCached(node, 1);
    }
  }

  @Test
  void changeThatRedisDidNotHearOf_isSeenByThisNodeAtOnce_andByAllWhenRedisIsBack() {
    try (Node one = open();
        Node two = open()) {
      one.write(session -> session.persist(new Counter(1)));
      awaitCached(one, 0);
      awaitCached(two, 0);
      redis.pause();
      set(one, 1);
      assertThat(number(one)).isEqualTo(1);
      redis.resume();
      assertThat(number(one)).isEqualTo(1);
      await().until(() -> number(two) == 1);
      awaitCached(one, 1);
      awaitCached(two, 1);
    }
  }

  @Test
  void change_isRefused_whereThatIsConfigured_andReadsGoOn() {
    try (Node one = open("hibernate.corral.when-unavailable", "refuse-writes")) {
      one.write(session -> session.persist(new Counter(1)));
      awaitCached(one, 0);
      redis.kill();
      assertThatThrownBy(() -> set(one, 1))
          .isInstanceOf(CacheException.class)
          .hasMessageContaining("bypass");
      assertThat(number(one)).isZero();
      assertThat(database.number("select number from Counter where id = 1")).isZero();
      redis.restart();
      await().ignoreExceptions().untilAsserted(() -> set(one, 2));
      assertThat(number(one)).isEqualTo(2);
    }
  }

  @Test
  void settings_areChecked_allAtOnce() {
    assertThatThrownBy(
            () ->
                open(
                        "hibernate.corral.when-unavailable",
                        "never",
                        "hibernate.corral.lock-timeout",
                        "0")
                    .close())
        .hasStackTraceContaining("hibernate.corral.when-unavailable = never")
        .hasStackTraceContaining("hibernate.corral.lock-timeout = 0");
  }
}
