package dev.corral.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.exceptions.JedisConnectionException;

class ProxiedClusterTest {

  @Test
  void clients_seeOnlyTheProxies_andNodesWorkAmongThemselves() throws Exception {
    try (RedisCluster cluster = RedisCluster.builder().proxied(true).password("s3cret/+").build()) {
      DefaultJedisClientConfig config =
          DefaultJedisClientConfig.builder().password("s3cret/+").build();
      try (RedisClusterClient client =
          RedisClusterClient.builder()
              .nodes(RedisClusterTest.addresses(cluster))
              .clientConfig(config)
              .poolConfig(new ConnectionPoolConfig())
              .build()) {
        for (int i = 0; i < 50; i++) {
          client.set("k" + i, "v");
        }
        assertThat(client.getClusterNodes().keySet())
            .containsAll(proxied(cluster, cluster.primaries()))
            .isSubsetOf(proxied(cluster, cluster.nodes()));
      }
      assertThat(cluster.primaries())
          .hasSize(3)
          .allSatisfy(
              primary -> assertThat(cluster.proxyOf(primary).commandsSeen()).isGreaterThan(5));

      RedisServer primary = cluster.primaryOfSlot(0);
      FaultyProxy proxy = cluster.proxyOf(primary);
      proxy.swallowReplies(true);
      proxy.cutAll();
      RedisAccess access = new RedisAccess(proxy.port(), null, java.util.Map.of(), null);
      Connection silent = access.connect(200);
      assertThatThrownBy(silent::ping).isInstanceOf(JedisConnectionException.class);
      silent.forceDisconnect();
      cluster.awaitHealthy();
      proxy.heal();

      int slot = cluster.slotOf("moved");
      RedisServer source = cluster.primaryOfSlot(slot);
      source.command("SET", "moved", "v");
      RedisServer target =
          cluster.primaries().stream().filter(p -> !p.equals(source)).findFirst().orElseThrow();
      cluster.migrateSlot(slot, target);
      assertThat(target.commandText("GET", "moved")).isEqualTo("v");
      assertThatThrownBy(() -> source.command("GET", "moved"))
          .hasMessageContaining("MOVED " + slot + " 127.0.0.1:" + cluster.proxyOf(target).port());
    }
  }

  private static List<String> proxied(RedisCluster cluster, List<RedisServer> nodes) {
    return nodes.stream().map(node -> "127.0.0.1:" + cluster.proxyOf(node).port()).toList();
  }
}
