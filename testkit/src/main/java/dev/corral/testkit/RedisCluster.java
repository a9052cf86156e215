package dev.corral.testkit;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * A real Redis Cluster: three primaries that share all slots evenly, each with one replica.
 *
 * <p>It is ready when it is returned: every node says {@code cluster_state:ok}, all agree on the
 * roles, and every replica is in sync. A node that does not answer for two seconds counts as down
 * after about two more, and its replica takes over. Safe for concurrent use, except that migrations
 * run one at a time.
 */
public final class RedisCluster implements RedisDeploymentHandle {

  /** How many slots a cluster has. */
  public static final int SLOTS = 16_384;

  private static final int ASK_MILLIS = 2_000;
  private static final Duration HEALTHY = Duration.ofSeconds(60);

  private final Map<RedisServer, String> ids;
  private final Map<RedisServer, FaultyProxy> proxies;
  private final SlotMigration migration = new SlotMigration(this);

  private RedisCluster(Map<RedisServer, String> ids, Map<RedisServer, FaultyProxy> proxies) {
    this.ids = ids;
    this.proxies = proxies;
  }

  /** Starts a cluster with the defaults. */
  public static RedisCluster start() {
    return builder().build();
  }

  /** Describes a cluster that differs from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@code redis-cluster://host:port,host:port,...} with all nodes, or their proxies if there are
   * any.
   */
  @Override
  public URI uri() {
    String password = nodes().get(0).password();
    String credentials =
        password == null
            ? ""
            : ":" + URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20") + "@";
    return URI.create(
        nodes().stream()
            .map(node -> node.host() + ":" + clientPort(node))
            .collect(Collectors.joining(",", "redis-cluster://" + credentials, "")));
  }

  private int clientPort(RedisServer node) {
    FaultyProxy proxy = proxies.get(node);
    return proxy == null ? node.port() : proxy.port();
  }

  /** All six nodes, those that are down included; the three that began as primaries come first. */
  public List<RedisServer> nodes() {
    return List.copyOf(ids.keySet());
  }

  /** The nodes that are up and see themselves as primaries with slots. */
  @Override
  public List<RedisServer> primaries() {
    return nodes().stream()
        .filter(
            node -> {
              ClusterNode self = self(node);
              return self != null && self.isPrimary() && !self.slots().isEmpty();
            })
        .toList();
  }

  /**
   * The primary that owns a slot now.
   *
   * @throws IllegalStateException if none that is up does
   */
  public RedisServer primaryOfSlot(int slot) {
    Map<RedisServer, Long> owners = new LinkedHashMap<>();
    for (RedisServer node : nodes()) {
      ClusterNode self = self(node);
      if (self != null && self.isPrimary() && self.owns(slot)) {
        owners.put(node, self.epoch());
      }
    }
    return owners.entrySet().stream()
        .max(Comparator.comparingLong(Map.Entry::getValue))
        .map(Map.Entry::getKey)
        .orElseThrow(() -> new IllegalStateException("No primary is up for slot " + slot));
  }

