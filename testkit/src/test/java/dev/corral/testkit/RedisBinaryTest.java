package dev.corral.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RedisBinaryTest {

  @Test
  void find_givesWhatThePropertyChooses() {
    RedisBinary binary = RedisBinary.find();
    assertThat(binary.path()).isExecutable();
    assertThat(RedisBinary.find()).isSameAs(binary);
    if (System.getProperty(RedisBinary.PROPERTY, "auto").equals("embedded")) {
      assertThat(binary.version()).startsWith("6.2");
    }
  }

  @Test
  void embedded_isARunnableRedis62() {
    RedisBinary embedded = RedisBinary.find("embedded");
    assertThat(embedded.version()).startsWith("6.2.");
    try (RedisServer redis = RedisServer.builder().binary(embedded).build()) {
      assertThat(redis.commandText("INFO", "server"))
          .contains("redis_version:" + embedded.version());
    }
  }

  @Test
  void absolutePath_isTakenAsItIs() {
    RedisBinary embedded = RedisBinary.find("embedded");
    assertThat(RedisBinary.find(embedded.path().toString()).path()).isEqualTo(embedded.path());
  }

  @Test
  void find_namesThePropertyAndItsValue_whenItIsNoExecutable() {
    assertThatThrownBy(() -> RedisBinary.find("/no/such/redis"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(RedisBinary.PROPERTY)
        .hasMessageContaining("/no/such/redis");
  }

  @Test
  void find_saysWhatItDid_whenTheFileIsNoRedis() {
    assertThatThrownBy(() -> RedisBinary.find("/bin/true")).hasMessageContaining("/bin/true");
  }
}
