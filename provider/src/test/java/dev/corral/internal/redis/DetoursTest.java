package dev.corral.internal.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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

  private static URI withoutRetries(URI redis) {
    return URI.create(redis + "?retry-timeout=0");
  }

  private static String echo(BlockingLink link, int slot, String key) {
    Command command = Command.script(slot, ECHO, true, 1, Links.bytes(key), Links.bytes("v"));
    Reply reply = link.send(command).toCompletableFuture().join();
    return new String((byte[]) Objects.requireNonNull(reply.orThrow().value()), UTF_8);
  }
}
