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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where nothing is tried again, a server's word on where or how to ask is still followed. */
@WithRedis
@Timeout(120)
class DetoursTest {
  private static final Script ECHO = Script.of("echo", "return ARGV[1]");

  @Test
  void scriptThatIsNotKnown_isSentInFull(RedisServer redis) {
    try (BlockingLink link = Links.to(withoutRetries(redis.uri()))) {
      redis.command("SCRIPT", "FLUSH");
      assertThat(echo(link, 0, "k")).isEqualTo("v");
      redis.command("SCRIPT", "FLUSH");
      assertThat(echo(link, 0, "k")).isEqualTo("v");
    }
  }

  @Test
  void slotThatHasMoved_isFollowed_toServerThatDoesNotKnowTheScript() {
    try (RedisCluster cluster = RedisCluster.start();
        BlockingLink link = Links.to(withoutRetries(cluster.uri()))) {
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

  @Test
  void slotThatServersPassToEachOther_isAskedForWithPauses_untilOneTakesIt() {
    try (RedisCluster cluster = RedisCluster.start();
        BlockingLink link = Links.to(URI.create(cluster.uri() + "?retry-timeout=1s"))) {
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

  private static String echo(BlockingLink link, int slot, String key) {
    Command command = Command.script(slot, ECHO, true, 1, Links.bytes(key), Links.bytes("v"));
    Reply reply = link.send(command).toCompletableFuture().join();
    return new String((byte[]) Objects.requireNonNull(reply.orThrow().value()), UTF_8);
  }
}
