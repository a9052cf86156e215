package dev.corral.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.exceptions.JedisDataException;

class RedisClusterTest {

  private static RedisCluster cluster;

  @BeforeAll
  static void startCluster() {
    cluster = RedisCluster.start();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @BeforeEach
  void flush() {
    cluster.flushAll();
  }

  static Set<HostAndPort> addresses(RedisCluster cluster) {
    String authority = cluster.uri().getRawAuthority();
    return Arrays.stream(authority.substring(authority.indexOf('@') + 1).split(","))
        .map(HostAndPort::from)
        .collect(Collectors.toSet());
  }

  private static RedisServer otherThan(RedisServer owner) {
    return cluster.primaries().stream().filter(p -> !p.equals(owner)).findFirst().orElseThrow();
  }

  @Test
  void cluster_servesAllSlots_whenStarted() {
    assertThat(cluster.uri().getScheme()).isEqualTo("redis-cluster");
    assertThat(cluster.nodes()).hasSize(6);
    assertThat(cluster.primaries()).hasSize(3);
    Set<RedisServer> owners = new HashSet<>();
    try (RedisClusterClient client = RedisClusterClient.create(addresses(cluster))) {
      for (int i = 0; i < 100; i++) {
        client.set("k" + i, "v");
        owners.add(cluster.primaryOfSlot(cluster.slotOf("k" + i)));
      }
    }
    assertThat(owners).hasSize(3);
    assertThat(cluster.commandAll("DBSIZE").stream().mapToLong(size -> (Long) size).sum())
        .isEqualTo(100);
    cluster.flushAll();
    assertThat(cluster.commandAll("DBSIZE")).containsOnly(0L);
  }

  @Test
  void migratedSlot_isServedByItsTarget_withAllItsKeys() {
    int slot = cluster.slotOf("{tag}");
    RedisServer source = cluster.primaryOfSlot(slot);
    RedisServer target = otherThan(source);
    for (int i = 0; i < 250; i++) {
      source.command("SET", "{tag}" + i, "v" + i);
    }
    cluster.migrateSlot(slot, target);
    assertThat(cluster.primaryOfSlot(slot)).isEqualTo(target);
    assertThat(target.commandText("GET", "{tag}249")).isEqualTo("v249");
    assertThat(target.commandText("CLUSTER", "COUNTKEYSINSLOT", String.valueOf(slot)))
        .isEqualTo("250");
    assertThatThrownBy(() -> source.command("GET", "{tag}1"))
        .isInstanceOf(JedisDataException.class)
        .hasMessageContaining("MOVED " + slot);
    cluster.awaitHealthy();
  }

  @Test
  void migration_answersAskInItsMiddle_andFinishes() {
    int slot = cluster.slotOf("{half}");
    RedisServer source = cluster.primaryOfSlot(slot);
    RedisServer target = otherThan(source);
    source.command("SET", "{half}1", "v");
    source.command("SET", "{half}2", "v");
    cluster.beginMigration(slot, target);
    assertThat(cluster.moveKeys(slot, target, 1)).isEqualTo(1);
    assertThatThrownBy(() -> source.command("GET", "{half}none"))
        .hasMessageContaining("ASK " + slot);
    try (Connection asking = target.connect()) {
      RedisAccess.run(asking, "ASKING");
      assertThatThrownBy(() -> RedisAccess.run(asking, "MGET", "{half}1", "{half}2"))
          .hasMessageContaining("TRYAGAIN");
    }
    assertThat(cluster.primaryOfSlot(slot)).isEqualTo(source);
    cluster.finishMigration(slot, target);
    assertThat(target.commandText("MGET", "{half}1", "{half}2")).isEqualTo("v\nv");
    assertThatThrownBy(() -> cluster.beginMigration(slot, target))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void replicaTakesOver_whenAPrimaryIsKilled_andTheKilledOneReturnsAsReplica() {
    RedisServer killed = cluster.killPrimaryOfSlot(0);
    RedisServer next = cluster.awaitFailover(0, killed);
    assertThat(next).isNotEqualTo(killed);
    assertThat(cluster.primaries()).hasSize(3).contains(next);
    killed.restart();
    cluster.awaitHealthy();
    assertThat(killed.commandText("ROLE")).startsWith("slave");
    assertThat(cluster.primaryOfSlot(0)).isEqualTo(next);
  }

  @Test
  void proxyOf_isRefused_withoutProxies() {
    assertThatThrownBy(() -> cluster.proxyOf(cluster.nodes().get(0)))
        .hasMessageContaining("proxied(true)");
  }
}
