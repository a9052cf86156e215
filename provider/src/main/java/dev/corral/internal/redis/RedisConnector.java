package dev.corral.internal.redis;

import dev.corral.CorralException;
import dev.corral.internal.config.ConnectionSettings;
import dev.corral.internal.config.TlsSettings;
import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;

/** Makes links to Redis from settings. */
public final class RedisConnector {
  private RedisConnector() {}

  /**
   * A link that connects when it is first used.
   *
   * @throws CorralException if a key store can't be read
   */
  public static BlockingLink connect(ConnectionSettings settings) {
    JedisClientConfig client =
        client(settings, settings.user(), settings.password(), settings.database());
    Node.PoolSettings pool = new Node.PoolSettings(settings.poolSize(), settings.acquireTimeout());
    Nodes nodes = new Nodes(() -> topology(settings, client), client, pool);
    return new BlockingLink(describe(settings), nodes, settings.retryTimeout());
  }

  private static Topology topology(ConnectionSettings settings, JedisClientConfig client) {
    Set<HostAndPort> addresses = new LinkedHashSet<>(settings.nodes());
    return switch (settings.topology()) {
      case STANDALONE -> new FixedTopology(settings.nodes().get(0));
      case CLUSTER -> new ClusterTopology(addresses, client);
      case SENTINEL -> {
        String master = settings.sentinelMaster();
        if (master == null) {
          throw new IllegalStateException("A Sentinel deployment needs the name of its primary");
        }
        yield new SentinelTopology(
            master,
            client,
            addresses,
            client(settings, settings.sentinelUser(), settings.sentinelPassword(), 0));
      }
    };
  }

  private static String describe(ConnectionSettings settings) {
    return switch (settings.topology()) {
      case STANDALONE -> "Redis at " + settings.nodes().get(0);
      case CLUSTER -> "The Redis Cluster of " + settings.nodes();
      case SENTINEL -> "Redis '" + settings.sentinelMaster() + "' of sentinels " + settings.nodes();
    };
  }

  private static JedisClientConfig client(
      ConnectionSettings settings, @Nullable String user, @Nullable String password, int database) {
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .resp2()
            .connectionTimeoutMillis(millis(settings.connectTimeout()))
            .socketTimeoutMillis(millis(settings.readTimeout()))
            .user(user)
            .password(password)
            .database(database)
            .clientName(settings.clientName());
    settings.tls().ifPresent(tls -> config.sslOptions(encrypted(tls)));
    return config.build();
  }

  private static int millis(Duration duration) {
    return (int) Math.min(Integer.MAX_VALUE, duration.toMillis());
  }

  private static SslOptions encrypted(TlsSettings tls) {
    SslOptions.Builder options =
        SslOptions.builder()
            .sslVerifyMode(tls.verifyHostname() ? SslVerifyMode.FULL : SslVerifyMode.CA);
    TlsSettings.Store trust = tls.trustStore();
    if (trust != null) {
      options.trustStoreType(trust.type()).truststore(file(trust), passwordOf(trust));
    }
    TlsSettings.Store keys = tls.keyStore();
    if (keys != null) {
      options.keyStoreType(keys.type()).keystore(file(keys), passwordOf(keys));
    }
    SslOptions built = options.build();
    try {
      built.createSslContext();
      return built;
    } catch (IOException | GeneralSecurityException e) {
      throw new CorralException(
          "TLS could not be set up with trust store "
              + trust
              + " and key store "
              + keys
              + ": "
              + e.getMessage()
              + ". Check their paths, types and passwords.",
          e);
    }
  }

  private static File file(TlsSettings.Store store) {
    File file = new File(store.path());
    if (!file.canRead()) {
      throw new CorralException(
          "The " + store + " can't be read. Check trust-store and key-store of the connection.");
    }
    return file;
  }

  @SuppressWarnings("NullAway") // null where the store has no password, as the library takes it
  private static char[] passwordOf(TlsSettings.Store store) {
    String password = store.password();
    return password == null ? null : password.toCharArray();
  }
}
