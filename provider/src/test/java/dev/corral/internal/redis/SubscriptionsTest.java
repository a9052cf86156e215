package dev.corral.internal.redis;

import static dev.corral.internal.redis.Links.bytes;
import static dev.corral.internal.redis.Links.publish;
import static dev.corral.internal.redis.Links.threads;
import static dev.corral.internal.redis.RecordingListener.BROKEN;
import static dev.corral.internal.redis.RecordingListener.subscribedAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.corral.testkit.FaultyProxy;
import dev.corral.testkit.RedisServer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.HostAndPort;

/** Subscriptions at one server, behind a network that fails. */
@Timeout(120)
class SubscriptionsTest {
  private static final String CHANNEL = "corral:{subscribed#0}i";
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private static RedisServer server;

  private final RecordingListener listener = new RecordingListener();
  private FaultyProxy proxy;
  private BlockingLink link;
  private HostAndPort address;

  @BeforeAll
  static void start() {
    server =
        RedisServer.builder().option("client-output-buffer-limit", "pubsub 1mb 1mb 60").build();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void connect() {
    proxy = FaultyProxy.to(server.host(), server.port());
    address = new HostAndPort("127.0.0.1", proxy.port());
    link = Links.to(URI.create(proxy.uri(server.uri()) + "?read-timeout=500ms"));
  }

  @AfterEach
  void disconnect() {
    link.close();
    proxy.close();
    assertThat(threads()).isEmpty();
  }

  private AutoCloseable listen(String channel, ChannelListener to) {
    AutoCloseable open = link.listen(0, bytes(channel), to);
    assertThat(link.heard(bytes(channel))).succeedsWithin(LONGEST).isEqualTo(true);
    return open;
  }

  private CompletableFuture<Boolean> drained() {
    return link.drained(address).toCompletableFuture();
  }

  private static List<String> subscribers() {
    return server.commandText("CLIENT", "LIST", "TYPE", "pubsub").lines().toList();
  }

  @Test
  void messages_areHeardInOrder_afterTheAcknowledgement() {
    listen(CHANNEL, listener);
    List<String> sent = IntStream.range(0, 200).mapToObj(i -> "m" + i).toList();
    sent.forEach(message -> publish(server, CHANNEL, message));
    listener.awaitLast("m199");
    List<String> expected = new ArrayList<>(List.of(subscribedAt(address)));
    expected.addAll(sent);
    assertThat(listener.told).isEqualTo(expected);
  }

  @Test
  void manyChannels_shareOneConnectionAndThread_untilTheLastIsClosed() throws Exception {
    List<AutoCloseable> open = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      open.add(listen(CHANNEL + i, listener));
    }
    assertThat(subscribers()).hasSize(1);
    assertThat(threads()).hasSize(2);
    for (AutoCloseable one : open.subList(0, 19)) {
      one.close();
    }
    await().untilAsserted(() -> assertThat(publish(server, CHANNEL + 18, "unheard")).isZero());
    assertThat(publish(server, CHANNEL + 19, "heard")).isEqualTo(1);
    listener.awaitLast("heard");
    assertThat(listener.told).doesNotContain("unheard", BROKEN);
    open.get(19).close();
    await().untilAsserted(() -> assertThat(subscribers()).isEmpty());
    await().untilAsserted(() -> assertThat(threads()).hasSize(1));
    listen(CHANNEL, listener);
    publish(server, CHANNEL, "again");
    listener.awaitLast("again");
  }

  @Test
  void twoListenersOfOneChannel_areEachToldOfTheirOwnBeginning() throws Exception {
    RecordingListener second = new RecordingListener();
    AutoCloseable first = listen(CHANNEL, listener);
    publish(server, CHANNEL, "1");
    listener.awaitLast("1");
    listen(CHANNEL, second);
    publish(server, CHANNEL, "2");
    second.awaitLast("2");
    assertThat(drained()).succeedsWithin(LONGEST).isEqualTo(true);
    assertThat(second.told).containsExactly(subscribedAt(address), "2");
    assertThat(listener.told).containsExactly(subscribedAt(address), "1", "2");
    first.close();
    publish(server, CHANNEL, "3");
    second.awaitLast("3");
    assertThat(listener.told).doesNotContain("3", BROKEN);
  }

