package dev.corral.internal.redis;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import redis.clients.jedis.HostAndPort;

/**
 * Sends without waiting, over the same connections as the link that waits.
 *
 * @param blocking the link that waits
 * @param replies where stages complete; its threads must not be few where what follows blocks
 * @param waiting where is done what can't be done at once: connecting, repeating, and what is large
 * @param context makes of both what runs tasks as the calling thread would
 */
public record AsyncLink(
    BlockingLink blocking, Executor replies, Executor waiting, UnaryOperator<Executor> context)
    implements RedisLink {
  @Override
  public CompletionStage<Reply> send(Command command) {
    return start(new PendingCommand(command, null));
  }

  @Override
  public CompletionStage<List<Reply>> sendAll(List<Command> commands) {
    return blocking
        .router()
        .start(PendingCommand.of(commands), context.apply(replies), context.apply(waiting))
        .thenApply(PendingCommand::replies);
  }

  @Override
  public CompletionStage<Reply> sendTo(HostAndPort node, Command command) {
    return start(new PendingCommand(command, node));
  }

  private CompletionStage<Reply> start(PendingCommand command) {
    return blocking
        .router()
        .start(List.of(command), context.apply(replies), context.apply(waiting))
        .thenApply(settled -> settled.get(0).replyOrThrow());
  }

  @Override
  public List<HostAndPort> primaries() {
    return blocking.primaries();
  }
}
