package dev.corral.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testkit.RedisCluster;
import dev.corral.testkit.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Protocol;

/** A slot on its way, asked for on connections that others use at the same time. */
@Timeout(120)
class AskingTest {
  private static final int CALLERS = 16;
  private static final int KEYS = 50;

  @Test
  void asking_isNeverPartedFromItsCommand_byThoseOfOthers() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(CALLERS);
    try (RedisCluster cluster = RedisCluster.start();
        BlockingLink link = Links.to(cluster.uri())) {
      int moving = cluster.slotOf("{moving}");
      RedisServer home = cluster.primaryOfSlot(moving);
      RedisServer away =
          cluster.primaries().stream().filter(p -> !p.equals(home)).findFirst().orElseThrow();
      String resident =
          IntStream.range(0, 10_000)
              .mapToObj(i -> "resident-" + i)
              .filter(key -> cluster.primaryOfSlot(cluster.slotOf(key)).equals(away))
              .findFirst()
              .orElseThrow();
      away.command("SET", resident, resident);
      for (int i = 0; i < KEYS; i++) {
        home.command("SET", "{moving}" + i, "{moving}" + i);
      }
      cluster.beginMigration(moving, away);
      assertThat(cluster.moveKeys(moving, away, KEYS)).isEqualTo(KEYS);
      long moved = movedBy(away);
      List<Future<?>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        boolean asks = i % 2 == 0;
        callers.add(
            executor.submit(
                () -> {
                  for (int round = 0; round < 200; round++) {
                    String key = asks ? "{moving}" + round % KEYS : resident;
                    mustBeItself(link, cluster.slotOf(key), key);
                  }
                }));
      }
      for (Future<?> caller : callers) {
        caller.get();
      }
      assertThat(movedBy(away)).as("sent away from where it was to ask").isEqualTo(moved);
    } finally {
      executor.shutdown();
    }
  }

  private static void mustBeItself(BlockingLink link, int slot, String key) {
    Reply reply =
        link.send(Command.repeatable(slot, Protocol.Command.GET, Links.bytes(key)))
            .toCompletableFuture()
            .join();
    assertThat(reply.orThrow().value()).isEqualTo(Links.bytes(key));
  }

  private static long movedBy(RedisServer server) {
    return server
        .commandText("INFO", "errorstats")
        .lines()
        .filter(line -> line.startsWith("errorstat_MOVED:count="))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf('=') + 1).strip()))
        .sum();
  }
}