  @Test
  void channelClosedAndOpenedAtOnce_isHeard() throws Exception {
    listen(CHANNEL + "other", new RecordingListener());
    for (int i = 0; i < 50; i++) {
      RecordingListener fresh = new RecordingListener();
      AutoCloseable open = listen(CHANNEL, fresh);
      publish(server, CHANNEL, "m" + i);
      fresh.awaitTold("m" + i);
      assertThat(fresh.told).containsExactly(subscribedAt(address), "m" + i);
      open.close();
    }
  }

  @Test
  void listenerThatThrows_keepsHearing_andOthersToo() {
    listen(
        CHANNEL,
        new ChannelListener() {
          @Override
          public void subscribed(HostAndPort at) {
            throw new IllegalStateException("subscribed");
          }

          @Override
          public void heard(byte[] message) {
            listener.heard(message);
            throw new IllegalStateException("heard");
          }

          @Override
          public void broken() {
            listener.broken();
            throw new IllegalStateException("broken");
          }
        });
    publish(server, CHANNEL, "1");
    publish(server, CHANNEL, "2");
    listener.awaitLast("2");
    assertThat(listener.told).containsExactly("1", "2");
    proxy.cutAll();
    listener.awaitLast(BROKEN);
    assertThat(link.heard(bytes(CHANNEL))).succeedsWithin(LONGEST).isEqualTo(true);
    publish(server, CHANNEL, "3");
    listener.awaitLast("3");
  }

