package dev.corral.micronaut;

import io.micronaut.context.annotation.ConfigurationProperties;
import java.net.URI;
import java.time.Duration;

/** Where Redis is, how to talk to it, and what holds for all caches of the application. */
@ConfigurationProperties(CorralConnectionConfiguration.PREFIX)
public final class CorralConnectionConfiguration {
  /** What the names of all properties begin with. */
  public static final String PREFIX = "corral";

  private final Settings settings = new Settings();
  private URI uri = URI.create("redis://localhost:6379");
  private boolean dynamicCaches;
  private boolean startWithoutRedis;
  private WhenUnavailable whenUnavailable = WhenUnavailable.FAIL;

  /** Begins with the defaults. */
  public CorralConnectionConfiguration() {}

  /** What was said of the connection. */
  Settings settings() {
    return settings;
  }

  /** Where Redis is, or the configuration file that says it. */
  public URI getUri() {
    return uri;
  }

  /**
   * Where Redis is, or the configuration file that says it.
   *
   * @param uri as Corral's caching provider takes it
   */
  public void setUri(URI uri) {
    this.uri = uri;
  }

  /** Whether caches that are not configured are made when they are first asked for. */
  public boolean isDynamicCaches() {
    return dynamicCaches;
  }

  /**
   * Whether caches that are not configured are made when they are first asked for.
   *
   * @param dynamicCaches false if not given
   */
  public void setDynamicCaches(boolean dynamicCaches) {
    this.dynamicCaches = dynamicCaches;
  }

  /** Whether the application starts although Redis cannot be reached. */
  public boolean isStartWithoutRedis() {
    return startWithoutRedis;
  }

  /**
   * Whether the application starts although Redis cannot be reached.
   *
   * @param startWithoutRedis false if not given
   */
  public void setStartWithoutRedis(boolean startWithoutRedis) {
    this.startWithoutRedis = startWithoutRedis;
  }

  /** What {@code @Cacheable} methods do while Redis cannot be reached. */
  public WhenUnavailable getWhenUnavailable() {
    return whenUnavailable;
  }

  /**
   * What {@code @Cacheable} methods do while Redis cannot be reached.
   *
   * @param whenUnavailable fail if not given
   */
  public void setWhenUnavailable(WhenUnavailable whenUnavailable) {
    this.whenUnavailable = whenUnavailable;
  }

  /**
   * The number of the Redis database.
   *
   * @param database the option database
   */
  public void setDatabase(int database) {
    settings.put("database", database);
  }

  /**
   * The ACL user.
   *
   * @param user the option user
   */
  public void setUser(String user) {
    settings.put("user", user);
  }

  /**
   * The password of the user.
   *
   * @param password the option password
   */
  public void setPassword(String password) {
    settings.put("password", password);
  }

  /**
   * The ACL user at the sentinels.
   *
   * @param sentinelUser the option sentinel-user
   */
  public void setSentinelUser(String sentinelUser) {
    settings.put("sentinel-user", sentinelUser);
  }

  /**
   * The password at the sentinels.
   *
   * @param sentinelPassword the option sentinel-password
   */
  public void setSentinelPassword(String sentinelPassword) {
    settings.put("sentinel-password", sentinelPassword);
  }

  /**
   * Whether connections are encrypted.
   *
   * @param tls the option tls
   */
  public void setTls(boolean tls) {
    settings.put("tls", tls);
  }

  /**
   * The file of the key store with the certificates that are trusted.
   *
   * @param trustStore the option trust-store
   */
  public void setTrustStore(String trustStore) {
    settings.put("trust-store", trustStore);
  }

  /**
   * The password of the trust store.
   *
   * @param trustStorePassword the option trust-store-password
   */
  public void setTrustStorePassword(String trustStorePassword) {
    settings.put("trust-store-password", trustStorePassword);
  }

  /**
   * The type of the trust store.
   *
   * @param trustStoreType the option trust-store-type
   */
  public void setTrustStoreType(String trustStoreType) {
    settings.put("trust-store-type", trustStoreType);
  }

  /**
   * The file of the key store with the certificate of this client.
   *
   * @param keyStore the option key-store
   */
  public void setKeyStore(String keyStore) {
    settings.put("key-store", keyStore);
  }

  /**
   * The password of the key store.
   *
   * @param keyStorePassword the option key-store-password
   */
  public void setKeyStorePassword(String keyStorePassword) {
    settings.put("key-store-password", keyStorePassword);
  }

  /**
   * The type of the key store.
   *
   * @param keyStoreType the option key-store-type
   */
  public void setKeyStoreType(String keyStoreType) {
    settings.put("key-store-type", keyStoreType);
  }

  /**
   * Whether the server's certificate must be for the host that was connected to.
   *
   * @param verifyHostname the option verify-hostname
   */
  public void setVerifyHostname(boolean verifyHostname) {
    settings.put("verify-hostname", verifyHostname);
  }

  /**
   * What all keys and channels in Redis begin with.
   *
   * @param prefix the option prefix
   */
  public void setPrefix(String prefix) {
    settings.put("prefix", prefix);
  }

  /**
   * How long connecting may take.
   *
   * @param connectTimeout the option connect-timeout
   */
  public void setConnectTimeout(Duration connectTimeout) {
    settings.put("connect-timeout", connectTimeout);
  }

  /**
   * How long a reply may take.
   *
   * @param readTimeout the option read-timeout
   */
  public void setReadTimeout(Duration readTimeout) {
    settings.put("read-timeout", readTimeout);
  }

  /**
   * How long a command waits for a connection of the pool.
   *
   * @param acquireTimeout the option acquire-timeout
   */
  public void setAcquireTimeout(Duration acquireTimeout) {
    settings.put("acquire-timeout", acquireTimeout);
  }

  /**
   * How long a command that certainly had no effect is tried again; 0: not at all.
   *
   * @param retryTimeout the option retry-timeout
   */
  public void setRetryTimeout(Duration retryTimeout) {
    settings.put("retry-timeout", retryTimeout);
  }

  /**
   * Connections per server, at most.
   *
   * @param poolSize the option pool-size
   */
  public void setPoolSize(int poolSize) {
    settings.put("pool-size", poolSize);
  }

  /**
   * The name of the connections in CLIENT LIST.
   *
   * @param clientName the option client-name
   */
  public void setClientName(String clientName) {
    settings.put("client-name", clientName);
  }
}
