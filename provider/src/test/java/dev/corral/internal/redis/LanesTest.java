package dev.corral.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Protocol;

/** Which of a server's shared connections a command takes. */
@Timeout(60)
class LanesTest {
  private RedisServer server;
  private Node node;

  @BeforeEach
  void start() {
    server = RedisServer.start();
    DefaultJedisClientConfig client = DefaultJedisClientConfig.builder().resp2().build();
    node =
        new Node(Links.addressOf(server), client, new Node.PoolSettings(8, Duration.ofSeconds(2)));
  }

  @AfterEach
  void stop() {
    node.close();
    server.close();
  }

  /** Sends a command that no thread waits for; the latch counts down at its reply. */
  private void send(Lane lane, CountDownLatch replies, Protocol.Command name, String... arguments) {
    byte[][] bytes = new byte[arguments.length][];
    for (int i = 0; i < arguments.length; i++) {
      bytes[i] = Links.bytes(arguments[i]);
    }
    PendingCommand command = new PendingCommand(Command.once(0, name, bytes), null);
    lane.send(Exchange.told(node, List.of(command), replies::countDown));
  }

  private Lane chosen() {
    Lane lane = node.shared(0);
    node.leave(0);
    return lane;
  }

  @Test
  void whoComesWhileNothingIsUnderWay_takesTheFirst_whateverElseIsOpen() throws Exception {
    Lane first = chosen();
    CountDownLatch replies = new CountDownLatch(1);
    send(first, replies, Protocol.Command.BLPOP, "list", "0");
    await().until(() -> chosen() != first);
    server.command("RPUSH", "list", "value");
    replies.await();
    await().until(() -> first.load() == 0);
    assertThat(chosen()).isSameAs(first);
  }

  @Test
  void whoComesWhileAnotherIsAboutToBeAnswered_travelsWithIt() {
    Lane first = chosen();
    await()
        .until(
            () -> {
              CountDownLatch replies = new CountDownLatch(1);
              send(first, replies, Protocol.Command.BLPOP, "list", "0");
              Lane second = chosen();
              server.command("RPUSH", "list", "value");
              replies.await();
              return second == first;
            });
  }
}
