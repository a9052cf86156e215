package dev.corral.internal.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Asks for a server's time, along with a command.
 *
 * @param clock is told of the answer
 * @param sentNanos when it is sent
 */
record TimeQuestion(ServerClock clock, long sentNanos) implements Talk {
  private static final CommandArguments TIME = new CommandArguments(Protocol.Command.TIME);

  @Override
  public void write(Wire wire) {
    wire.write(TIME);
  }

  @Override
  public void read(Wire wire) {
    if (wire.read() instanceof List<?> time && time.size() == 2) {
      long received = System.nanoTime();
      clock.sample(sentNanos, received, number(time.get(0)) * 1_000_000 + number(time.get(1)));
    }
  }

  private static long number(@Nullable Object text) {
    return Long.parseLong(new String((byte[]) text, StandardCharsets.US_ASCII));
  }

  @Override
  public void broken(JedisException cause) {}

  @Override
  public void end() {}
}
