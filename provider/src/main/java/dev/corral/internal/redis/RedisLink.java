package dev.corral.internal.redis;

import java.util.List;
import java.util.concurrent.CompletionStage;
import redis.clients.jedis.HostAndPort;

/**
 * Commands in, replies out. Routes by slot, follows redirections, repeats what may be repeated, and
 * gives up after a configured time.
 *
 * <p>A command that had no effect for certain (the connection was refused, the server is loading,
 * the slot moved) is sent again until the retry timeout. A command whose reply was lost is sent
 * again only if it is repeatable; else its reply is a {@link ReplyLostException}. Failures are in
 * the replies; the stages themselves never complete exceptionally.
 *
 * <p>Thread-safe. The blocking implementation returns completed stages, so that what follows runs
 * on the caller's thread; the asynchronous one completes them on its executor. Neither holds a
 * connection when it completes a stage.
 */
public interface RedisLink {
  /** Sends one command. */
  CompletionStage<Reply> send(Command command);

  /** Sends commands together, pipelined per server; replies in the order of the commands. */
  CompletionStage<List<Reply>> sendAll(List<Command> commands);

  /** Sends one command to a given server, whatever its slot. */
  CompletionStage<Reply> sendTo(HostAndPort node, Command command);

  /** The servers that own slots. */
  List<HostAndPort> primaries();
}
