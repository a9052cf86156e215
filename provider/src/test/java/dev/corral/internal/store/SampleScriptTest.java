package dev.corral.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.testkit.RedisServer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who says where a shard stands. */
class SampleScriptTest {
  @Test
  void formerPrimary_refuses() {
    try (RedisServer former = RedisServer.start()) {
      assertThat(sampleOn(former)).isInstanceOf(List.class);
      // A replica from now on, if of a server that is not there.
      former.command("REPLICAOF", former.host(), "1");
      assertThatThrownBy(() -> sampleOn(former)).hasMessageContaining("READONLY");
    }
  }

  private static @Nullable Object sampleOn(RedisServer server) {
    return server.command("EVAL", new String(Scripts.SAMPLE.source(), UTF_8), "1", "metadata");
  }
}
