package dev.corral.internal.redis;

import java.util.List;
import java.util.Set;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.providers.SentineledConnectionProvider;

/** A primary that Sentinels name; their announcements of a new one are followed as they come. */
final class SentinelTopology implements Topology {
  private final SentineledConnectionProvider sentinels;

  SentinelTopology(
      String master,
      JedisClientConfig client,
      Set<HostAndPort> sentinels,
      JedisClientConfig sentinelClient) {
    this.sentinels = new SentineledConnectionProvider(master, client, sentinels, sentinelClient);
  }

  @Override
  public HostAndPort primaryOf(int slot) {
    return sentinels.getCurrentMaster();
  }

  @Override
  public List<HostAndPort> primaries() {
    return List.of(sentinels.getCurrentMaster());
  }

  @Override
  public void refresh() {}

  @Override
  public void close() {
    sentinels.close();
  }
}
