package dev.corral.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

class EmbeddedUriTest {

  @Test
  void start_givesTheSameRunningServer_toEveryCaller() throws Exception {
    URI first = EmbeddedUri.start();
    Object second = Class.forName("dev.corral.testkit.EmbeddedUri").getMethod("start").invoke(null);
    assertThat(second).isEqualTo(first);
    try (Jedis jedis = new Jedis(first)) {
      assertThat(jedis.ping()).isEqualTo("PONG");
    }
  }
}
