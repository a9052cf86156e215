package dev.corral.internal.config;

import javax.cache.CacheException;

/** Which options of a connection go together. */
final class ConnectionChecks {

  private ConnectionChecks() {}

  static void check(RedisAddress address, OptionValues given) {
    Problems problems = new Problems();
    boolean tls = given.get(ConnectionOptions.TLS);
    needs(given, ConnectionOptions.TRUST_STORE, tls, "tls = true", problems);
    needs(given, ConnectionOptions.KEY_STORE, tls, "tls = true", problems);
    needs(given, ConnectionOptions.VERIFY_HOSTNAME, tls, "tls = true", problems);

    boolean trustStore = given.has(ConnectionOptions.TRUST_STORE);
    needs(given, ConnectionOptions.TRUST_STORE_PASSWORD, trustStore, "trust-store", problems);
    needs(given, ConnectionOptions.TRUST_STORE_TYPE, trustStore, "trust-store", problems);
    boolean keyStore = given.has(ConnectionOptions.KEY_STORE);
    needs(given, ConnectionOptions.KEY_STORE_PASSWORD, keyStore, "key-store", problems);
    needs(given, ConnectionOptions.KEY_STORE_TYPE, keyStore, "key-store", problems);

    boolean sentinel = address.topology() == Topology.SENTINEL;
    needs(given, ConnectionOptions.SENTINEL_USER, sentinel, "a redis-sentinel: URI", problems);
    needs(given, ConnectionOptions.SENTINEL_PASSWORD, sentinel, "a redis-sentinel: URI", problems);

    boolean password = given.has(ConnectionOptions.PASSWORD);
    needs(given, ConnectionOptions.USER, password, "a password", problems);
    boolean sentinelPassword = given.has(ConnectionOptions.SENTINEL_PASSWORD);
    needs(given, ConnectionOptions.SENTINEL_USER, sentinelPassword, "sentinel-password", problems);

    int database = given.get(ConnectionOptions.DATABASE);
    if (address.topology() == Topology.CLUSTER && database != 0) {
      problems.add("database = " + database + ": Redis Cluster has database 0 only");
    }
    problems.throwIfAny("Cannot connect to " + address, CacheException::new);
  }

  private static void needs(
      OptionValues given, Option<?> option, boolean fulfilled, String need, Problems problems) {
    if (given.has(option) && !fulfilled) {
      problems.add(option + " is given, but needs " + need);
    }
  }
}
