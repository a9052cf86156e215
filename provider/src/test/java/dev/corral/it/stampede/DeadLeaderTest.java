package dev.corral.it.stampede;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.it.Effort;
import dev.corral.testkit.ChildJvm;
import dev.corral.testkit.RedisDeployment;
import dev.corral.testkit.RedisDeploymentHandle;
import dev.corral.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The node that loads dies, or takes long: who waits for it, and for how long. */
@WithRedis(RedisDeployment.STANDALONE)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeadLeaderTest {
  private static final int ROUNDS = Effort.of(20);

  /** Much longer than a lease of 500 ms and a load, much shorter than a loadWait of 1 min. */
  private static final int BOUND_SECONDS = 20;

  private static final String ALL_LOADED = "{" + Origin.LOADED + "=" + StampedeNode.THREADS + "}";

  private RedisDeploymentHandle redis;
  private Herd herd;

  @BeforeAll
  void start(RedisDeploymentHandle deployment) {
    redis = deployment;
    herd = new Herd(deployment);
  }

  @AfterAll
  void stop() {
    herd.close();
  }

  @Test
  void anotherNodeTakesOver_whenTheLoadingOneIsKilled() throws Exception {
    herd.begin("dying");
    for (int round = 0; round < ROUNDS; round++) {
      String key = "key-" + round;
      CompletableFuture<ChildJvm> spare = CompletableFuture.supplyAsync(herd::startNode);
      List<ChildJvm> asked = List.copyOf(herd.nodes());
      List<CompletableFuture<String>> answers = herd.callAll("get", "dying", key);

      ChildJvm victim = nextLoader(asked);
      victim.kill();
      ChildJvm successor = nextLoader(asked);
      herd.openGate(key);

      assertThat(successor).isNotSameAs(victim);
      for (int i = 0; i < asked.size(); i++) {
        if (asked.get(i) != victim) {
          assertThat(answers.get(i).get(BOUND_SECONDS, TimeUnit.SECONDS)).isEqualTo(ALL_LOADED);
        }
      }
      assertThat(herd.loads()).as("loads in round %d", round).containsEntry(key, "2");
      herd.replace(victim, spare.join());
    }
  }

  /** The node that began to load; there is one within the bound. */
  private ChildJvm nextLoader(List<ChildJvm> asked) {
    List<String> started = herd.database().blpop(BOUND_SECONDS, Origin.STARTED);
    assertThat(started).as("someone loads within lease and load").isNotNull();
    return asked.stream()
        .filter(node -> node.pid() == Long.parseLong(started.get(1)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void noOneElseLoads_whenALoadTakesManyTimesItsLease() {
    herd.begin("dying");
    List<CompletableFuture<String>> answers = herd.callAll("get", "dying", "slow");
    nextLoader(List.copyOf(herd.nodes()));
    long scripts = scriptsRun();
    await().atMost(Duration.ofMinutes(1)).until(() -> scriptsRun() > scripts + 40);
    for (int node = 0; node < Herd.NODES; node++) {
      herd.openGate("slow");
    }
    assertThat(answers.stream().map(CompletableFuture::join)).containsOnly(ALL_LOADED);
    assertThat(herd.loads()).isEqualTo(Map.of("slow", "1"));
  }

  /** Each renewal of a lease, and each question of who waits for it, is a script. */
  private long scriptsRun() {
    return redis.primaries().get(0).commandStats().getOrDefault("evalsha", 0L);
  }
}
