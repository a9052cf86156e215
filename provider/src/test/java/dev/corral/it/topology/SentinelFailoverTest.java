package dev.corral.it.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.CorralCache;
import dev.corral.it.faults.TestNode;
import dev.corral.testkit.RedisDeployment;
import dev.corral.testkit.RedisSentinels;
import dev.corral.testkit.RedisServer;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The primary behind Sentinels changes while it is in use. */
@Timeout(180)
class SentinelFailoverTest {
  private static final int THREADS = 4;

  @Test
  void operations_resumeOnTheNewPrimary() {
    RedisSentinels sentinels = (RedisSentinels) RedisDeployment.SENTINEL.shared();
    try (TestNode node = TestNode.at(sentinels.uri(), "retry-timeout=60s", "read-timeout=1s")) {
      CorralCache<String, String> cache =
          node.cache("failover-" + UUID.randomUUID(), b -> b.lockLease(Duration.ofSeconds(1)));
      cache.put("before", "v");
      FailoverLoad load = new FailoverLoad(cache, THREADS);
      RedisServer former = sentinels.primary();
      RedisServer next;
      try (Workers workers = Workers.start(THREADS, load::round)) {
        workers.awaitRounds(20);
        next = sentinels.failover();
        workers.awaitRounds(50);
        workers.stop();
      }
      assertThat(next).isNotEqualTo(former);
      load.mustBeWhole();
      assertThat(cache.get("before")).isEqualTo("v");
      cache.put("after", "v");
      assertThat(next.commandText("KEYS", "corral:{failover-*}rs:after")).isNotBlank();
    }
  }
}
