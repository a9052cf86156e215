package dev.corral.internal.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.internal.config.ManagerSettings;
import dev.corral.testkit.FaultyProxy;
import dev.corral.testkit.RedisCluster;
import dev.corral.testkit.RedisDeployment;
import dev.corral.testkit.RedisSentinels;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Channels are heard from the servers that own their slots, and again after every break. */
@WithRedis
@Timeout(180)
class SubscriptionsTest {
  private static final String PUBLISH =
      "redis.call(redis.REDIS_VERSION_NUM and 'SPUBLISH' or 'PUBLISH', ARGV[1], ARGV[2]) return 1";

  private final String name = "{" + UUID.randomUUID() + "}i";
  private final byte[] channel = name.getBytes(UTF_8);
  private final int slot = JedisClusterCRC16.getSlot(channel);
  private final Ear ear = new Ear();

  /** Writes down what it is told. */
  private static final class Ear implements ChannelListener {
    private final List<String> told = new CopyOnWriteArrayList<>();
    private volatile HostAndPort server = new HostAndPort("nowhere", 0);

    @Override
    public void subscribed(HostAndPort by) {
      server = by;
      told.add("subscribed");
    }

    @Override
    public void heard(byte[] message) {
      told.add(new String(message, UTF_8));
    }

    @Override
    public void broken() {
      told.add("broken");
    }
  }

  private static BlockingLink link(URI uri, String... options) {
    String query = String.join("&", options);
    return RedisConnector.connect(
        ManagerSettings.resolve(
                URI.create(uri + (query.isEmpty() ? "" : "?" + query)),
                Objects.requireNonNull(SubscriptionsTest.class.getClassLoader()),
                new Properties())
            .connection());
  }

  private BlockingLink listening(URI uri, String... options) {
    BlockingLink link = link(uri, options);
    link.listen(slot, channel, ear);
    assertThat(done(link.heard(channel))).isTrue();
    return link;
  }

  private static <T> T done(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private void publish(BlockingLink link, String message) {
    Command command =
        Command.repeatable(
            slot,
            Protocol.Command.EVAL,
            PUBLISH.getBytes(UTF_8),
            "1".getBytes(UTF_8),
            channel,
            channel,
            message.getBytes(UTF_8));
    done(link.send(command)).orThrow();
  }

  /** Publishes until it is heard: what is published during a break is lost. */
  private void awaitHearing(BlockingLink link, String message) {
    await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions()
        .until(
            () -> {
              publish(link, message);
              return ear.told.contains(message);
            });
  }

  @Test
  void messages_areHeardInOrder_beforeTheServerIsDrained(RedisServer redis) {
    try (BlockingLink link = listening(redis.uri())) {
      List<String> all = IntStream.range(0, 1_000).mapToObj(i -> "m" + i).toList();
      all.forEach(message -> publish(link, message));
      assertThat(done(link.drained(ear.server))).isTrue();
      assertThat(ear.told.subList(1, ear.told.size())).isEqualTo(all);
      assertThat(ear.told.get(0)).isEqualTo("subscribed");
    }
  }

  @Test
  void serverThatIsNotListenedTo_isNotDrained(RedisServer redis) {
    try (BlockingLink link = listening(redis.uri())) {
      assertThat(done(link.drained(new HostAndPort("localhost", 1)))).isFalse();
    }
  }

  @Test
  void cutConnection_isTold_andMadeAgain(RedisServer redis) {
    try (FaultyProxy proxy = FaultyProxy.to(redis.host(), redis.port());
        BlockingLink link = listening(proxy.uri(redis.uri()))) {
      proxy.cutSubscribers();
      awaitHearing(link, "after the cut");
      assertThat(ear.told).containsSubsequence("subscribed", "broken", "subscribed");
    }
  }

  @Test
  void killedSubscriber_isTold_andMadeAgain(RedisServer redis) {
    try (BlockingLink link = listening(redis.uri())) {
      redis.command("CLIENT", "KILL", "TYPE", "pubsub");
      awaitHearing(link, "after the kill");
      assertThat(ear.told).containsSubsequence("subscribed", "broken", "subscribed");
    }
  }

  @Test
  void serverThatFallsSilent_isLeft(RedisServer redis) {
    try (FaultyProxy proxy = FaultyProxy.to(redis.host(), redis.port());
        BlockingLink link = listening(proxy.uri(redis.uri()), "read-timeout=500ms")) {
      proxy.swallowReplies(true);
      await().atMost(Duration.ofMinutes(1)).until(() -> ear.told.contains("broken"));
      proxy.heal();
      proxy.cutAll();
      awaitHearing(link, "after the silence");
    }
  }

  @Test
  void channelThatIsLeft_isHeardNoMore_andNothingStays(RedisServer redis) throws Exception {
    try (BlockingLink link = link(redis.uri())) {
      AutoCloseable subscription = link.listen(slot, channel, ear);
      assertThat(done(link.heard(channel))).isTrue();
      subscription.close();
      publish(link, "unheard");
      assertThat(ear.told).containsExactly("subscribed", "broken");
      await().until(() -> threads().noneMatch(thread -> thread.startsWith("corral-subscription-")));
    }
    await().until(() -> threads().noneMatch(thread -> thread.startsWith("corral-subscription")));
  }

  private static Stream<String> threads() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName);
  }

  @Test
  void newPrimary_isListenedTo_afterASentinelFailover() {
    RedisSentinels sentinels = (RedisSentinels) RedisDeployment.SENTINEL.shared();
    try (BlockingLink link = listening(sentinels.uri(), "retry-timeout=60s", "read-timeout=1s")) {
      HostAndPort former = ear.server;
      sentinels.failover();
      awaitHearing(link, "from the new primary");
      assertThat(ear.server).isNotEqualTo(former);
      assertThat(ear.told).containsSubsequence("subscribed", "broken", "subscribed");
    }
  }

  @Test
  void newOwner_isListenedTo_afterASlotMoved() {
    RedisCluster cluster = (RedisCluster) RedisDeployment.CLUSTER.shared();
    try (BlockingLink link = listening(cluster.uri())) {
      RedisServer owner = cluster.primaryOfSlot(slot);
      assertThat(ear.server.getPort()).isEqualTo(owner.port());
      RedisServer target =
          cluster.primaries().stream()
              .filter(server -> server.port() != owner.port())
              .findFirst()
              .orElseThrow();
      cluster.migrateSlot(slot, target);
      await()
          .atMost(Duration.ofMinutes(1))
          .ignoreExceptions()
          .until(
              () -> {
                publish(link, "moved");
                return ear.server.getPort() == target.port();
              });
      awaitHearing(link, "from the new owner");
      cluster.migrateSlot(slot, owner);
    }
  }

  @Test
  void newPrimary_isListenedTo_afterAClusterFailover() {
    try (RedisCluster cluster = RedisCluster.start();
        BlockingLink link = listening(cluster.uri(), "retry-timeout=60s", "read-timeout=1s")) {
      RedisServer former = cluster.killPrimaryOfSlot(slot);
      cluster.awaitFailover(slot, former);
      awaitHearing(link, "from the new primary");
      assertThat(ear.server.getPort()).isNotEqualTo(former.port());
    }
  }
}
