package dev.corral.testkit;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One primary and two replicas, watched by three Sentinels of which two must agree.
 *
 * <p>It is ready when it is returned: the replicas are in sync and every Sentinel knows all the
 * others. A server that does not answer for two seconds counts as down. Safe for concurrent use,
 * except that {@link #failover} runs one at a time.
 */
public final class RedisSentinels implements RedisDeploymentHandle {

  /** The name by which the Sentinels know the primary. */
  public static final String MASTER = "mymaster";

  private static final int REPLICAS = 2;
  private static final int SENTINELS = 3;
  private static final int ASK_MILLIS = 2_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<RedisServer> servers;
  private final List<RedisServer> sentinels;

  private RedisSentinels(List<RedisServer> servers, List<RedisServer> sentinels) {
    this.servers = servers;
    this.sentinels = sentinels;
  }

  /**
   * Starts all six processes and waits until they are ready.
   *
   * @throws IllegalStateException if they do not get ready
   */
  public static RedisSentinels start() {
    List<RedisServer> started = new ArrayList<>();
    try {
      RedisServer primary = server().build();
      started.add(primary);
      String address = primary.host() + " " + primary.port();
      started.addAll(Parallel.start(REPLICAS, i -> server().option("replicaof", address).build()));
      List<RedisServer> servers = List.copyOf(started);
      // A Sentinel learns of replicas at its first look at the primary, then every ten seconds.
      Await.until(
          PATIENCE, () -> "the replicas were in sync", () -> onlineReplicas(primary) == REPLICAS);
      List<RedisServer> sentinels = Parallel.start(SENTINELS, i -> sentinel(address));
      started.addAll(sentinels);
      RedisSentinels all = new RedisSentinels(servers, sentinels);
      all.awaitHealthy();
      return all;
    } catch (RuntimeException e) {
      started.forEach(RedisServer::close);
      throw e;
    }
  }

  private static RedisServer.Builder server() {
    return RedisServer.builder()
        .option("repl-diskless-sync", "yes")
        .option("repl-diskless-sync-delay", "0")
        .option("repl-ping-replica-period", "1");
  }

  private static RedisServer sentinel(String primary) {
    RedisServer sentinel =
        RedisServer.builder()
            .sentinel()
            .option("sentinel monitor", MASTER + " " + primary + " 2")
            // Twice the period of PINGs: with once, a new primary's first one may seem overdue, and
            // it is replaced at once.
            .option("sentinel down-after-milliseconds", MASTER + " 2000")
            .option("sentinel failover-timeout", MASTER + " 5000")
            .option("sentinel parallel-syncs", MASTER + " " + REPLICAS)
            .build();
    try {
      sentinel.command("SENTINEL", "DEBUG", "INFO-PERIOD", "500", "PUBLISH-PERIOD", "200");
    } catch (JedisDataException e) {
      // Before 7.0 the periods are fixed, and all takes a few seconds longer.
    }
    return sentinel;
  }

  /** {@code redis-sentinel://host:port,host:port,host:port/mymaster}. */
  @Override
  public URI uri() {
    return URI.create(
        sentinels.stream()
            .map(sentinel -> sentinel.host() + ":" + sentinel.port())
            .collect(Collectors.joining(",", "redis-sentinel://", "/" + MASTER)));
  }

  /**
   * The primary according to the Sentinels.
   *
   * @throws IllegalStateException if no Sentinel answers
   */
  public RedisServer primary() {
    for (RedisServer sentinel : sentinels) {
      RedisServer primary = primaryAccordingTo(sentinel);
      if (primary != null) {
        return primary;
      }
    }
    throw new IllegalStateException("No Sentinel is up to say which Redis is the primary");
  }

  @Override
  public List<RedisServer> primaries() {
    return List.of(primary());
  }

  /** The servers that are not the primary, those that are down included. */
  public List<RedisServer> replicas() {
    RedisServer primary = primary();
    return servers.stream().filter(server -> !server.equals(primary)).toList();
  }

  /** The three Sentinels. */
  public List<RedisServer> sentinels() {
    return sentinels;
  }

  /**
   * Makes a replica the primary and the primary a replica, as an operator would, after the replicas
   * have caught up: what was written before the call is kept. To lose writes, kill the primary.
   *
   * @return the new primary, when all Sentinels name it and its replicas are in sync
   */
  public RedisServer failover() {
    RedisServer former = primary();
    awaitCaughtUp(former);
    Await.until(
        PATIENCE,
        () -> "a Sentinel agreed to fail over from " + former,
        () -> "OK".equals(ask(sentinels.get(0), "SENTINEL", "FAILOVER", MASTER)));
    RedisServer next = awaitNewPrimary(former);
    if (former.isAlive()) {
      // The Sentinels would do the same, some seconds later.
      former.command("REPLICAOF", next.host(), String.valueOf(next.port()));
    }
    awaitHealthy();
    return next;
  }

  private void awaitCaughtUp(RedisServer primary) {
    long written = offset(primary, "master_repl_offset");
    Await.until(
        PATIENCE,
        () -> "the replicas had caught up with " + primary,
        () ->
            replicas().stream()
                .filter(RedisServer::isAlive)
                .allMatch(replica -> offset(replica, "slave_repl_offset") >= written));
  }

  private static long offset(RedisServer server, String field) {
    return Long.parseLong(replication(server).getOrDefault(field, "-1"));
  }

  /**
   * Waits until all Sentinels that are up name the same other primary, and it sees itself as that.
   */
  public RedisServer awaitNewPrimary(RedisServer former) {
    Await.until(
        PATIENCE,
        () -> "all Sentinels named another primary than " + former,
        () -> {
          RedisServer primary = primary();
          return !primary.equals(former)
              && aliveSentinels().stream().allMatch(s -> primary.equals(primaryAccordingTo(s)))
              && "master".equals(replication(primary).get("role"));
        });
    return primary();
  }

  /**
   * Waits until all Sentinels that are up name the same primary, find it well and know each other
   * and all servers, and the replicas that are up are in sync.
   */
  public void awaitHealthy() {
    Await.until(
        PATIENCE,
        () -> "the Sentinels agreed and all replicas were in sync",
        () -> {
          RedisServer primary = primary();
          List<RedisServer> replicas = replicas().stream().filter(RedisServer::isAlive).toList();
          return onlineReplicas(primary) == replicas.size()
              && replicas.stream().allMatch(replica -> follows(replica, primary))
              && aliveSentinels().stream().allMatch(sentinel -> isContent(sentinel, primary));
        });
  }

  private static boolean follows(RedisServer replica, RedisServer primary) {
    Map<String, String> replication = replication(replica);
    return "up".equals(replication.get("master_link_status"))
        && String.valueOf(primary.port()).equals(replication.get("master_port"));
  }

  private static boolean isContent(RedisServer sentinel, RedisServer primary) {
    String master = RedisAccess.info(ask(sentinel, "INFO", "sentinel")).get("master0");
    return master != null
        && master.contains("status=ok,address=" + primary.host() + ":" + primary.port())
        && master.contains("slaves=" + REPLICAS + ",sentinels=" + SENTINELS);
  }

  private List<RedisServer> aliveSentinels() {
    return sentinels.stream().filter(RedisServer::isAlive).toList();
  }

  private @Nullable RedisServer primaryAccordingTo(RedisServer sentinel) {
    if (!sentinel.isAlive()) {
      return null;
    }
    try {
      String port =
          ask(sentinel, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER)
              .lines()
              .reduce("", (host, last) -> last);
      return servers.stream()
          .filter(server -> String.valueOf(server.port()).equals(port))
          .findFirst()
          .orElse(null);
    } catch (JedisConnectionException e) {
      return null;
    }
  }

  private static Map<String, String> replication(RedisServer server) {
    return RedisAccess.info(ask(server, "INFO", "replication"));
  }

  private static long onlineReplicas(RedisServer primary) {
    Map<String, String> replication = replication(primary);
    if (!"master".equals(replication.get("role"))) {
      return -1;
    }
    return replication.values().stream().filter(v -> v.contains("state=online")).count();
  }

  private static String ask(RedisServer server, String... args) throws JedisException {
    try (Connection connection = server.access().connect(ASK_MILLIS)) {
      return RedisAccess.text(RedisAccess.run(connection, args));
    }
  }

  @Override
  public void close() {
    sentinels.forEach(RedisServer::close);
    servers.forEach(RedisServer::close);
  }

  @Override
  public String toString() {
    return "Redis with Sentinels at " + uri();
  }
}
