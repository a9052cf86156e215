package dev.corral.benchmarks;

import dev.corral.benchmarks.HibernateNode.Done;
import dev.corral.testkit.ChildJvm;
import dev.corral.testkit.RedisServer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToDoubleFunction;
import org.h2.tools.Server;

/**
 * What a second-level cache saves an application on two nodes that mostly reads: SQL statements,
 * and transactions per second. Each route has a database and regions of its own, on one server
 * each. Prints a Markdown table.
 */
final class HibernateBenchmark {
  private static final int NODES = 2;
  private static final long WARM_UP_MILLIS = 8_000;
  private static final long ROUND_MILLIS = 4_000;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final int rounds;

  HibernateBenchmark(int rounds) {
    this.rounds = rounds;
  }

  void run() throws IOException, SQLException {
    Server database = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
    Map<HibernateRoute, Nodes> routes = new EnumMap<>(HibernateRoute.class);
    try (RedisServer redis = RedisServer.start()) {
      try {
        for (HibernateRoute route : HibernateRoute.values()) {
          routes.put(route, Nodes.start(route, database.getPort(), redis.uri()));
        }
        routes.values().forEach(nodes -> nodes.work(WARM_UP_MILLIS));
        Map<HibernateRoute, List<Done>> done = new EnumMap<>(HibernateRoute.class);
        for (int round = 0; round < rounds; round++) {
          routes.forEach(
              (route, nodes) ->
                  done.computeIfAbsent(route, unknown -> new ArrayList<>())
                      .add(nodes.work(ROUND_MILLIS)));
        }
        report(Machine.describe(redis), done);
      } finally {
        routes.values().forEach(Nodes::close);
      }
    } finally {
      database.stop();
    }
  }

  private void report(String machine, Map<HibernateRoute, List<Done>> done) {
    out.printf(
        Locale.ROOT,
        "%s%n%n%d JVMs x %d threads, %d articles in H2 behind a socket; a transaction reads %d of"
            + " them, and one of %d transactions changes one. Median of %d rounds of %d s (smallest"
            + " to largest).%n%n",
        machine,
        NODES,
        HibernateNode.THREADS,
        HibernateNode.ARTICLES,
        HibernateNode.READS,
        HibernateNode.CHANGE_OF,
        rounds,
        ROUND_MILLIS / 1000);
    out.println(
        "| | transactions/s | SQL statements per 1,000 transactions | hits per 100 reads |");
    out.println("|---|--:|--:|--:|");
    done.forEach(
        (route, all) ->
            out.printf(
                "| %s | %s | %s | %s |%n",
                route.title(),
                spread(all, "%,.0f", each -> each.transactions() * 1000.0 / ROUND_MILLIS),
                spread(all, "%,.0f", each -> each.statements() * 1000.0 / each.transactions()),
                spread(
                    all,
                    "%.1f",
                    each -> each.hits() * 100.0 / Math.max(1, each.hits() + each.misses()))));
  }

  private static String spread(List<Done> rounds, String format, ToDoubleFunction<Done> figure) {
    return Figures.of(rounds.stream().map(figure::applyAsDouble).toList()).spread(format);
  }

  /** The JVMs of one route. */
  private record Nodes(List<ChildJvm> all) implements AutoCloseable {
    static Nodes start(HibernateRoute route, int port, URI redis) throws IOException {
      Path folder = Files.createTempDirectory("corral-hibernate");
      List<String> settings = new ArrayList<>(route.settings(redis, folder));
      settings.add("hibernate.cache.region_prefix=" + route.name().toLowerCase(Locale.ROOT));
      settings.add(
          "hibernate.connection.url=jdbc:h2:tcp://localhost:%d/mem:%s;DB_CLOSE_DELAY=-1"
              .formatted(port, route.name()));
      Nodes nodes = new Nodes(new ArrayList<>());
      try {
        for (int i = 0; i < NODES; i++) {
          nodes.all.add(
              ChildJvm.builder(HibernateNode.class)
                  .jvmArgs("-Dorg.slf4j.simpleLogger.defaultLogLevel=error")
                  .start(settings.toArray(new String[0])));
        }
        nodes.all.get(0).call("fill");
        return nodes;
      } catch (RuntimeException e) {
        nodes.close();
        throw e;
      }
    }

    Done work(long millis) {
      List<CompletableFuture<String>> answers =
          all.stream().map(node -> node.callAsync("work", String.valueOf(millis))).toList();
      return answers.stream()
          .map(CompletableFuture::join)
          .map(Done::parse)
          .reduce(new Done(0, 0, 0, 0), Done::plus);
    }

    @Override
    public void close() {
      all.forEach(ChildJvm::close);
    }
  }
}
