package dev.corral.internal.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.corral.RedisUnavailableException;
import dev.corral.testkit.RedisCluster;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server's word on where or how to ask is followed, also where nothing is tried again. */
@WithRedis
@Timeout(120)
class DetoursTest {
  private static final Script ECHO = Script.of("echo", "return ARGV[1]");

  private final ExecutorService executor = Executors.newCachedThreadPool();

  /** Who sends: both kinds of link are to follow. */
  private enum Kind {
    BLOCKING,
    ASYNC;

    RedisLink over(BlockingLink link, Executor executor) {
      return this == BLOCKING
          ? link
          : new AsyncLink(link, executor, executor, UnaryOperator.identity());
    }
  }

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @ParameterizedTest
  @EnumSource
  void scriptThatIsNotKnown_isSentInFull(Kind kind, RedisServer redis) {
    try (BlockingLink blocking = Links.to(withoutRetries(redis.uri()))) {
      RedisLink link = kind.over(blocking, executor);
      redis.command("SCRIPT", "FLUSH");
      assertThat(echo(link, 0, "k")).isEqualTo("v");
      redis.command("SCRIPT", "FLUSH");
      assertThat(echo(link, 0, "k")).isEqualTo("v");
    }
  }

  @ParameterizedTest
  @EnumSource
  void slotThatHasMoved_isFollowed_toServerThatDoesNotKnowTheScript(Kind kind) {
    try (RedisCluster cluster = RedisCluster.start();
        BlockingLink blocking = Links.to(withoutRetries(cluster.uri()))) {
      RedisLink link = kind.over(blocking, executor);
      int slot = cluster.slotOf("k");
      RedisServer home = cluster.primaryOfSlot(slot);
      assertThat(echo(link, slot, "k")).isEqualTo("v");
      RedisServer away =
          cluster.primaries().stream().filter(p -> !p.equals(home)).findFirst().orElseThrow();
      cluster.migrateSlot(slot, away);
      away.command("SCRIPT", "FLUSH");
      assertThat(echo(link, slot, "k")).isEqualTo("v");
    }
  }

  @ParameterizedTest
  @EnumSource
  void slotThatServersPassToEachOther_isAskedForWithPauses_untilOneTakesIt(Kind kind) {
    try (RedisCluster cluster = RedisCluster.start();
        BlockingLink blocking = Links.to(URI.create(cluster.uri() + "?retry-timeout=1s"))) {
      RedisLink link = kind.over(blocking, executor);
      int slot = cluster.slotOf("k");
      RedisServer home = cluster.primaryOfSlot(slot);
      RedisServer away =
          cluster.primaries().stream().filter(p -> !p.equals(home)).findFirst().orElseThrow();
      give(home, slot, away);
      assertThatThrownBy(() -> echo(link, slot, "k"))
          .isInstanceOf(RedisUnavailableException.class)
          .hasMessageContaining("MOVED");
      assertThat(moved(home) + moved(away)).isBetween(4L, 200L);
      give(home, slot, home);
      await().untilAsserted(() -> assertThat(echo(link, slot, "k")).isEqualTo("v"));
    }
  }

  /** Lets a server say that a slot is another's, which is not told of it. */
  private static void give(RedisServer told, int slot, RedisServer owner) {
    String id = owner.commandText("CLUSTER", "MYID");
    told.command("CLUSTER", "SETSLOT", String.valueOf(slot), "NODE", id);
  }

  private static long moved(RedisServer server) {
    return server
        .commandText("INFO", "errorstats")
        .lines()
        .filter(line -> line.startsWith("errorstat_MOVED:count="))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .sum();
  }

  private static URI withoutRetries(URI redis) {
    return URI.create(redis + "?retry-timeout=0");
  }

  private static String echo(RedisLink link, int slot, String key) {
    Command command = Command.script(slot, ECHO, true, 1, Links.bytes(key), Links.bytes("v"));
    Reply reply = link.send(command).toCompletableFuture().join();
    return new String((byte[]) Objects.requireNonNull(reply.orThrow().value()), UTF_8);
  }
}
