package dev.corral.it.near;

import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import org.junit.jupiter.api.BeforeEach;

@WithRedis
class TagsOnStandaloneTest extends TagsContract {
  @BeforeEach
  void open(RedisServer redis) {
    openAt(redis.uri());
  }
}
