package dev.corral.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RedisSentinelsTest {

  @Test
  void sentinels_knowThePrimary_andAgreeOnTheNextOne() {
    try (RedisSentinels redis = RedisSentinels.start()) {
      assertThat(redis.uri().toString())
          .matches("redis-sentinel://127.0.0.1:\\d+,127.0.0.1:\\d+,127.0.0.1:\\d+/mymaster");
      RedisServer first = redis.primary();
      assertThat(redis.replicas()).hasSize(2).doesNotContain(first);
      first.command("SET", "k", "v");

      RedisServer second = redis.failover();
      assertThat(second).isNotEqualTo(first).isEqualTo(redis.primary());
      assertThat(second.commandText("GET", "k")).isEqualTo("v");
      assertThat(first.commandText("ROLE")).startsWith("slave");
      assertThat(redis.primaries()).containsExactly(second);

      second.kill();
      RedisServer third = redis.awaitNewPrimary(second);
      assertThat(third).isNotEqualTo(second);
      assertThat(third.commandText("ROLE")).startsWith("master");
      redis.flushAll();
      assertThat(third.commandText("DBSIZE")).isEqualTo("0");
    }
  }
}