  @Test
  void drained_completesOnlyAfterEarlierMessagesWereHandedOver() {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch mayGoOn = new CountDownLatch(1);
    listen(
        CHANNEL,
        new ChannelListener() {
          @Override
          public void subscribed(HostAndPort at) {}

          @Override
          public void heard(byte[] message) {
            entered.countDown();
            try {
              mayGoOn.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            listener.heard(message);
          }

          @Override
          public void broken() {}
        });
    IntStream.range(0, 10).forEach(i -> publish(server, CHANNEL, "m" + i));
    await().until(() -> entered.getCount() == 0);
    CompletableFuture<List<String>> heardByThen =
        drained().thenApply(all -> all ? List.copyOf(listener.told) : List.of());
    assertThatThrownBy(() -> heardByThen.get(200, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    mayGoOn.countDown();
    assertThat(heardByThen)
        .succeedsWithin(LONGEST)
        .isEqualTo(IntStream.range(0, 10).mapToObj(i -> "m" + i).toList());
  }

  @Test
  void drained_isFalse_whereNothingIsSubscribed_orTheConnectionBreaksFirst() {
    assertThat(drained()).isCompletedWithValue(false);
    listen(CHANNEL, listener);
    assertThat(link.drained(new HostAndPort("127.0.0.1", 1)).toCompletableFuture())
        .isCompletedWithValue(false);
    proxy.swallowReplies(true);
    CompletableFuture<Boolean> unanswered = drained();
    proxy.cutAll();
    assertThat(unanswered).succeedsWithin(LONGEST).isEqualTo(false);
    proxy.heal();
    listener.awaitMoved(address);
    assertThat(drained()).succeedsWithin(LONGEST).isEqualTo(true);
  }

  @Test
  void cutConnection_isTold_andReplaced() {
    listen(CHANNEL, listener);
    for (int i = 0; i < 5; i++) {
      proxy.cutAll();
      listener.awaitMoved(address);
      publish(server, CHANNEL, "m" + i);
      listener.awaitLast("m" + i);
    }
    assertThat(subscribers()).hasSize(1);
  }

  @Test
  void clientThatTheServerKills_comesBack() {
    listen(CHANNEL, listener);
    assertThat(server.commandText("CLIENT", "KILL", "TYPE", "pubsub")).isEqualTo("1");
    listener.awaitMoved(address);
    publish(server, CHANNEL, "after");
    listener.awaitLast("after");
  }

  @Test
  void slowClientThatTheServerDisconnects_comesBack() {
    CountDownLatch mayGoOn = new CountDownLatch(1);
    listen(
        CHANNEL,
        new ChannelListener() {
          @Override
          public void subscribed(HostAndPort at) {
            listener.subscribed(at);
          }

          @Override
          public void heard(byte[] message) {
            try {
              mayGoOn.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            if (message.length < 10) {
              listener.heard(message);
            }
          }

          @Override
          public void broken() {
            listener.broken();
          }
        });
    String large = "x".repeat(1 << 20);
    await()
        .atMost(LONGEST)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> publish(server, CHANNEL, large) == 0);
    mayGoOn.countDown();
    listener.awaitMoved(address);
    publish(server, CHANNEL, "after");
    listener.awaitLast("after");
  }

  @Test
  void connectionThatWentSilent_isNoticed() {
    listen(CHANNEL, listener);
    proxy.swallowReplies(true);
    listener.awaitLast(BROKEN);
    proxy.heal();
    listener.awaitMoved(address);
    publish(server, CHANNEL, "after");
    listener.awaitLast("after");
  }

  @Test
  void pausedServer_isNoticed_andFoundAgain() {
    listen(CHANNEL, listener);
    server.pause();
    try {
      listener.awaitLast(BROKEN);
    } finally {
      server.resume();
    }
    listener.awaitMoved(address);
    publish(server, CHANNEL, "after");
    listener.awaitLast("after");
  }

  @Test
  void silenceOfAHealthyConnection_isNoBreak() {
    listen(CHANNEL, listener);
    List<String> recorded = proxy.recordCommands();
    await().atMost(LONGEST).until(() -> recorded.stream().filter("PING"::equals).count() >= 3);
    publish(server, CHANNEL, "after");
    listener.awaitLast("after");
    assertThat(listener.told).containsExactly(subscribedAt(address), "after");
  }

  @Test
  void serverThatIsNotThere_isFoundWhenItComes() {
    proxy.refuse(true);
    link.listen(0, bytes(CHANNEL), listener);
    assertThat(link.heard(bytes(CHANNEL)).toCompletableFuture()).isNotDone();
    proxy.refuse(false);
    listener.awaitLast(subscribedAt(address));
    assertThat(listener.told).doesNotContain(BROKEN);
  }

  @Test
  void userWhoMayNotSubscribe_isHeardOnceHeMay() {
    try (RedisServer strict =
            RedisServer.builder()
                .aclUser("shop", "secret", "~*", "&*", "-@all", "+eval", "+ping", "+client|setname")
                .build();
        BlockingLink shop = Links.to(strict.uriOf("shop"))) {
      shop.listen(0, bytes(CHANNEL), listener);
      await().until(() -> strict.commandText("ACL", "LOG").contains("subscribe"));
      assertThat(listener.told).isEmpty();
      strict.command("ACL", "SETUSER", "shop", "+@pubsub");
      listener.awaitLast(subscribedAt(Links.addressOf(strict)));
      publish(strict, CHANNEL, "heard");
      listener.awaitLast("heard");
    }
  }

  @Test
  void closedLink_leavesNoThreadAndNoConnection_andRefusesMore() {
    listen(CHANNEL, listener);
    link.close();
    assertThat(threads()).isEmpty();
    await().untilAsserted(() -> assertThat(subscribers()).isEmpty());
    assertThat(listener.told).containsExactly(subscribedAt(address));
    assertThatThrownBy(() -> link.listen(0, bytes(CHANNEL), listener))
        .isInstanceOf(IllegalStateException.class);
    assertThat(drained()).isCompletedWithValue(false);
  }

  @Test
  void closedSubscription_neverLeavesAWaiterBehind() throws Exception {
    proxy.refuse(true);
    AutoCloseable open = link.listen(0, bytes(CHANNEL), listener);
    CompletableFuture<Boolean> waiting = link.heard(bytes(CHANNEL)).toCompletableFuture();
    open.close();
    assertThat(waiting).isCompletedWithValue(false);
    assertThat(link.heard(bytes(CHANNEL)).toCompletableFuture()).isCompletedWithValue(false);
  }
}
