package dev.corral.it.near;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Consistency;
import dev.corral.CorralCache;
import dev.corral.NotReplicatedException;
import dev.corral.it.faults.TestNode;
import dev.corral.testkit.RedisDeployment;
import dev.corral.testkit.RedisSentinels;
import dev.corral.testkit.RedisServer;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Changes that wait until replicas have them. */
@Timeout(120)
class ReplicasTest {
  private RedisSentinels sentinels;
  private TestNode node;
  private int replicas;

  @BeforeEach
  void open() {
    sentinels = (RedisSentinels) RedisDeployment.SENTINEL.shared();
    sentinels.awaitHealthy();
    replicas = sentinels.replicas().size();
    node = TestNode.at(sentinels.uri());
  }

  @AfterEach
  void close() {
    node.close();
  }

  private CorralCache<String, String> waiting(int forReplicas, Duration timeout) {
    return node.cache(
        "replicas-" + UUID.randomUUID(),
        b ->
            b.consistency(Consistency.STRONG)
                .waitReplicas(forReplicas)
                .waitReplicasTimeout(timeout));
  }

  /** A change. */
  interface Change extends Consumer<CorralCache<String, String>> {}

  static Stream<Arguments> changes() {
    return Stream.<Map.Entry<String, Change>>of(
            Map.entry("put", cache -> cache.put("k", "v")),
            Map.entry("putAll", cache -> cache.putAll(Map.of("k", "v", "l", "v"))),
            Map.entry("remove", cache -> cache.remove("k")),
            Map.entry("clear", CorralCache::clear))
        .map(change -> Arguments.argumentSet(change.getKey(), change.getValue()));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void change_returns_whenReplicasHaveIt(Change change) {
    CorralCache<String, String> cache = waiting(replicas, Duration.ofSeconds(30));
    cache.put("k", "before");
    assertThatCode(() -> change.accept(cache)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("changes")
  void change_thatTooFewReplicasHave_standsAndSaysSo(Change change) {
    CorralCache<String, String> cache = waiting(replicas + 1, Duration.ofMillis(50));
    assertThatThrownBy(() -> change.accept(cache))
        .isInstanceOf(NotReplicatedException.class)
        .hasMessageContaining("The change stands");
    assertThatThrownBy(() -> cache.put("stands", "v")).isInstanceOf(NotReplicatedException.class);
    assertThat(cache.get("stands")).isEqualTo("v");
    RedisServer primary = sentinels.primary();
    assertThat(primary.commandText("KEYS", "corral:{" + cache.getName() + "#*}rs:stands"))
        .isNotEmpty();
  }
}
