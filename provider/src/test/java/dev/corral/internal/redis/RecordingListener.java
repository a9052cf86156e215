package dev.corral.internal.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import redis.clients.jedis.HostAndPort;

/** Writes down what it is told, in order: messages as their text. */
final class RecordingListener implements ChannelListener {
  static final String BROKEN = "(broken)";
  private static final Duration LONGEST = Duration.ofSeconds(60);

  final List<String> told = new CopyOnWriteArrayList<>();

  static String subscribedAt(HostAndPort server) {
    return "(subscribed at " + server + ")";
  }

  @Override
  public void subscribed(HostAndPort server) {
    told.add(subscribedAt(server));
  }

  @Override
  public void heard(byte[] message) {
    told.add(new String(message, UTF_8));
  }

  @Override
  public void broken() {
    told.add(BROKEN);
  }

  void awaitTold(String what) {
    await().atMost(LONGEST).untilAsserted(() -> assertThat(told).contains(what));
  }

  void awaitLast(String what) {
    await().atMost(LONGEST).untilAsserted(() -> assertThat(told).last().isEqualTo(what));
  }

  /** Awaits a break, then the acknowledgement of that server, and forgets what came before. */
  void awaitMoved(HostAndPort server) {
    awaitLast(subscribedAt(server));
    assertThat(told.indexOf(BROKEN)).isGreaterThanOrEqualTo(0);
    assertThat(told.get(told.size() - 2)).isEqualTo(BROKEN);
    told.clear();
  }
}
