package dev.corral.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.exceptions.JedisConnectionException;

class FaultyProxyTest {

  private static RedisServer redis;
  private FaultyProxy proxy;

  @BeforeAll
  static void startRedis() {
    redis = RedisServer.start();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @BeforeEach
  void openProxy() {
    redis.flushAll();
    proxy = FaultyProxy.to(redis.host(), redis.port());
  }

  @AfterEach
  void closeProxy() {
    proxy.close();
  }

  private Connection connect() {
    return connect(10_000);
  }

  private Connection connect(int timeoutMillis) {
    return new RedisAccess(proxy.port(), null, java.util.Map.of(), null).connect(timeoutMillis);
  }

  private static void send(Connection connection, String... args) {
    connection.sendCommand(
        Protocol.Command.valueOf(args[0]),
        List.of(args).subList(1, args.length).toArray(String[]::new));
  }

  @Test
  void everything_passes_withoutFaults() {
    List<String> names = proxy.recordCommands();
    try (Connection connection = connect()) {
      String big = "x".repeat(300_000);
      RedisAccess.run(connection, "SET", "k", big);
      assertThat(RedisAccess.text(RedisAccess.run(connection, "GET", "k"))).isEqualTo(big);
      assertThat(RedisAccess.run(connection, "EVAL", "return {1,{'a',false},'b'}", "0"))
          .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
          .hasSize(3);
      assertThatThrownBy(() -> RedisAccess.run(connection, "LPUSH", "k", "v"))
          .hasMessageContaining("WRONGTYPE");
      assertThat(RedisAccess.run(connection, "EXISTS", "k")).isEqualTo(1L);
    }
    assertThat(names).containsExactly("SET", "GET", "EVAL", "LPUSH", "EXISTS");
    assertThat(proxy.commandsSeen()).isEqualTo(5);
    assertThat(proxy.faultsInjected()).isZero();
  }

  @Test
  void uri_keepsAllButTheAddress() {
    assertThat(proxy.uri(URI.create("rediss://u:p%40@10.0.0.1:6379/2?prefix=x")))
        .isEqualTo(URI.create("rediss://u:p%40@127.0.0.1:" + proxy.port() + "/2?prefix=x"));
  }

  @Test
  void cutBefore_keepsTheCommandFromTheServer() {
    proxy.onCommand("INCR", Fault.CUT_BEFORE);
    try (Connection connection = connect()) {
      assertThatThrownBy(() -> RedisAccess.run(connection, "INCR", "n"))
          .isInstanceOf(JedisConnectionException.class);
    }
    assertThat(redis.command("GET", "n")).isNull();
    assertThat(proxy.faultsInjected()).isEqualTo(1);
  }

  @Test
  void cutAfter_losesOnlyTheReply() {
    proxy.onCommand("INCR", Fault.CUT_AFTER);
    try (Connection connection = connect()) {
      assertThatThrownBy(() -> RedisAccess.run(connection, "INCR", "n"))
          .isInstanceOf(JedisConnectionException.class);
    }
    assertThat(redis.commandText("GET", "n")).isEqualTo("1");
  }

  @Test
  void swallowReply_letsTheClientWaitInVain() {
    proxy.onCommand("INCR", Fault.SWALLOW_REPLY);
    try (Connection connection = connect(300)) {
      RedisAccess.run(connection, "PING");
      assertThatThrownBy(() -> RedisAccess.run(connection, "INCR", "n"))
          .hasStackTraceContaining("SocketTimeoutException");
      assertThat(proxy.connections()).isEqualTo(1);
    }
    assertThat(redis.commandText("GET", "n")).isEqualTo("1");
    try (Connection another = connect()) {
      assertThat(RedisAccess.run(another, "INCR", "n")).isEqualTo(2L);
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void fault_hitsTheCommandThatWasMeant_inAPipeline(Fault fault) {
    proxy.onCommand(
        command -> command.size() == 3 && new String(command.get(1), UTF_8).equals("k3"), fault, 1);
    try (Connection connection = connect(500)) {
      for (int i = 1; i <= 5; i++) {
        send(connection, "SET", "k" + i, "v");
      }
      assertThat(connection.getMany(2))
          .hasSize(2)
          .allSatisfy(reply -> assertThat(reply).isNotNull());
      assertThatThrownBy(connection::getOne).isInstanceOf(JedisConnectionException.class);
    }
    String expected =
        switch (fault) {
          case CUT_BEFORE -> "2";
          case CUT_AFTER -> "3";
          case SWALLOW_REPLY -> "5";
        };
    await().untilAsserted(() -> assertThat(redis.commandText("DBSIZE")).isEqualTo(expected));
  }

  @Test
  void rule_isSpent_afterItsTimes() {
    proxy.onCommand(command -> command.size() == 2, Fault.CUT_BEFORE, 2);
    for (int i = 0; i < 2; i++) {
      try (Connection connection = connect()) {
        assertThatThrownBy(() -> RedisAccess.run(connection, "INCR", "n"))
            .isInstanceOf(JedisConnectionException.class);
      }
    }
    try (Connection connection = connect()) {
      assertThat(RedisAccess.run(connection, "INCR", "n")).isEqualTo(1L);
    }
    assertThat(proxy.faultsInjected()).isEqualTo(2);
  }

  @Test
  void cutAll_resetsOpenConnections_andWelcomesNewOnes() throws Exception {
    Connection cut = connect();
    cut.ping();
    proxy.cutAll();
    assertThatThrownBy(cut::ping).isInstanceOf(JedisConnectionException.class);
    cut.forceDisconnect();
    try (Connection connection = connect()) {
      assertThat(connection.ping()).isTrue();
    }
  }

  @Test
  void refuse_turnsAwayNewConnectionsOnly_untilItEnds() {
    try (Connection open = connect()) {
      assertThat(open.ping()).isTrue();
      for (int i = 0; i < 50; i++) {
        proxy.refuse(true);
        assertThatThrownBy(() -> connect().close()).hasStackTraceContaining("Connection refused");
        assertThat(open.ping()).isTrue();
        proxy.refuse(false);
        try (Connection fresh = connect()) {
          assertThat(fresh.ping()).isTrue();
        }
      }
    }
  }

  @Test
  void delay_holdsBackBothDirections() {
    try (Connection connection = connect()) {
      connection.ping();
      proxy.delay(Duration.ofMillis(100), Duration.ofMillis(150));
      long begin = System.nanoTime();
      connection.ping();
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isGreaterThanOrEqualTo(Duration.ofMillis(250));
    }
  }

  @Test
  void swallowReplies_letsRequestsPass_untilHealed() {
    proxy.swallowReplies(true);
    try (Connection connection = connect(300)) {
      assertThatThrownBy(() -> RedisAccess.run(connection, "SET", "k", "v"))
          .hasStackTraceContaining("SocketTimeoutException");
    }
    assertThat(redis.commandText("GET", "k")).isEqualTo("v");
    proxy.heal();
    try (Connection connection = connect()) {
      assertThat(RedisAccess.text(RedisAccess.run(connection, "GET", "k"))).isEqualTo("v");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = RedisProtocol.class,
      names = {"RESP2", "RESP3"})
  void subscriptions_passInBothProtocols(RedisProtocol protocol) {
    List<String> received = new CopyOnWriteArrayList<>();
    JedisPubSub subscriber =
        new JedisPubSub() {
          @Override
          public void onMessage(String channel, String message) {
            received.add(message);
          }
        };
    Thread thread =
        new Thread(
            () -> {
              try (Jedis jedis =
                  new Jedis(
                      new HostAndPort(redis.host(), proxy.port()),
                      DefaultJedisClientConfig.builder().protocol(protocol).build())) {
                jedis.subscribe(subscriber, "a", "b");
              }
            });
    thread.start();
    await().until(() -> redis.commandText("PUBLISH", "b", "hello").equals("1"));
    await().untilAsserted(() -> assertThat(received).containsExactly("hello"));
    subscriber.unsubscribe();
    await().until(() -> !thread.isAlive());
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"CUT_BEFORE", "CUT_AFTER"})
  void fault_cutsASubscription(Fault fault) {
    proxy.onCommand("SUBSCRIBE", fault);
    try (Connection connection = connect()) {
      send(connection, "SUBSCRIBE", "a");
      assertThatThrownBy(connection::getOne).isInstanceOf(JedisConnectionException.class);
    }
  }

  @Test
  void tls_passesUnread() throws Exception {
    try (RedisServer secured = RedisServer.builder().tls().build();
        FaultyProxy tlsProxy = FaultyProxy.to(secured.host(), secured.port())) {
      RedisAccess access =
          new RedisAccess(tlsProxy.port(), null, java.util.Map.of(), TlsMaterial.shared());
      Connection cut = access.connect();
      assertThat(cut.ping()).isTrue();
      tlsProxy.cutAll();
      assertThatThrownBy(cut::ping).isInstanceOf(JedisConnectionException.class);
      cut.forceDisconnect();
      assertThat(tlsProxy.commandsSeen()).isZero();
    }
  }

  @Test
  void connections_end_whenTheClientCloses() {
    Connection connection = connect();
    connection.ping();
    assertThat(proxy.connections()).isEqualTo(1);
    connection.close();
    await().untilAsserted(() -> assertThat(proxy.connections()).isZero());
  }
}
