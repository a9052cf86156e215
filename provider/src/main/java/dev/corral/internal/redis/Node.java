package dev.corral.internal.redis;

import java.time.Duration;
import org.apache.commons.pool2.PooledObject;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionFactory;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;

/** One Redis server: its connections and its clock. Thread-safe. */
final class Node implements Server, AutoCloseable {
  /** A connection that was idle for longer is checked before it is used. */
  private static final Duration TRUSTED_IDLE = Duration.ofMillis(500);

  private final HostAndPort address;
  private final ConnectionPool connections;
  private final ServerClock clock = new ServerClock(System::nanoTime);

  Node(HostAndPort address, JedisClientConfig client, PoolSettings pool) {
    this.address = address;
    this.connections = new ConnectionPool(new Factory(address, client), config(pool));
  }

  HostAndPort address() {
    return address;
  }

  @Override
  public String name() {
    return address.toString();
  }

  @Override
  public long microsAt(long nanos) {
    return clock.microsAt(nanos);
  }

  ServerClock clock() {
    return clock;
  }

  /** A connection, to be closed after use; waits at most the acquire timeout. */
  Connection acquire() {
    return connections.getResource();
  }

  @Override
  public void close() {
    connections.close();
  }

  private static ConnectionPoolConfig config(PoolSettings settings) {
    ConnectionPoolConfig config = new ConnectionPoolConfig();
    config.setMaxTotal(settings.size());
    config.setMaxIdle(settings.size());
    config.setMaxWait(settings.acquireTimeout());
    config.setTestOnBorrow(true);
    config.setTestWhileIdle(false);
    config.setTimeBetweenEvictionRuns(Duration.ofMillis(-1));
    config.setJmxEnabled(false);
    return config;
  }

  private final class Factory extends ConnectionFactory {
    Factory(HostAndPort address, JedisClientConfig client) {
      super(address, client);
    }

    @Override
    public PooledObject<Connection> makeObject() throws Exception {
      clock.reset();
      return super.makeObject();
    }

    @Override
    public boolean validateObject(PooledObject<Connection> pooled) {
      return pooled.getIdleDuration().compareTo(TRUSTED_IDLE) < 0 || super.validateObject(pooled);
    }
  }

  /**
   * How many connections a node may have and how long to wait for one.
   *
   * @param size the most connections to one server
   * @param acquireTimeout the longest wait for a free one
   */
  record PoolSettings(int size, Duration acquireTimeout) {}
}
