package dev.corral.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testkit.ChildJvm;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
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
@WithRedis
class StrictnessTest {
  private static final Logger log = LoggerFactory.getLogger(StrictnessTest.class);
  private static final int NODES = Integer.getInteger("hibernate.nodes", 2);
  private static final int ROUNDS = 2;
  private static final String ROUTE = System.getProperty("hibernate.route", "corral");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void noTransactionReadsSomethingOlder_thanWasCommittedBeforeItBegan(
      Database.Kind kind, RedisServer redis) throws Exception {
    redis.command("FLUSHALL");
    long millis = Long.getLong("hibernate.seconds", 5) * 1000 / ROUNDS;
    try (Database database = kind.open();
        Nodes nodes = new Nodes(database, uri(redis))) {
      History history = new History();
      for (int round = 0; round < ROUNDS; round++) {
        nodes.run(folder.resolve("round" + round), millis, history);
        String inDatabase = numbers(database);
        for (ChildJvm node : nodes.all) {
          assertThat(node.call("numbers")).isEqualTo(inDatabase);
        }
      }
      List<String> violations = history.violations();
      String summary =
          "%s, %s, %d JVMs: %d of %d reads were outdated, among %d writes"
              .formatted(ROUTE, kind, NODES, violations.size(), history.reads(), history.writes());
      log.info(summary);
      assertThat(history.reads()).isPositive();
      assertThat(history.writes()).isPositive();
      assertThat(Long.parseLong(nodes.all.get(0).call("hits"))).isPositive();
      assertThat(violations).as(summary).isEmpty();
    }
  }

  /** Where Redis is, as the route wants to be told. */
  private String uri(RedisServer redis) throws IOException {
    if (!ROUTE.equals("stock")) {
      return redis.uri().toString();
    }
    Path file = folder.resolve("corral.conf");
    Files.writeString(file, "corral.uri = \"" + redis.uri() + "\"");
    return file.toUri().toString();
  }

  private static String numbers(Database database) {
    return LongStream.rangeClosed(1, CountingNode.COUNTERS)
        .mapToObj(id -> database.number("select number from Counter where id = " + id))
        .map(String::valueOf)
        .collect(Collectors.joining(","));
  }

  private static final class Nodes implements AutoCloseable {
    final List<ChildJvm> all = new ArrayList<>();

    Nodes(Database database, String uri) {
      try (Node first = CountingNode.open(database.url(), uri, ROUTE)) {
        first.write(
            session -> {
              for (long id = 1; id <= CountingNode.COUNTERS; id++) {
                session.persist(new Counter(id));
              }
            });
      }
      for (int i = 0; i < NODES; i++) {
        all.add(ChildJvm.start(CountingNode.class, database.url(), uri, ROUTE));
      }
    }

    void run(Path file, long millis, History history) {
      List<CompletableFuture<String>> running = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        running.add(all.get(i).callAsync("run", file + "." + i, String.valueOf(millis)));
      }
      running.forEach(CompletableFuture::join);
      for (int i = 0; i < all.size(); i++) {
        history.add(Path.of(file + "." + i));
      }
    }

    @Override
    public void close() {
      all.forEach(ChildJvm::close);
    }
  }
}
