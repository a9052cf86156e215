package dev.corral.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

class RedisServerTest {

  @Test
  void server_answersCommands_whenStarted() {
    try (RedisServer redis = RedisServer.start()) {
      assertThat(redis.uri()).isEqualTo(URI.create("redis://127.0.0.1:" + redis.port()));
      redis.command("SET", "greeting", "hello");
      assertThat(redis.command("GET", "greeting")).isEqualTo("hello".getBytes(UTF_8));
      assertThat(redis.command("INCR", "n")).isEqualTo(1L);
      assertThat(redis.command("GET", "nothing")).isNull();
      assertThat(redis.commandText("KEYS", "g*")).isEqualTo("greeting");
    }
  }

  @Test
  void server_keepsNothingOnDisk_byDefault() {
    try (RedisServer redis = RedisServer.start()) {
      assertThat(redis.commandText("CONFIG", "GET", "save")).isEqualTo("save\n");
      assertThat(redis.commandText("CONFIG", "GET", "appendonly")).isEqualTo("appendonly\nno");
    }
  }

  @Test
  void servers_haveDifferentPortsAndData_whenStartedTogether() {
    List<RedisServer> servers =
        IntStream.range(0, 6).parallel().mapToObj(i -> RedisServer.start()).toList();
    try {
      Set<Integer> ports = servers.stream().map(RedisServer::port).collect(Collectors.toSet());
      assertThat(ports).hasSize(6);
      servers.forEach(server -> server.command("SET", "port", String.valueOf(server.port())));
      assertThat(servers)
          .allSatisfy(
              server ->
                  assertThat(server.commandText("GET", "port"))
                      .isEqualTo(String.valueOf(server.port())));
    } finally {
      servers.forEach(RedisServer::close);
    }
  }

  @Test
  void options_reachTheServer() {
    try (RedisServer redis =
        RedisServer.builder()
            .option("maxmemory", "10mb")
            .option("client-output-buffer-limit", "pubsub 1mb 1mb 1")
            .build()) {
      assertThat(redis.commandText("CONFIG", "GET", "maxmemory")).contains("10485760");
      assertThat(redis.commandText("CONFIG", "GET", "client-output-buffer-limit"))
          .contains("pubsub 1048576 1048576 1");
    }
  }

  @Test
  void build_tellsWhatTheServerSaid_whenAnOptionIsUnknown() {
    assertThatThrownBy(() -> RedisServer.builder().option("no-such-option", "1").build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no-such-option");
  }

  @Test
  void password_isRequiredAndInTheUri() {
    try (RedisServer redis = RedisServer.builder().password("p@ss w\"rd").build()) {
      assertThat(redis.uri().getRawUserInfo()).isEqualTo(":p%40ss%20w%22rd");
      assertThat(redis.commandText("PING")).isEqualTo("PONG");
      try (Jedis stranger = new Jedis(redis.host(), redis.port())) {
        assertThatThrownBy(stranger::ping)
            .isInstanceOf(JedisDataException.class)
            .hasMessageContaining("NOAUTH");
      }
    }
  }

  @Test
  void aclUser_mayDoWhatItsRulesAllow() {
    try (RedisServer redis =
            RedisServer.builder().aclUser("app", "secret", "~corral:*", "+@all").build();
        Jedis app = new Jedis(redis.uriOf("app"))) {
      assertThat(app.set("corral:k", "v")).isEqualTo("OK");
      assertThatThrownBy(() -> app.set("other", "v")).hasMessageContaining("NOPERM");
      assertThatThrownBy(() -> redis.uriOf("nobody")).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void server_isGone_whenKilled_andEmptyOnTheSamePort_whenRestarted() {
    try (RedisServer redis = RedisServer.start()) {
      redis.command("SET", "k", "v");
      int port = redis.port();
      redis.kill();
      assertThat(redis.isAlive()).isFalse();
      assertThatThrownBy(() -> redis.command("PING")).isInstanceOf(JedisConnectionException.class);
      redis.restart();
      assertThat(redis.port()).isEqualTo(port);
      assertThat(redis.command("GET", "k")).isNull();
    }
  }

  @Test
  void server_staysSilentWhilePaused_andAnswersAfterwards() {
    try (RedisServer redis = RedisServer.start()) {
      redis.pause();
      assertThatThrownBy(() -> ping(redis.access().connect(200)))
          .isInstanceOf(JedisConnectionException.class);
      redis.resume();
      assertThat(redis.commandText("PING")).isEqualTo("PONG");
    }
  }

  @Test
  void process_isGone_whenClosed_evenIfPaused() {
    RedisServer redis = RedisServer.start();
    redis.pause();
    redis.close();
    redis.close();
    assertThat(ProcessHandle.of(redis.pid()).filter(ProcessHandle::isAlive)).isEmpty();
    assertThatThrownBy(redis::restart).hasMessageContaining("closed");
  }

  @Test
  void commandStats_countCallsByName() {
    try (RedisServer redis = RedisServer.start()) {
      redis.resetCommandStats();
      redis.command("SET", "k", "v");
      redis.command("GET", "k");
      redis.command("GET", "k");
      assertThat(redis.commandStats()).containsEntry("set", 1L).containsEntry("get", 2L);
      assertThat(redis.commandStats().keySet())
          .isSubsetOf("set", "get", "info", "config", "config|resetstat");
      redis.resetCommandStats();
      assertThat(redis.commandStats()).doesNotContainKey("get");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void tlsServer_speaksToThoseWhoTrustItsCertificate(boolean byProxy) throws Exception {
    RedisServer.Builder builder = RedisServer.builder().password("secret").tls();
    try (RedisServer redis = (byProxy ? builder.tlsByProxy() : builder).build()) {
      assertThat(redis.uri().getScheme()).isEqualTo("rediss");
      KeyStore trust = KeyStore.getInstance("PKCS12");
      try (FileInputStream in = new FileInputStream(redis.trustStore().toFile())) {
        trust.load(in, redis.trustStorePassword().toCharArray());
      }
      assertThat(trust.size()).isEqualTo(1);
      assertThat(redis.commandText("PING")).isEqualTo("PONG");
      redis.restart();
      assertThat(redis.commandText("PING")).isEqualTo("PONG");
      RedisAccess plain = new RedisAccess(redis.port(), null, Map.of(), null);
      assertThatThrownBy(() -> ping(plain.connect(2_000)))
          .isInstanceOf(JedisConnectionException.class);
      JedisClientConfig distrustful =
          DefaultJedisClientConfig.builder().sslOptions(SslOptions.defaults()).build();
      HostAndPort address = new HostAndPort(redis.host(), redis.port());
      assertThatThrownBy(() -> ping(new Connection(address, distrustful)))
          .isInstanceOf(JedisConnectionException.class)
          .hasStackTraceContaining("unable to find valid certification path");
    }
  }

  private static void ping(Connection opened) {
    try (Connection connection = opened) {
      connection.ping();
    }
  }

  @Test
  void trustStore_isRefused_withoutTls() {
    try (RedisServer redis = RedisServer.start()) {
      assertThatThrownBy(redis::trustStore).hasMessageContaining("no TLS");
    }
  }

  @Test
  void ports_areNeverGivenTwiceNorTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket()) {
      int port = Ports.free();
      taken.bind(new InetSocketAddress(Listeners.loopback(), port));
      List<Integer> others = IntStream.range(0, 200).map(i -> Ports.free()).boxed().toList();
      others.forEach(Ports::giveBack);
      assertThat(others).doesNotHaveDuplicates().doesNotContain(port);
      Ports.giveBack(port);
    }
  }
}
