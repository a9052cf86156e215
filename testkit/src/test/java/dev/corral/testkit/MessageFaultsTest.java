package dev.corral.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** What a proxy does to published messages, and to nothing else on the connection. */
class MessageFaultsTest {

  private static RedisServer redis;
  private FaultyProxy proxy;
  private Connection subscriber;

  @BeforeAll
  static void startRedis() {
    redis = RedisServer.start();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @BeforeEach
  void subscribe() {
    proxy = FaultyProxy.to(redis.host(), redis.port());
    subscriber = connect();
    assertThat(ask(subscriber, "SUBSCRIBE", "news")).isEqualTo("subscribe\nnews\n1");
  }

  @AfterEach
  void closeProxy() throws IOException {
    subscriber.forceDisconnect();
    proxy.close();
  }

  private Connection connect() {
    return new RedisAccess(proxy.port(), null, Map.of(), null).connect();
  }

  private static String ask(Connection connection, String... args) {
    connection.sendCommand(RedisAccess.arguments(args));
    return next(connection);
  }

  private static String next(Connection connection) {
    return RedisAccess.text(connection.getOne());
  }

  private static void publish(int from, int to) {
    for (int i = from; i < to; i++) {
      redis.command("PUBLISH", "news", "n" + i);
    }
  }

  /** What arrives before the pong of a ping that is sent now. */
  private List<String> receivedUntilPong() {
    subscriber.sendCommand(RedisAccess.arguments("PING", "mark"));
    List<String> received = new ArrayList<>();
    for (String frame = next(subscriber); !frame.equals("pong\nmark"); frame = next(subscriber)) {
      received.add(frame.substring(frame.lastIndexOf('\n') + 1));
    }
    return received;
  }

  private static List<String> all(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "n" + i).toList();
  }

  @Test
  void messages_areLostAtTheGivenRate_andTheSameOnesForTheSameSeed() {
    proxy.loseMessages(0.3, 42);
    publish(0, 500);
    List<String> first = receivedUntilPong();
    assertThat(proxy.messagesLost()).isEqualTo(500 - first.size()).isBetween(100L, 200L);
    assertThat(first).isSubsetOf(all(0, 500)).doesNotHaveDuplicates();

    proxy.loseMessages(0.3, 42);
    publish(0, 500);
    assertThat(receivedUntilPong()).isEqualTo(first);

    proxy.loseMessages(0.3, 43);
    publish(0, 500);
    assertThat(receivedUntilPong()).isNotEqualTo(first);
  }

  @Test
  void repliesPass_whenAllMessagesAreLost_untilHealed() {
    proxy.loseMessages(1);
    assertThat(ask(subscriber, "SUBSCRIBE", "more")).isEqualTo("subscribe\nmore\n2");
    publish(0, 10);
    assertThat(receivedUntilPong()).isEmpty();
    assertThat(ask(subscriber, "UNSUBSCRIBE", "more")).isEqualTo("unsubscribe\nmore\n1");
    assertThat(proxy.messagesLost()).isEqualTo(10);

    proxy.heal();
    publish(10, 20);
    assertThat(receivedUntilPong()).isEqualTo(all(10, 20));
    assertThat(proxy.messagesLost()).isEqualTo(10);
  }

  @Test
  void messagesOfPatterns_areMessages() {
    assertThat(ask(subscriber, "PSUBSCRIBE", "n*")).isEqualTo("psubscribe\nn*\n2");
    publish(0, 1);
    assertThat(receivedUntilPong()).containsExactly("n0", "n0");
    proxy.loseMessages(1);
    publish(0, 1);
    assertThat(receivedUntilPong()).isEmpty();
    assertThat(proxy.messagesLost()).isEqualTo(2);
  }

