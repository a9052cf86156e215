package dev.corral.internal.config;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/**
 * Where and how to connect: resolved, checked, immutable. Equal settings may share a connection.
 * {@link #toString} shows no password.
 */
public final class ConnectionSettings {

  private final RedisAddress address;
  private final OptionValues options;

  /**
   * @throws javax.cache.CacheException if the options do not fit together or the address
   */
  ConnectionSettings(RedisAddress address, OptionValues options) {
    this.address = address;
    this.options = options.orDefaultsOf(ConnectionOptions.TABLE);
    ConnectionChecks.check(address, options);
  }

  /** How the servers work together. */
  public Topology topology() {
    return address.topology();
  }

  /** The addresses given: the server, the sentinels, or some nodes of the cluster; at least one. */
  public List<HostAndPort> nodes() {
    return address.nodes();
  }

  /** The name of the primary that the sentinels watch, null unless the topology is SENTINEL. */
  public @Nullable String sentinelMaster() {
    return address.masterName();
  }

  /** The number of the database, 0 for a cluster. */
  public int database() {
    return options.get(ConnectionOptions.DATABASE);
  }

  /** The ACL user, null for Redis's default user. */
  public @Nullable String user() {
    return options.find(ConnectionOptions.USER).orElse(null);
  }

  /** The user's password, null to connect without one. */
  public @Nullable String password() {
    return secret(ConnectionOptions.PASSWORD);
  }

  /** The ACL user at the sentinels, null for their default user. */
  public @Nullable String sentinelUser() {
    return options.find(ConnectionOptions.SENTINEL_USER).orElse(null);
  }

  /** The password at the sentinels, null to connect to them without one. */
  public @Nullable String sentinelPassword() {
    return secret(ConnectionOptions.SENTINEL_PASSWORD);
  }

  /** How connections are encrypted, empty if they are not. */
  public Optional<TlsSettings> tls() {
    if (!options.get(ConnectionOptions.TLS)) {
      return Optional.empty();
    }
    TlsSettings.Store trustStore =
        options
            .find(ConnectionOptions.TRUST_STORE)
            .map(
                path ->
                    new TlsSettings.Store(
                        path,
                        secret(ConnectionOptions.TRUST_STORE_PASSWORD),
                        options.get(ConnectionOptions.TRUST_STORE_TYPE)))
            .orElse(null);
    TlsSettings.Store keyStore =
        options
            .find(ConnectionOptions.KEY_STORE)
            .map(
                path ->
                    new TlsSettings.Store(
                        path,
                        secret(ConnectionOptions.KEY_STORE_PASSWORD),
                        options.get(ConnectionOptions.KEY_STORE_TYPE)))
            .orElse(null);
    return Optional.of(
        new TlsSettings(trustStore, keyStore, options.get(ConnectionOptions.VERIFY_HOSTNAME)));
  }

  /** What all keys and channels in Redis begin with. */
  public String prefix() {
    return options.get(ConnectionOptions.PREFIX);
  }

  /** How long connecting may take. */
  public Duration connectTimeout() {
    return options.get(ConnectionOptions.CONNECT_TIMEOUT);
  }

  /** How long a reply may take. */
  public Duration readTimeout() {
    return options.get(ConnectionOptions.READ_TIMEOUT);
  }

  /** How long a command waits for a connection of the pool. */
  public Duration acquireTimeout() {
    return options.get(ConnectionOptions.ACQUIRE_TIMEOUT);
  }

  /** How long a command that certainly had no effect is tried again; zero: it is not. */
  public Duration retryTimeout() {
    return options.get(ConnectionOptions.RETRY_TIMEOUT);
  }

  /** How many connections there are per server, at most. */
  public int poolSize() {
    return options.get(ConnectionOptions.POOL_SIZE);
  }

  /** The name of the connections in {@code CLIENT LIST}. */
  public String clientName() {
    return options.get(ConnectionOptions.CLIENT_NAME);
  }

  private @Nullable String secret(Option<Secret> option) {
    return options.find(option).map(Secret::text).orElse(null);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConnectionSettings that
        && address.equals(that.address)
        && options.equals(that.options);
  }

  @Override
  public int hashCode() {
    return Objects.hash(address, options);
  }

  @Override
  public String toString() {
    return address + " " + options;
  }
}
