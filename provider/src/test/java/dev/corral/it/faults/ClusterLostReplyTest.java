package dev.corral.it.faults;

import dev.corral.testkit.FaultyProxy;
import dev.corral.testkit.RedisCluster;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class ClusterLostReplyTest extends LostReplyContract {
  private static RedisCluster cluster;

  @BeforeAll
  static void start() {
    cluster = RedisCluster.builder().proxied(true).build();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Override
  URI faultyUri() {
    return cluster.uri();
  }

  /** The nodes announce their proxies, which by then have nothing left to swallow. */
  @Override
  URI healthyUri() {
    return cluster.uri();
  }

  @Override
  List<FaultyProxy> proxies() {
    return cluster.nodes().stream().map(cluster::proxyOf).toList();
  }
}
