package dev.corral.internal.redis;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One Redis server: its connections and its clock. Thread-safe.
 *
 * <p>Most commands share a few connections; what would hold the others up has one to itself.
 */
final class Node implements Server, AutoCloseable {
  /** How much may be under way on shared connections, in bytes. */
  private static final int ROOM = 16 << 20;

  private final HostAndPort address;
  private final JedisClientConfig client;
  private final PoolSettings pool;
  private final Lanes shared;
  private final GenericObjectPool<Lane> own;
  private final Semaphore room = new Semaphore(ROOM, true);
  private final ServerClock clock = new ServerClock(System::nanoTime);

  Node(HostAndPort address, JedisClientConfig client, PoolSettings pool) {
    this.address = address;
    this.client = client;
    this.pool = pool;
    this.shared = new Lanes(this::open, pool.size(), pool.acquireTimeout());
    this.own = new GenericObjectPool<>(new Factory(), config(pool));
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

  /**
   * A connection for what can share one; waits at most the acquire timeout for a place, and may
   * block while a connection is opened. {@link #leave} gives the place back.
   *
   * @param size the estimated bytes of commands and replies
   * @throws JedisException if there is none
   */
  Lane shared(int size) {
    if (!room.tryAcquire(size)) {
      awaitRoom(size);
    }
    try {
      return shared.choose();
    } catch (RuntimeException e) {
      room.release(size);
      throw e;
    }
  }

  private void awaitRoom(int size) {
    try {
      if (room.tryAcquire(size, pool.acquireTimeout().toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JedisException("Interrupted while too much was under way to the server", e);
    }
    throw new JedisException(
        "For "
            + pool.acquireTimeout().toMillis()
            + " ms, "
            + (ROOM >> 20)
            + " MB of other commands were under way");
  }

  /** The same, if there is a connection and a place at once. */
  @Nullable Lane sharedAtOnce(int size) {
    if (!room.tryAcquire(size)) {
      return null;
    }
    Lane lane = shared.chooseOpen();
    if (lane == null) {
      room.release(size);
    }
    return lane;
  }

  /** Gives back the place that an exchange had. */
  void leave(int size) {
    room.release(size);
  }

  /**
   * A connection for one exchange alone, to be given back; waits at most the acquire timeout.
   *
   * @throws JedisException if there is none
   */
  Lane own() {
    try {
      return own.borrowObject();
    } catch (JedisException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JedisException("Interrupted while waiting for a connection", e);
    } catch (Exception e) {
      throw new JedisException(String.valueOf(e.getMessage()), e);
    }
  }

  void giveBack(Lane lane) {
    own.returnObject(lane);
  }

  private Lane open() {
    clock.reset();
    return new Lane(this, Wire.open(address, client), client.getSocketTimeoutMillis());
  }

  @Override
  public void close() {
    shared.close();
    own.close();
  }

  private static GenericObjectPoolConfig<Lane> config(PoolSettings settings) {
    GenericObjectPoolConfig<Lane> config = new GenericObjectPoolConfig<>();
    config.setMaxTotal(settings.size());
    config.setMaxIdle(settings.size());
    config.setMaxWait(settings.acquireTimeout());
    config.setTestOnBorrow(true);
    config.setTestOnReturn(true);
    config.setJmxEnabled(false);
    return config;
  }

  private final class Factory extends BasePooledObjectFactory<Lane> {
    @Override
    public Lane create() {
      return open();
    }

    @Override
    public PooledObject<Lane> wrap(Lane lane) {
      return new DefaultPooledObject<>(lane);
    }

    @Override
    public boolean validateObject(PooledObject<Lane> pooled) {
      return !pooled.getObject().isBroken();
    }

    @Override
    public void destroyObject(PooledObject<Lane> pooled) {
      pooled.getObject().end(new JedisConnectionException("The connection to Redis is closed"));
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
