package dev.corral.internal.config;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/**
 * Which servers are meant.
 *
 * @param topology how they work together
 * @param nodes their addresses, at least one
 * @param masterName the name of the primary that sentinels watch, null for other topologies
 */
record RedisAddress(Topology topology, List<HostAndPort> nodes, @Nullable String masterName) {

  RedisAddress {
    nodes = List.copyOf(nodes);
  }

  @Override
  public String toString() {
    String scheme =
        switch (topology) {
          case STANDALONE -> "redis://";
          case SENTINEL -> "redis-sentinel://";
          case CLUSTER -> "redis-cluster://";
        };
    return scheme
        + nodes.stream().map(RedisAddress::text).collect(Collectors.joining(","))
        + (masterName == null ? "" : "/" + masterName);
  }

  private static String text(HostAndPort node) {
    String host = node.getHost();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + node.getPort();
  }
}