  /** The slot of a key, as the servers compute it. */
  public int slotOf(String key) {
    return Integer.parseInt(
        nodes().stream()
            .filter(RedisServer::isAlive)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("All nodes of the cluster are down"))
            .commandText("CLUSTER", "KEYSLOT", key));
  }

  /**
   * Runs one command on each primary and returns the raw replies, in the order of the primaries.
   */
  public List<@Nullable Object> commandAll(String... args) {
    List<@Nullable Object> replies = new ArrayList<>();
    primaries().forEach(primary -> replies.add(primary.command(args)));
    return replies;
  }

  /**
   * Kills the primary of a slot with SIGKILL and returns it; its replica takes over in a few
   * seconds.
   */
  public RedisServer killPrimaryOfSlot(int slot) {
    RedisServer primary = primaryOfSlot(slot);
    primary.kill();
    return primary;
  }

  /**
   * Waits until another node than the former one is the primary of a slot and the cluster is
   * healthy.
   */
  public RedisServer awaitFailover(int slot, RedisServer former) {
    Await.until(
        HEALTHY,
        () -> "slot " + slot + " had another primary than " + former,
        () -> !primaryOfSlot(slot).equals(former));
    awaitHealthy();
    return primaryOfSlot(slot);
  }

  /**
   * Waits until all nodes that are up say {@code cluster_state:ok}, agree on each other's roles,
   * and all replicas among them are in sync.
   */
  public void awaitHealthy() {
    Await.until(HEALTHY, () -> "the cluster was healthy: " + views(), this::isHealthy);
  }

  private boolean isHealthy() {
    Set<Set<String>> views = new HashSet<>();
    Set<String> alive = aliveIds();
    for (RedisServer node : aliveNodes()) {
      if (!"ok".equals(RedisAccess.info(ask(node, "CLUSTER", "INFO")).get("cluster_state"))) {
        return false;
      }
      List<ClusterNode> view =
          view(node).stream().filter(seen -> alive.contains(seen.id())).toList();
      views.add(view.stream().map(ClusterNode::role).collect(Collectors.toSet()));
      if (views.size() > 1 || !isInSync(node, view)) {
        return false;
      }
    }
    return views.size() == 1;
  }

  private static boolean isInSync(RedisServer node, List<ClusterNode> view) {
    Map<String, String> replication = RedisAccess.info(ask(node, "INFO", "replication"));
    if ("slave".equals(replication.get("role"))) {
      return "up".equals(replication.get("master_link_status"));
    }
    String id = view.stream().filter(ClusterNode::isMyself).findFirst().orElseThrow().id();
    long expected = view.stream().filter(seen -> seen.primaryId().equals(id)).count();
    return replication.values().stream().filter(v -> v.contains("state=online")).count()
        == expected;
  }

  private List<RedisServer> aliveNodes() {
    return nodes().stream().filter(RedisServer::isAlive).toList();
  }

  private Set<String> aliveIds() {
    return aliveNodes().stream().map(this::idOf).collect(Collectors.toSet());
  }

  private String views() {
    return aliveNodes().stream()
        .map(node -> node + " sees\n" + node.commandText("CLUSTER", "NODES"))
        .collect(Collectors.joining("\n"));
  }

  /**
   * Moves a slot with its keys to another primary while clients go on; returns when all nodes know.
   *
   * @param target a primary
   */
  public void migrateSlot(int slot, RedisServer target) {
    migration.begin(slot, target);
    migration.finish(slot, target);
  }

  /**
   * Opens a migration and moves nothing: the owner answers ASK for keys it has not, the target
   * imports.
   *
   * @param target a primary that does not own the slot
   */
  public void beginMigration(int slot, RedisServer target) {
    migration.begin(slot, target);
  }

  /**
   * Moves up to that many keys of a slot whose migration was begun.
   *
   * @return how many keys were moved
   */
  public int moveKeys(int slot, RedisServer target, int atMost) {
    return migration.moveKeys(primaryOfSlot(slot), slot, target, atMost);
  }

  /** Moves what is left of a slot, hands it over and waits until all nodes know. */
  public void finishMigration(int slot, RedisServer target) {
    migration.finish(slot, target);
  }

  /**
   * The proxy in front of a node.
   *
   * @throws IllegalStateException if the cluster was built without proxies
   */
  public FaultyProxy proxyOf(RedisServer node) {
    FaultyProxy proxy = proxies.get(node);
    if (proxy == null) {
      throw new IllegalStateException(
          node + " has no proxy: build with RedisCluster.builder().proxied(true)");
    }
    return proxy;
  }

  String idOf(RedisServer node) {
    String id = ids.get(node);
    if (id == null) {
      throw new IllegalArgumentException(node + " is not a node of this cluster");
    }
    return id;
  }

  static List<ClusterNode> view(RedisServer node) {
    return ClusterNode.parse(ask(node, "CLUSTER", "NODES"));
  }

  /** How a node sees itself, or null if it does not answer. */
  private static @Nullable ClusterNode self(RedisServer node) {
    if (!node.isAlive()) {
      return null;
    }
    try {
      return view(node).stream().filter(ClusterNode::isMyself).findFirst().orElse(null);
    } catch (JedisConnectionException e) {
      return null;
    }
  }

  private static String ask(RedisServer node, String... args) {
    try (Connection connection = node.access().connect(ASK_MILLIS)) {
      return RedisAccess.text(RedisAccess.run(connection, args));
    }
  }

  @Override
  public void close() {
    proxies.values().forEach(FaultyProxy::close);
    nodes().forEach(RedisServer::close);
  }

  @Override
  public String toString() {
    return "Redis Cluster of " + nodes();
  }

  /** Describes a cluster; not safe for use by several threads. */
  public static final class Builder {

    private final Map<String, String> options = new LinkedHashMap<>();
    private @Nullable String password;
    private boolean proxied;

    private Builder() {}

    /** Sets an option of every node, as {@link RedisServer.Builder#option}. */
    public Builder option(String name, String value) {
      options.put(name, value);
      return this;
    }

    /** Requires this password, the same on every node. */
    public Builder password(String password) {
      this.password = password;
      return this;
    }

    /** Whether clients see the nodes only through a {@link FaultyProxy} each. */
    public Builder proxied(boolean proxied) {
      this.proxied = proxied;
      return this;
    }

    /**
     * Starts the cluster and waits until it is ready.
     *
     * @throws IllegalStateException if it does not get ready
     */
    public RedisCluster build() {
      List<RedisServer> nodes = Parallel.start(ClusterAssembly.NODES, i -> node());
      Map<RedisServer, FaultyProxy> proxies = new LinkedHashMap<>();
      try {
        if (proxied) {
          nodes.forEach(node -> proxies.put(node, ClusterAssembly.announceProxy(node)));
        }
        RedisCluster cluster = new RedisCluster(ClusterAssembly.assemble(nodes, proxies), proxies);
        cluster.awaitHealthy();
        return cluster;
      } catch (RuntimeException e) {
        proxies.values().forEach(FaultyProxy::close);
        nodes.forEach(RedisServer::close);
        throw e;
      }
    }

    private RedisServer node() {
      RedisServer.Builder node =
          RedisServer.builder()
              .option("cluster-enabled", "yes")
              .option("cluster-config-file", "nodes.conf")
              .option("cluster-node-timeout", "2000")
              .option("cluster-announce-ip", RedisAccess.HOST)
              .option("cluster-replica-validity-factor", "0")
              .option("repl-ping-replica-period", "1")
              .option("repl-diskless-sync", "yes")
              .option("repl-diskless-sync-delay", "0");
      if (password != null) {
        node.password(password).option("masterauth", RedisLaunch.quoted(password));
      }
      options.forEach(node::option);
      return node.build();
    }
  }
}
