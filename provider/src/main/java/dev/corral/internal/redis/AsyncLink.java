package dev.corral.internal.redis;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import redis.clients.jedis.HostAndPort;

/**
 * Sends without waiting, over the same connections as the link that waits. Stages complete on an
 * executor, which also does what can't be done at once: connecting, repeating, and what is large.
 *
 * @param blocking the link that waits
 * @param executors gives the executor for what is sent now
 */
public record AsyncLink(BlockingLink blocking, Supplier<Executor> executors) implements RedisLink {
  @Override
  public CompletionStage<Reply> send(Command command) {
    return start(new PendingCommand(command, null));
  }

  @Override
  public CompletionStage<List<Reply>> sendAll(List<Command> commands) {
    return blocking
        .router()
        .start(PendingCommand.of(commands), executors.get())
        .thenApply(PendingCommand::replies);
  }

  @Override
  public CompletionStage<Reply> sendTo(HostAndPort node, Command command) {
    return start(new PendingCommand(command, node));
  }

  private CompletionStage<Reply> start(PendingCommand command) {
    return blocking
        .router()
        .start(List.of(command), executors.get())
        .thenApply(settled -> settled.get(0).replyOrThrow());
  }

  @Override
  public List<HostAndPort> primaries() {
    return blocking.primaries();
  }
}