  @Test
  void pushes_areLostOnAConnectionOfTheThirdProtocol_whoseOtherRepliesPass() throws IOException {
    Connection third = connect();
    ask(third, "HELLO", "3");
    assertThat(ask(third, "SUBSCRIBE", "news")).isEqualTo("subscribe\nnews\n1");
    redis.command("DEL", "list");
    redis.command("RPUSH", "list", "message", "value");
    publish(0, 1);
    assertThat(next(third)).isEqualTo("message\nnews\nn0");
    assertThat(receivedUntilPong()).containsExactly("n0");

    proxy.loseMessages(1);
    publish(1, 5);
    assertThat(ask(third, "LRANGE", "list", "0", "1")).isEqualTo("message\nvalue");
    assertThat(receivedUntilPong()).isEmpty();
    await().untilAsserted(() -> assertThat(proxy.messagesLost()).isEqualTo(8));
    third.forceDisconnect();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void fractionsOfMoreThanAll_areRefused(double fraction) {
    assertThatThrownBy(() -> proxy.loseMessages(fraction))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(fraction));
  }

  @Test
  void lateMessages_stayInOrderWithPongs_andDoNotWaitForEachOther() {
    Duration delay = Duration.ofMillis(300);
    publish(0, 5);
    proxy.delayMessages(delay);
    long begin = System.nanoTime();
    publish(5, 300);
    assertThat(receivedUntilPong()).isEqualTo(all(0, 300));
    Duration taken = Duration.ofNanos(System.nanoTime() - begin);
    // One after the other they would take a minute and a half.
    assertThat(taken).isGreaterThanOrEqualTo(delay).isLessThan(delay.multipliedBy(100));
  }

  @Test
  void lateMessages_areFollowedByPromptOnes_whenHealed() {
    proxy.delayMessages(Duration.ofMillis(200));
    publish(0, 3);
    proxy.heal();
    publish(3, 6);
    assertThat(receivedUntilPong()).isEqualTo(all(0, 6));
    publish(6, 7);
    assertThat(receivedUntilPong()).isEqualTo(all(6, 7));
  }

  @Test
  void lateMessages_stillArrive_afterTheServerEndedTheConnection() {
    proxy.delayMessages(Duration.ofMillis(200));
    publish(0, 3);
    redis.command("CLIENT", "KILL", "TYPE", "pubsub");
    List<String> received = new ArrayList<>();
    assertThatThrownBy(
            () -> {
              while (true) {
                String frame = next(subscriber);
                received.add(frame.substring(frame.lastIndexOf('\n') + 1));
              }
            })
        .isInstanceOf(JedisConnectionException.class);
    assertThat(received).isEqualTo(all(0, 3));
  }

  @Test
  void cutSubscribers_sparesConnectionsThatNeverSubscribed() throws IOException {
    try (Connection plain = connect()) {
      assertThat(plain.ping()).isTrue();
      assertThat(proxy.subscribers()).isEqualTo(1);
      proxy.cutSubscribers();
      assertThatThrownBy(() -> next(subscriber)).isInstanceOf(JedisConnectionException.class);
      assertThat(plain.ping()).isTrue();
      assertThat(proxy.subscribers()).isZero();
    }
    subscriber.forceDisconnect();
    subscriber = connect();
    assertThat(ask(subscriber, "SUBSCRIBE", "news")).startsWith("subscribe");
    publish(0, 1);
    assertThat(receivedUntilPong()).containsExactly("n0");
  }

  @Test
  void bigAndStrangeMessages_passUnchanged() {
    String big = "\r\n$7\r\nmessage\r\n".repeat(10_000);
    proxy.loseMessages(0.000001, 1);
    redis.command("PUBLISH", "news", big);
    assertThat(next(subscriber).getBytes(UTF_8)).endsWith(big.getBytes(UTF_8));
  }

  @Test
  void aServerWithATightOutputLimit_dropsASubscriberThatDoesNotRead() throws Exception {
    try (RedisServer tight =
            RedisServer.builder()
                .option("client-output-buffer-limit pubsub", "32kb 16kb 1")
                .build();
        FaultyProxy slow = FaultyProxy.to(tight.host(), tight.port())) {
      Connection reader = new RedisAccess(slow.port(), null, Map.of(), null).connect();
      assertThat(ask(reader, "SUBSCRIBE", "news")).startsWith("subscribe");
      String big = "x".repeat(100_000);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> tight.commandText("PUBLISH", "news", big).equals("0"));
      reader.forceDisconnect();
    }
  }
}
