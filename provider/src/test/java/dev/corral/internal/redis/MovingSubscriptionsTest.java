package dev.corral.internal.redis;

import static dev.corral.internal.redis.Links.addressOf;
import static dev.corral.internal.redis.Links.bytes;
import static dev.corral.internal.redis.Links.publish;
import static dev.corral.internal.redis.RecordingListener.BROKEN;
import static dev.corral.internal.redis.RecordingListener.subscribedAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.testkit.RedisCluster;
import dev.corral.testkit.RedisSentinels;
import dev.corral.testkit.RedisServer;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Subscriptions follow the primary that owns their slot. */
@Timeout(180)
class MovingSubscriptionsTest {
  private static final String CHANNEL = "corral:{moving#0}i";
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final RecordingListener listener = new RecordingListener();

  @AfterEach
  void noThreadIsLeft() {
    assertThat(Links.threads()).isEmpty();
  }

  private static BlockingLink link(URI uri) {
    return Links.to(URI.create(uri + "?read-timeout=1s&retry-timeout=60s"));
  }

  private void listen(BlockingLink link, int slot) {
    link.listen(slot, bytes(CHANNEL), listener);
    assertThat(link.heard(bytes(CHANNEL))).succeedsWithin(LONGEST).isEqualTo(true);
  }

  /** What one hears comes from the server itself, not by way of another. */
  private void mustHear(BlockingLink link, RedisServer owner, String message) {
    assertThat(publish(owner, CHANNEL, message)).as("subscribers at the owner").isEqualTo(1);
    assertThat(link.drained(addressOf(owner))).succeedsWithin(LONGEST).isEqualTo(true);
    assertThat(listener.told).contains(message);
  }

  private static RedisServer otherThan(RedisCluster cluster, RedisServer owner) {
    return cluster.primaries().stream().filter(p -> !p.equals(owner)).findFirst().orElseThrow();
  }

  @Test
  void subscription_isAtTheOwner_andFollowsASlotThatMoves() {
    try (RedisCluster cluster = RedisCluster.start();
        BlockingLink link = link(cluster.uri())) {
      int slot = cluster.slotOf(CHANNEL);
      RedisServer home = cluster.primaryOfSlot(slot);
      listen(link, slot);
      assertThat(listener.told).containsExactly(subscribedAt(addressOf(home)));
      mustHear(link, home, "before");

      RedisServer away = otherThan(cluster, home);
      cluster.migrateSlot(slot, away);
      if (!Links.isSharded(home)) {
        // Nothing tells a plain subscriber; a command on the slot does.
        Links.touch(link, slot, CHANNEL);
      }
      listener.awaitMoved(addressOf(away));
      mustHear(link, away, "at the new owner");
      assertThat(link.drained(addressOf(home)).toCompletableFuture())
          .as("nothing is left at the former owner")
          .isCompletedWithValue(false);

      cluster.migrateSlot(slot, home);
      Links.touch(link, slot, CHANNEL);
      listener.awaitMoved(addressOf(home));
      mustHear(link, home, "at home again");
    }
  }

  @Test
  void subscription_followsAFailoverOfTheCluster_alsoOfAPrimaryThatLivesOn() {
    try (RedisCluster cluster = RedisCluster.start();
        BlockingLink link = link(cluster.uri())) {
      int slot = cluster.slotOf(CHANNEL);
      listen(link, slot);
      RedisServer killed = cluster.killPrimaryOfSlot(slot);
      listener.awaitTold(BROKEN);
      RedisServer next = cluster.awaitFailover(slot, killed);
      listener.awaitMoved(addressOf(next));
      mustHear(link, next, "after the failover");

      killed.restart();
      cluster.awaitHealthy();
      killed.command("CLUSTER", "FAILOVER");
      await()
          .atMost(LONGEST)
          .untilAsserted(() -> assertThat(cluster.primaryOfSlot(slot)).isEqualTo(killed));
      cluster.awaitHealthy();
      Links.touch(link, slot, CHANNEL);
      listener.awaitMoved(addressOf(killed));
      mustHear(link, killed, "after the change of roles");
    }
  }

  @Test
  void channelsOfAllSlots_areSpreadOverTheirOwners() {
    try (RedisCluster cluster = RedisCluster.start();
        BlockingLink link = link(cluster.uri())) {
      for (int i = 0; i < 16; i++) {
        String channel = "corral:{spread#" + i + "}i";
        link.listen(cluster.slotOf(channel), bytes(channel), listener);
      }
      for (int i = 0; i < 16; i++) {
        String channel = "corral:{spread#" + i + "}i";
        assertThat(link.heard(bytes(channel))).succeedsWithin(LONGEST).isEqualTo(true);
        RedisServer owner = cluster.primaryOfSlot(cluster.slotOf(channel));
        assertThat(publish(owner, channel, "m" + i)).isEqualTo(1);
      }
      for (RedisServer primary : cluster.primaries()) {
        assertThat(link.drained(addressOf(primary))).succeedsWithin(LONGEST).isEqualTo(true);
        assertThat(primary.commandText("CLIENT", "LIST", "TYPE", "pubsub").lines()).hasSize(1);
      }
      assertThat(listener.told).hasSize(32);
    }
  }

  @Test
  void subscription_followsAFailoverOfSentinels_plannedOrNot() {
    try (RedisSentinels sentinels = RedisSentinels.start();
        BlockingLink link = link(sentinels.uri())) {
      RedisServer former = sentinels.primary();
      listen(link, 0);
      assertThat(listener.told).containsExactly(subscribedAt(addressOf(former)));
      RedisServer next = sentinels.failover();
      listener.awaitMoved(addressOf(next));
      mustHear(link, next, "after the change of roles");

      next.kill();
      listener.awaitTold(BROKEN);
      RedisServer last = sentinels.awaitNewPrimary(next);
      listener.awaitMoved(addressOf(last));
      mustHear(link, last, "after the failover");
    }
  }
}
