package dev.corral.internal.redis;

import redis.clients.jedis.HostAndPort;

/**
 * Where channels are subscribed: a connection to a server.
 *
 * @param address of the server
 * @param tracks whether the connection can track keys, which takes the third version of the
 *     protocol; other subscriptions do without it
 */
record Place(HostAndPort address, boolean tracks) {
  @Override
  public String toString() {
    return tracks ? address + "-tracking" : address.toString();
  }
}
