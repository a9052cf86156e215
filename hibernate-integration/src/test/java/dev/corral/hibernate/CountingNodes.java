package dev.corral.hibernate;

import dev.corral.testkit.ChildJvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Several JVMs whose transactions count in one database. */
final class CountingNodes implements AutoCloseable {
  private final List<ChildJvm> nodes = new ArrayList<>();

  private CountingNodes() {}

  /**
   * Starts them, after the database was filled.
   *
   * @param uri where Redis is, as the route wants to be told
   * @param settings names and values by turns
   */
  static CountingNodes start(
      int number, Database database, String uri, String route, String... settings) {
    try (Node first = CountingNode.open(database.url(), uri, route, settings)) {
      first.write(
          session -> {
            for (long id = 1; id <= CountingNode.COUNTERS; id++) {
              session.persist(new Counter(id));
            }
          });
    }
    List<String> arguments = new ArrayList<>(List.of(database.url(), uri, route));
    arguments.addAll(List.of(settings));
    CountingNodes nodes = new CountingNodes();
    for (int i = 0; i < number; i++) {
      nodes.nodes.add(ChildJvm.start(CountingNode.class, arguments.toArray(new String[0])));
    }
    return nodes;
  }

  List<ChildJvm> all() {
    return nodes;
  }

  /** Has all of them work for a time, or with 0 until they are told to stop. */
  Run run(Path file, long millis) {
    List<CompletableFuture<String>> running = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      running.add(nodes.get(i).callAsync("run", file + "." + i, String.valueOf(millis)));
    }
    return new Run(file, running);
  }

  /** Ends a run that has no time. */
  void stop() {
    nodes.forEach(node -> node.call("stop"));
  }

  /** How often any of them was answered by the cache. */
  long hits() {
    return nodes.stream().mapToLong(node -> Long.parseLong(node.call("hits"))).sum();
  }

  /** How many steps the slowest of them has done. */
  long steps() {
    return nodes.stream().mapToLong(node -> Long.parseLong(node.call("steps"))).min().orElse(0);
  }

  @Override
  public void close() {
    nodes.forEach(ChildJvm::close);
  }

  /** Work under way. */
  record Run(Path file, List<CompletableFuture<String>> running) {
    /** Waits for its end, and takes what the nodes have noted. */
    void addTo(History history) {
      running.forEach(CompletableFuture::join);
      for (int i = 0; i < running.size(); i++) {
        history.add(Path.of(file + "." + i));
      }
    }
  }
}
