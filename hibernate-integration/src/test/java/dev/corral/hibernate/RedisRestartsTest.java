package dev.corral.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.testkit.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis stops and restarts while two JVMs read, change, evict and roll back the same entities. */
class RedisRestartsTest {
  private static final int RESTARTS = 2;
  private static final int STEPS = 50;

  @TempDir Path folder;
  private RedisServer redis;

  @BeforeEach
  void start() {
    redis = RedisServer.start();
  }

  @AfterEach
  void stop() {
    redis.close();
  }

  @Test
  void noTransactionFails_andAllAgreeWithTheDatabaseAfterwards() {
    run("bypass");
  }

  @Test
  void noTransactionReadsSomethingOlder_whereChangesAreRefusedMeanwhile() {
    assertThat(run("refuse-writes").violations()).isEmpty();
  }

  private History run(String whenUnavailable) {
    History history = new History();
    try (Database database = Database.h2();
        CountingNodes nodes =
            CountingNodes.start(
                2,
                database,
                redis.uri() + "?retry-timeout=0&read-timeout=300ms",
                "corral",
                "hibernate.corral.when-unavailable",
                whenUnavailable,
                "hibernate.corral.lock-timeout",
                "10")) {
      CountingNodes.Run run = nodes.run(folder.resolve("history"), 0);
      awaitSteps(nodes);
      for (int i = 0; i < RESTARTS; i++) {
        redis.kill();
        awaitSteps(nodes);
        redis.restart();
        awaitHits(nodes);
        redis.pause();
        awaitSteps(nodes);
        redis.resume();
        awaitHits(nodes);
      }
      nodes.stop();
      run.addTo(history);
      assertThat(history.reads()).isPositive();
      assertThat(history.writes()).isPositive();
      nodes
          .all()
          .forEach(
              node ->
                  await()
                      .atMost(Duration.ofSeconds(30))
                      .until(() -> node.call("numbers").equals(database.numbers())));
    }
    return history;
  }

  /** Until each node has done some more, whatever it meets. */
  private static void awaitSteps(CountingNodes nodes) {
    long before = nodes.steps();
    await().atMost(Duration.ofSeconds(60)).until(() -> nodes.steps() > before + STEPS);
  }

  /** Until the cache answers again. */
  private static void awaitHits(CountingNodes nodes) {
    long before = nodes.hits();
    await().atMost(Duration.ofSeconds(60)).until(() -> nodes.hits() > before + STEPS);
  }
}
