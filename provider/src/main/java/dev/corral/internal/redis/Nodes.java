package dev.corral.internal.redis;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;

/** The servers of one deployment, each with its connections. Connects when first used. */
final class Nodes implements AutoCloseable {
  private final Supplier<Topology> connector;
  private final JedisClientConfig client;
  private final Node.PoolSettings pool;
  private final ConcurrentMap<HostAndPort, Node> nodes = new ConcurrentHashMap<>();
  private final Turn connecting;
  private volatile @Nullable Topology topology;
  private volatile boolean closed;

  Nodes(Supplier<Topology> connector, JedisClientConfig client, Node.PoolSettings pool) {
    this.connector = connector;
    this.client = client;
    this.pool = pool;
    this.connecting = new Turn(pool.acquireTimeout());
  }

  Node ofSlot(int slot) {
    return at(primaryOf(slot));
  }

  Node at(HostAndPort address) {
    Node node = nodes.get(address);
    return node != null ? node : create(address);
  }

  /** Not after close(), which would not see the new node's connections. */
  private synchronized Node create(HostAndPort address) {
    mustBeOpen();
    return nodes.computeIfAbsent(address, where -> new Node(where, client, pool));
  }

  private void mustBeOpen() {
    if (closed) {
      throw new IllegalStateException("The connection to Redis is closed");
    }
  }

  List<HostAndPort> primaries() {
    return topology().primaries();
  }

  HostAndPort primaryOf(int slot) {
    return topology().primaryOf(slot);
  }

  /** A connection of its own, outside the pools, that subscribes. */
  SubscriberConnection connectSubscriber(Place place) {
    return SubscriberConnection.open(place, client);
  }

  /** How long a reply may take, in ms; 0 for ever. */
  int readTimeoutMillis() {
    return client.getSocketTimeoutMillis();
  }

  void refresh() {
    topology().refresh();
  }

  /** Whether the topology is known, so that asking for it does not wait. */
  boolean isConnected() {
    return topology != null;
  }

  private Topology topology() {
    Topology known = topology;
    return known != null ? known : connect();
  }

  private Topology connect() {
    connecting.take();
    try {
      mustBeOpen();
      Topology known = topology;
      if (known == null) {
        known = connector.get();
        topology = known;
      }
      return known;
    } finally {
      connecting.end();
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    Topology known;
    connecting.takeAtLast();
    try {
      known = topology;
      topology = null;
    } finally {
      connecting.end();
    }
    nodes.values().forEach(Node::close);
    nodes.clear();
    if (known != null) {
      known.close();
    }
  }
}
