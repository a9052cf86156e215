package dev.corral.it.near;

import dev.corral.testkit.RedisCluster;
import dev.corral.testkit.WithRedis;
import org.junit.jupiter.api.BeforeEach;

@WithRedis
class TagsOnClusterTest extends TagsContract {
  @BeforeEach
  void open(RedisCluster redis) {
    openAt(redis.uri());
  }
}
