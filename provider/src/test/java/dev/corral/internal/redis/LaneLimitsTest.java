package dev.corral.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.RedisUnavailableException;
import dev.corral.testkit.RedisServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.commands.ProtocolCommand;

/** What one caller can do to others on the same connection, and how long a server can keep one. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LaneLimitsTest {
  private RedisServer server;
  private ExecutorService executor;

  @BeforeEach
  void start() {
    server = RedisServer.start();
    executor = Executors.newCachedThreadPool();
  }

  @AfterEach
  void stop() {
    executor.shutdownNow();
    server.resume();
    server.close();
  }

  private BlockingLink link(String options) {
    return Links.to(URI.create(server.uri() + "?" + options));
  }

  private static Command command(ProtocolCommand name, String... arguments) {
    byte[][] bytes = new byte[arguments.length][];
    for (int i = 0; i < arguments.length; i++) {
      bytes[i] = Links.bytes(arguments[i]);
    }
    return Command.once(0, name, bytes);
  }

  private static Reply send(RedisLink link, Command command) {
    return link.send(command).toCompletableFuture().join();
  }

  private CompletableFuture<Reply> sendElsewhere(RedisLink link, Command command) {
    return CompletableFuture.supplyAsync(() -> send(link, command), executor);
  }

  @Test
  void halfACommand_isNotFollowedByOthers_whateverBreaksIt() {
    ProtocolCommand breaks =
        () -> {
          throw new StackOverflowError("while it is written");
        };
    try (BlockingLink link = link("pool-size=1")) {
      send(link, command(Protocol.Command.SET, "key", "value"));
      assertThat(send(link, command(breaks, "x")).failure()).isInstanceOf(ReplyLostException.class);
      assertThat(send(link, command(Protocol.Command.GET, "key")).orThrow().value())
          .isEqualTo(Links.bytes("value"));
    }
  }

  @Test
  void whoWrites_doesNotWriteForOthersWithoutEnd() {
    AtomicBoolean goesOn = new AtomicBoolean(true);
    AtomicInteger asked = new AtomicInteger();
    DefaultJedisClientConfig client = DefaultJedisClientConfig.builder().resp2().build();
    try (Node node =
        new Node(
            Links.addressOf(server), client, new Node.PoolSettings(1, Duration.ofSeconds(2)))) {
      Lane lane = node.shared(0);
      ProtocolCommand another =
          new ProtocolCommand() {
            @Override
            public byte[] getRaw() {
              asked.incrementAndGet();
              if (goesOn.get()) {
                // The next one is queued when this returns.
                Exchange next = Exchange.told(node, pending(this), () -> {});
                CompletableFuture.runAsync(() -> lane.send(next), executor).join();
              }
              return "PING".getBytes(StandardCharsets.US_ASCII);
            }
          };
      CompletableFuture.runAsync(
              () -> {
                Exchange first = Exchange.awaited(node, pending(another), true);
                lane.send(first);
                lane.await(first);
              },
              executor)
          .join();
      goesOn.set(false);
      assertThat(asked.get()).isGreaterThan(1);
    }
  }

  private static List<PendingCommand> pending(ProtocolCommand name) {
    return List.of(new PendingCommand(command(name), null));
  }

  @Test
  void largeCommand_givesUp_whenTheServerTakesNothing() {
    try (BlockingLink link = link("read-timeout=1s&retry-timeout=0&connect-timeout=20s")) {
      Command large = command(Protocol.Command.SET, "key", "x".repeat(50_000_000));
      await().untilAsserted(() -> assertThat(send(link, large).failure()).isNull());
      server.pause();
      assertThat(send(link, large).failure()).hasMessageContaining("timed out");
      server.resume();
      await().untilAsserted(() -> assertThat(send(link, large).failure()).isNull());
    }
  }

  @Test
  void callers_areTold_whenAnotherIsConnectingForLong() {
    URI cluster = URI.create("redis-cluster://" + server.host() + ":" + server.port());
    server.pause();
    try (BlockingLink link =
        Links.to(URI.create(cluster + "?read-timeout=40s&acquire-timeout=50ms&retry-timeout=0"))) {
      CompletableFuture<Reply> one = sendElsewhere(link, command(Protocol.Command.PING));
      CompletableFuture<Reply> other = sendElsewhere(link, command(Protocol.Command.PING));
      Reply told = (Reply) CompletableFuture.anyOf(one, other).join();
      assertThat(told.failure())
          .isInstanceOf(RedisUnavailableException.class)
          .hasMessageContaining("connecting");
      server.resume();
      CompletableFuture.allOf(one, other).join();
    }
  }
}
