package dev.corral.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testkit.RedisDeployment;
import dev.corral.testkit.RedisDeploymentHandle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two JVMs read, change, evict and roll back the same entities: no transaction reads a state older
 * than one that was committed before it began.
 *
 * <p>{@code -Dhibernate.seconds} and {@code -Dhibernate.nodes} make it longer and larger; with
 * {@code -Dhibernate.route=stock} it shows what hibernate-jcache does, and is expected to fail.
 */
class StrictnessTest {
  private static final Logger log = LoggerFactory.getLogger(StrictnessTest.class);
  private static final int NODES = Integer.getInteger("hibernate.nodes", 2);
  private static final int ROUNDS = 2;
  private static final String ROUTE = System.getProperty("hibernate.route", "corral");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void noTransactionReadsSomethingOlder_thanWasCommittedBeforeItBegan(Database.Kind kind)
      throws Exception {
    run(kind, RedisDeployment.STANDALONE);
  }

  @ParameterizedTest
  @EnumSource(names = {"SENTINEL", "CLUSTER"})
  void noTransactionReadsSomethingOlder_alsoWithSeveralServers(RedisDeployment deployment)
      throws Exception {
    run(Database.Kind.H2, deployment);
  }

  private void run(Database.Kind kind, RedisDeployment deployment) throws Exception {
    RedisDeploymentHandle redis = deployment.shared();
    redis.flushAll();
    long millis = Long.getLong("hibernate.seconds", 5) * 1000 / ROUNDS;
    try (Database database = kind.open();
        CountingNodes nodes = CountingNodes.start(NODES, database, uri(redis), ROUTE)) {
      History history = new History();
      for (int round = 0; round < ROUNDS; round++) {
        nodes.run(folder.resolve("round" + round), millis).addTo(history);
        nodes.all().forEach(node -> assertThat(node.call("numbers")).isEqualTo(database.numbers()));
      }
      List<String> violations = history.violations();
      String summary =
          "%s, %s, %s, %d JVMs: %d of %d reads were outdated, among %d writes"
              .formatted(
                  ROUTE,
                  kind,
                  deployment,
                  NODES,
                  violations.size(),
                  history.reads(),
                  history.writes());
      log.info(summary);
      assertThat(history.reads()).isPositive();
      assertThat(history.writes()).isPositive();
      assertThat(nodes.hits()).isPositive();
      assertThat(violations).as(summary).isEmpty();
    }
  }

  /** Where Redis is, as the route wants to be told. */
  private String uri(RedisDeploymentHandle redis) throws IOException {
    if (!ROUTE.equals("stock")) {
      return redis.uri().toString();
    }
    Path file = folder.resolve("corral.conf");
    Files.writeString(file, "corral.uri = \"" + redis.uri() + "\"");
    return file.toUri().toString();
  }
}
