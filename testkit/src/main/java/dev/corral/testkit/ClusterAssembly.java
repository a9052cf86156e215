package dev.corral.testkit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes a cluster of nodes that do not know each other yet, the first half of them primaries. */
final class ClusterAssembly {

  static final int PRIMARIES = 3;
  static final int NODES = 2 * PRIMARIES;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private ClusterAssembly() {}

  /** A proxy whose port the node announces to clients, and to the other nodes for replication. */
  static FaultyProxy announceProxy(RedisServer node) {
    FaultyProxy proxy = FaultyProxy.to(node.host(), node.port());
    node.optionForRestart("cluster-announce-port", String.valueOf(proxy.port()));
    node.optionForRestart(
        "cluster-announce-bus-port", String.valueOf(node.port() + Ports.BUS_OFFSET));
    // Set at run time, 6.2 would tell the other nodes but not its own clients.
    node.restart();
    return proxy;
  }

  /** Joins the nodes and returns them with their ids. */
  static Map<RedisServer, String> assemble(
      List<RedisServer> nodes, Map<RedisServer, FaultyProxy> proxies) {
    Map<RedisServer, String> ids = new LinkedHashMap<>();
    for (int i = 0; i < NODES; i++) {
      RedisServer node = nodes.get(i);
      ids.put(node, node.commandText("CLUSTER", "MYID"));
      node.command("CLUSTER", "SET-CONFIG-EPOCH", String.valueOf(i + 1));
      if (i < PRIMARIES) {
        node.command(addSlots(i));
      }
    }
    meet(nodes, proxies);
    for (int i = PRIMARIES; i < NODES; i++) {
      replicate(nodes.get(i), nodes.get(i - PRIMARIES).commandText("CLUSTER", "MYID"));
    }
    return ids;
  }

  private static String[] addSlots(int primary) {
    int first = primary * RedisCluster.SLOTS / PRIMARIES;
    int end = (primary + 1) * RedisCluster.SLOTS / PRIMARIES;
    return Stream.concat(
            Stream.of("CLUSTER", "ADDSLOTS"), IntStream.range(first, end).mapToObj(String::valueOf))
        .toArray(String[]::new);
  }

  // Everyone meets everyone: gossip alone would take seconds.
  private static void meet(List<RedisServer> nodes, Map<RedisServer, FaultyProxy> proxies) {
    for (RedisServer node : nodes) {
      for (RedisServer other : nodes.subList(nodes.indexOf(node) + 1, nodes.size())) {
        FaultyProxy proxy = proxies.get(other);
        node.command(
            "CLUSTER",
            "MEET",
            other.host(),
            String.valueOf(proxy == null ? other.port() : proxy.port()),
            String.valueOf(other.port() + Ports.BUS_OFFSET));
      }
    }
    Await.until(
        PATIENCE,
        () -> "all nodes of the cluster knew each other",
        () -> nodes.stream().allMatch(ClusterAssembly::knowsAll));
  }

  private static boolean knowsAll(RedisServer node) {
    List<ClusterNode> view = RedisCluster.view(node);
    return view.size() == NODES && view.stream().noneMatch(ClusterNode::isHandshaking);
  }

  private static void replicate(RedisServer replica, String primaryId) {
    Await.until(
        PATIENCE,
        () -> replica + " became a replica",
        () -> replica.commandText("CLUSTER", "REPLICATE", primaryId).equals("OK"));
  }
}
