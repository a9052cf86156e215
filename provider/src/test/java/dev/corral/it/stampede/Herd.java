package dev.corral.it.stampede;

import dev.corral.testkit.ChildJvm;
import dev.corral.testkit.RedisDeploymentHandle;
import dev.corral.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import redis.clients.jedis.Jedis;

/** Three JVMs that share caches, and the database that they load from. */
final class Herd implements AutoCloseable {
  static final int NODES = 3;

  private final String uri;
  private final RedisServer server = RedisServer.start();
  private final Jedis database = Origin.connect(server.port());
  private final List<ChildJvm> nodes = new ArrayList<>();

  Herd(RedisDeploymentHandle redis) {
    uri = redis.uri() + "?acquire-timeout=1m&read-timeout=30s";
    List<CompletableFuture<ChildJvm>> starting = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      starting.add(CompletableFuture.supplyAsync(this::startNode));
    }
    starting.forEach(node -> nodes.add(node.join()));
  }

  ChildJvm startNode() {
    return ChildJvm.builder(StampedeNode.class)
        .timeout(Duration.ofMinutes(2))
        .jvmArgs("-Xmx400m", "-XX:TieredStopAtLevel=1")
        .start(uri, String.valueOf(server.port()));
  }

  /** The connection of the test to the database. */
  Jedis database() {
    return database;
  }

  List<ChildJvm> nodes() {
    return nodes;
  }

  ChildJvm anyNode() {
    return nodes.get(0);
  }

  void replace(ChildJvm dead, ChildJvm fresh) {
    nodes.set(nodes.indexOf(dead), fresh);
  }

  /** Begins with a database that was never asked, and the cache open everywhere. */
  void begin(String cache) {
    database.flushAll();
    nodes.forEach(node -> node.call("open", cache));
  }

  List<CompletableFuture<String>> callAll(String command, String... args) {
    return nodes.stream().map(node -> node.callAsync(command, args)).toList();
  }

  List<String> onAllNodes(String command, String... args) {
    return callAll(command, args).stream().map(CompletableFuture::join).toList();
  }

  /** How often each key was loaded. */
  Map<String, String> loads() {
    return database.hgetAll(Origin.LOADS);
  }

  void openGate(String key) {
    database.rpush(Origin.gate(key), "open");
  }

  @Override
  public void close() {
    nodes.forEach(ChildJvm::close);
    database.close();
    server.close();
  }
}
