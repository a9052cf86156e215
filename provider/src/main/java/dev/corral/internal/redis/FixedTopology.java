package dev.corral.internal.redis;

import java.util.List;
import redis.clients.jedis.HostAndPort;

/** A single server at a fixed address. */
record FixedTopology(HostAndPort address) implements Topology {
  @Override
  public HostAndPort primaryOf(int slot) {
    return address;
  }

  @Override
  public List<HostAndPort> primaries() {
    return List.of(address);
  }

  @Override
  public void refresh() {}

  @Override
  public void close() {}
}
