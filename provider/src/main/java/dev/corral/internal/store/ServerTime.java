package dev.corral.internal.store;

import dev.corral.internal.redis.Command;
import dev.corral.internal.redis.RedisLink;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;

/** What time it is by Redis's clock. */
public final class ServerTime {
  /** Of whose owner all nodes ask. */
  private static final int SLOT = 0;

  private ServerTime() {}

  /**
   * Asks the primary that owns slot 0.
   *
   * @return microseconds since 1970
   * @throws dev.corral.CorralException if it cannot be asked
   */
  public static long micros(RedisLink link) {
    List<@Nullable Object> time =
        link.send(Command.repeatable(SLOT, Protocol.Command.TIME))
            .toCompletableFuture()
            .join()
            .asList();
    return number(time.get(0)) * 1_000_000 + number(time.get(1));
  }

  private static long number(@Nullable Object value) {
    if (value instanceof byte[] digits) {
      return Long.parseLong(new String(digits, StandardCharsets.US_ASCII));
    }
    throw new IllegalStateException("Expected a number from Redis but got " + value);
  }
}
