package dev.corral.internal.redis;

import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.providers.ClusterConnectionProvider;

/** The primaries of a Redis Cluster and their slots. */
final class ClusterTopology implements Topology {
  private static final Logger log = LoggerFactory.getLogger(ClusterTopology.class);

  private final ClusterConnectionProvider cluster;

  ClusterTopology(Set<HostAndPort> nodes, JedisClientConfig client) {
    this.cluster = new ClusterConnectionProvider(nodes, client);
  }

  @Override
  public HostAndPort primaryOf(int slot) {
    HostAndPort node = cluster.getNode(slot);
    if (node == null) {
      throw new JedisException("No node of the cluster is known to own slot " + slot);
    }
    return node;
  }

  @Override
  public List<HostAndPort> primaries() {
    return cluster.getPrimaryNodes().keySet().stream().map(HostAndPort::from).toList();
  }

  @Override
  public void refresh() {
    try {
      cluster.renewSlotCache();
    } catch (JedisException e) {
      log.debug("No cluster node told its slots; keeping what was known", e);
    }
  }

  @Override
  public void close() {
    cluster.close();
  }
}
