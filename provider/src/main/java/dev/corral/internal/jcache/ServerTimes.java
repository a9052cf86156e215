package dev.corral.internal.jcache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.corral.internal.near.ClosedTimes;
import dev.corral.internal.redis.AsyncLink;
import dev.corral.internal.redis.BlockingLink;
import dev.corral.internal.redis.Command;
import dev.corral.internal.redis.Reply;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;

/** Asks servers for their time, and whether their messages have arrived. */
record ServerTimes(AsyncLink link, BlockingLink subscriptions) implements ClosedTimes.Servers {
  @Override
  public CompletionStage<Long> time(HostAndPort server) {
    return link.sendTo(server, Command.repeatable(0, Protocol.Command.TIME))
        .thenApply(ServerTimes::micros);
  }

  private static Long micros(Reply reply) {
    List<@Nullable Object> time = reply.asList();
    return number(time.get(0)) * 1_000_000 + number(time.get(1));
  }

  private static long number(@Nullable Object digits) {
    if (digits instanceof byte[] bytes) {
      return Long.parseLong(new String(bytes, US_ASCII));
    }
    throw new IllegalStateException("Expected a number from Redis but got " + digits);
  }

  @Override
  public CompletionStage<Boolean> drained(HostAndPort server) {
    return subscriptions.drained(server);
  }
}
