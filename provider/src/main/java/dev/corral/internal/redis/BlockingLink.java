package dev.corral.internal.redis;

import dev.corral.RedisUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisException;

/** Waits on the caller's thread; every stage it returns is complete. */
public final class BlockingLink implements RedisLink, AutoCloseable {
  private final String description;
  private final Nodes nodes;
  private final Router router;
  private final Subscriptions subscriptions;

  BlockingLink(String description, Nodes nodes, Duration retryTimeout) {
    this.description = description;
    this.nodes = nodes;
    this.subscriptions = new Subscriptions(nodes);
    this.router = new Router(description, nodes, retryTimeout, subscriptions::placeAgain);
  }

  Router router() {
    return router;
  }

  @Override
  public CompletionStage<Reply> send(Command command) {
    return CompletableFuture.completedFuture(exchange(new PendingCommand(command, null)));
  }

  @Override
  public CompletionStage<List<Reply>> sendAll(List<Command> commands) {
    List<PendingCommand> pending = PendingCommand.of(commands);
    router.exchange(pending);
    return CompletableFuture.completedFuture(PendingCommand.replies(pending));
  }

  @Override
  public CompletionStage<Reply> sendTo(HostAndPort node, Command command) {
    return CompletableFuture.completedFuture(exchange(new PendingCommand(command, node)));
  }

  private Reply exchange(PendingCommand command) {
    router.exchange(List.of(command));
    return command.replyOrThrow();
  }

  @Override
  public List<HostAndPort> primaries() {
    try {
      return nodes.primaries();
    } catch (JedisException e) {
      throw new RedisUnavailableException(
          description + " can't be reached: " + e.getMessage() + PendingCommand.causeOf(e), e);
    }
  }

  /**
   * Hears a channel from the primary that owns a slot, and follows it when it changes.
   *
   * @return ends it
   */
  public AutoCloseable listen(int slot, byte[] channel, ChannelListener listener) {
    return subscriptions.listen(slot, channel, null, listener);
  }

  /**
   * The same, and hears of each change of a key of that slot, whoever makes it.
   *
   * @param prefix of these keys; different prefixes do not begin alike
   */
  public AutoCloseable track(int slot, byte[] channel, String prefix, ChannelListener listener) {
    return subscriptions.listen(slot, channel, prefix, listener);
  }

  /** Completes when messages of a channel that is listened to are heard. */
  public CompletionStage<Boolean> heard(byte[] channel) {
    return subscriptions.heard(channel);
  }

  /**
   * Completes with true when all that a server had published before this call has been heard; with
   * false if nothing is listened to there, or it breaks first.
   */
  public CompletionStage<Boolean> drained(HostAndPort server) {
    return subscriptions.drained(new Place(server, false));
  }

  /** The same for a server named as host:port. */
  public CompletionStage<Boolean> drained(String server) {
    return drained(HostAndPort.from(server));
  }

  /**
   * The same for what is heard of tracked keys. Redis tells of changes at the end of each turn, so
   * this covers what was changed before a reply that was received before this call.
   */
  public CompletionStage<Boolean> drainedOfChanges(String server) {
    return subscriptions.drained(new Place(HostAndPort.from(server), true));
  }

  @Override
  public void close() {
    subscriptions.close();
    nodes.close();
  }
}
