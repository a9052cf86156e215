package dev.corral.internal.redis;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import redis.clients.jedis.HostAndPort;

/** Runs another link's commands on an executor, so that the caller's thread is free. */
public record AsyncLink(RedisLink blocking, Executor executor) implements RedisLink {
  @Override
  public CompletionStage<Reply> send(Command command) {
    return CompletableFuture.supplyAsync(() -> blocking.send(command), executor)
        .thenCompose(Function.identity());
  }

  @Override
  public CompletionStage<List<Reply>> sendAll(List<Command> commands) {
    return CompletableFuture.supplyAsync(() -> blocking.sendAll(commands), executor)
        .thenCompose(Function.identity());
  }

  @Override
  public CompletionStage<Reply> sendTo(HostAndPort node, Command command) {
    return CompletableFuture.supplyAsync(() -> blocking.sendTo(node, command), executor)
        .thenCompose(Function.identity());
  }

  @Override
  public List<HostAndPort> primaries() {
    return blocking.primaries();
  }
}
