package dev.corral.it.stampede;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.testkit.RedisDeploymentHandle;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** One load, whoever asks, wherever they are: on any deployment of Redis. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OneLoadContract {
  private static final int BURST = 50_000 / Herd.NODES + 1;

  private Herd herd;

  @BeforeAll
  void start(RedisDeploymentHandle redis) {
    herd = new Herd(redis);
  }

  @AfterAll
  void stop() {
    herd.close();
  }

  @Test
  void get_loadsOnce_forTwoHundredThreadsInEachOfThreeJvms() {
    assertOneLoadEach("through", "get", 50, 1, 1);
  }

  @Test
  void getWithALoader_loadsOnce_forTwoHundredThreadsInEachOfThreeJvms() {
    assertOneLoadEach("aside", "aside", 10, 1, 1);
  }

  @Test
  void getAll_loadsEachKeyOnce_forThreadsThatAskForOverlappingKeys() {
    int asked = StampedeNode.KEYS - 1;
    assertOneLoadEach("through", "getAll", 10, StampedeNode.KEYS, asked);
  }

  private void assertOneLoadEach(String cache, String command, int rounds, int keys, int asked) {
    herd.begin(cache);
    long sharedBefore = sharedAcrossNodes(cache);
    String answer = "{" + Origin.LOADED + "=" + StampedeNode.THREADS * asked + "}";
    for (int round = 0; round < rounds; round++) {
      assertThat(herd.onAllNodes(command, cache, command + "-" + round)).containsOnly(answer);
    }
    assertThat(herd.loads()).hasSize(rounds * keys);
    assertThat(herd.loads().values()).as("loads of each key").containsOnly("1");
    assertThat(sharedAcrossNodes(cache)).as("it was a stampede").isGreaterThan(sharedBefore);
  }

  private long sharedAcrossNodes(String cache) {
    return herd.onAllNodes("shared", cache).stream()
        .mapToLong(shared -> Long.parseLong(shared.split(",")[1]))
        .sum();
  }

  @Test
  void aBurstOnAnExpiredEntry_loadsOnce() {
    expire("through", "hot");
    assertThat(burst("through", "hot")).containsOnly("{" + Origin.LOADED + "=" + BURST + "}");
    assertThat(herd.loads()).isEqualTo(Map.of("hot", "1"));
  }

  @Test
  void aBurstOnAStaleEntry_doesNotWaitForItsOneLoad() {
    expire("stale", "warm");
    assertThat(burst("stale", "warm"))
        .as("answers while the loader is held back")
        .containsOnly("{" + StampedeNode.OLD + "=" + BURST + "}");
    herd.openGate("warm");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                herd.onAllNodes("burst", "stale", "warm", "1").stream()
                    .allMatch(answer -> answer.equals("{" + Origin.LOADED + "=1}")));
    assertThat(herd.loads()).isEqualTo(Map.of("warm", "1"));
  }

  private void expire(String cache, String key) {
    herd.begin(cache);
    herd.anyNode().call("put", cache, key);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> herd.anyNode().call("contains", cache, key).equals("false"));
  }

  private List<String> burst(String cache, String key) {
    return herd.onAllNodes("burst", cache, key, String.valueOf(BURST));
  }
}
