package dev.corral.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.commands.ProtocolCommand;

/**
 * How one server is reached, and the plain commands by which it is driven: no handshake commands
 * beside AUTH, so that they do not show up in what a test counts. Immutable.
 */
record RedisAccess(
    int port, @Nullable String password, Map<String, String> users, @Nullable TlsMaterial tls) {

  static final String HOST = "127.0.0.1";
  private static final int TIMEOUT_MILLIS = 10_000;

  RedisAccess {
    users = Collections.unmodifiableMap(new LinkedHashMap<>(users));
  }

  Connection connect() {
    return connect(TIMEOUT_MILLIS);
  }

  Connection connect(int timeoutMillis) {
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .serverDefaultProtocol()
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
            .timeoutMillis(timeoutMillis);
    if (password != null) {
      config.password(password);
    }
    if (tls != null) {
      config.sslOptions(
          SslOptions.builder()
              .truststore(tls.trustStore().toFile(), tls.password().toCharArray())
              .trustStoreType("PKCS12")
              .build());
    }
    return new Connection(new HostAndPort(HOST, port), config.build());
  }

  static @Nullable Object run(Connection connection, String... args) {
    return connection.executeCommand(arguments(args));
  }

  static CommandArguments arguments(String... args) {
    CommandArguments arguments = new CommandArguments(new Verb(args[0]));
    for (int i = 1; i < args.length; i++) {
      arguments.add(args[i]);
    }
    return arguments;
  }

  static String text(@Nullable Object reply) {
    if (reply == null) {
      return "";
    }
    if (reply instanceof byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    if (reply instanceof List<?> list) {
      return list.stream().map(RedisAccess::text).collect(Collectors.joining("\n"));
    }
    return reply.toString();
  }

  /** The fields of an INFO reply or of one that looks like it. */
  static Map<String, String> info(String reply) {
    Map<String, String> fields = new LinkedHashMap<>();
    reply
        .lines()
        .filter(line -> !line.startsWith("#") && line.indexOf(':') > 0)
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            });
    return fields;
  }

  private static final class Verb implements ProtocolCommand {
    private final String name;

    private Verb(String name) {
      this.name = name;
    }

    @Override
    public byte[] getRaw() {
      return name.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
