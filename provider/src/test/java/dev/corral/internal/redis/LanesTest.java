package dev.corral.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.testkit.RedisServer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
  private static final int CONNECTIONS = 8;

  private RedisServer server;
  private Node node;

  @BeforeEach
  void start() {
    server = RedisServer.start();
    DefaultJedisClientConfig client = DefaultJedisClientConfig.builder().resp2().build();
    node =
        new Node(
            Links.addressOf(server),
            client,
            new Node.PoolSettings(CONNECTIONS, Duration.ofSeconds(2)));
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

  /** Waits until the list is asked for, and ends when something is pushed there. */
  private void block(Lane lane, CountDownLatch replies) {
    send(lane, replies, Protocol.Command.BLPOP, "list", "0");
  }

  @Test
  void fewCallers_takeAnIdleOneEach_andTheFirstIfThereIsNone() throws Exception {
    CountDownLatch replies = new CountDownLatch(CONNECTIONS);
    Set<Lane> taken = new LinkedHashSet<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      Lane idle = chosen();
      assertThat(idle.load()).isZero();
      taken.add(idle);
      block(idle, replies);
    }
    assertThat(taken).hasSize(CONNECTIONS).contains(chosen());
    for (int i = 0; i < CONNECTIONS; i++) {
      server.command("RPUSH", "list", "value");
    }
    replies.await();
    await().until(() -> taken.stream().allMatch(lane -> lane.load() == 0));
    assertThat(chosen()).isSameAs(taken.iterator().next());
  }

  @Test
  void whoComesWhileMoreAreUnderWay_travelsWithThem() {
    Lane first = chosen();
    await()
        .until(
            () -> {
              CountDownLatch replies = new CountDownLatch(CONNECTIONS);
              for (int i = 0; i < CONNECTIONS; i++) {
                block(first, replies);
              }
              Lane chosen = chosen();
              for (int i = 0; i < CONNECTIONS; i++) {
                server.command("RPUSH", "list", "value");
              }
              replies.await();
              return chosen == first;
            });
  }
}
