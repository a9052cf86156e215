package dev.corral.internal.redis;

import dev.corral.CorralException;
import dev.corral.RedisUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Sends on the caller's thread and waits there; every stage it returns is complete.
 *
 * <p>Commands of one call travel in one write per server, all servers at once. Blocks at most the
 * acquire timeout for a connection, the read timeout for a reply, and the retry timeout over all
 * attempts of commands that had no effect.
 */
public final class BlockingLink implements RedisLink, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BlockingLink.class);
  private static final int FIRST_PAUSE_MILLIS = 5;
  private static final int LONGEST_PAUSE_MILLIS = 200;

  private final String description;
  private final Nodes nodes;
  private final Duration retryTimeout;
  private final Subscriptions subscriptions;

  BlockingLink(String description, Nodes nodes, Duration retryTimeout) {
    this.description = description;
    this.nodes = nodes;
    this.retryTimeout = retryTimeout;
    this.subscriptions = new Subscriptions(nodes);
  }

  @Override
  public CompletionStage<Reply> send(Command command) {
    return CompletableFuture.completedFuture(
        exchange(List.of(new PendingCommand(command, null))).get(0));
  }

  @Override
  public CompletionStage<List<Reply>> sendAll(List<Command> commands) {
    return CompletableFuture.completedFuture(
        exchange(commands.stream().map(c -> new PendingCommand(c, null)).toList()));
  }

  @Override
  public CompletionStage<Reply> sendTo(HostAndPort node, Command command) {
    return CompletableFuture.completedFuture(
        exchange(List.of(new PendingCommand(command, node))).get(0));
  }

  @Override
  public List<HostAndPort> primaries() {
    try {
      return nodes.primaries();
    } catch (JedisException e) {
      throw new RedisUnavailableException(
          description + " can't be reached: " + e.getMessage() + causeOf(e), e);
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

  private List<Reply> exchange(List<PendingCommand> commands) {
    long deadline = System.nanoTime() + retryTimeout.toNanos();
    List<PendingCommand> open = commands;
    for (int attempt = 0; ; attempt++) {
      attempt(open);
      open.stream().filter(PendingCommand::isToBeSplit).forEach(this::readKeyByKey);
      open = open.stream().filter(command -> command.reply() == null).toList();
      if (open.isEmpty()) {
        return commands.stream().map(PendingCommand::replyOrThrow).toList();
      }
      if (System.nanoTime() >= deadline) {
        open.forEach(this::giveUp);
      } else if (open.stream().anyMatch(PendingCommand::needsPause)) {
        pause(attempt, open);
      }
    }
  }

  private void readKeyByKey(PendingCommand command) {
    command.takeParts(
        exchange(
            command.command().singleReads().stream()
                .map(read -> new PendingCommand(read, null))
                .toList()));
  }

  private void attempt(List<PendingCommand> open) {
    List<Exchange> exchanges = new ArrayList<>();
    try {
      for (Map.Entry<Node, List<PendingCommand>> group : byNode(open).entrySet()) {
        Exchange exchange = new Exchange(group.getKey(), group.getValue());
        exchanges.add(exchange);
        exchange.send();
      }
    } finally {
      exchanges.forEach(Exchange::receive);
    }
    if (open.stream().anyMatch(PendingCommand::wantsRefresh)) {
      refresh();
    }
  }

  /**
   * In the order of addresses, so that callers who need several connections do not wait in a ring.
   */
  private Map<Node, List<PendingCommand>> byNode(List<PendingCommand> open) {
    Map<Node, List<PendingCommand>> groups = new LinkedHashMap<>();
    for (PendingCommand command : open) {
      Node node = nodeOf(command);
      if (node != null) {
        groups.computeIfAbsent(node, n -> new ArrayList<>()).add(command);
      }
    }
    if (groups.size() < 2) {
      return groups;
    }
    Map<Node, List<PendingCommand>> sorted = new LinkedHashMap<>();
    groups.entrySet().stream()
        .sorted(Comparator.comparing(group -> group.getKey().address().toString()))
        .forEach(group -> sorted.put(group.getKey(), group.getValue()));
    return sorted;
  }

  private @Nullable Node nodeOf(PendingCommand command) {
    try {
      HostAndPort target = command.target();
      return target != null ? nodes.at(target) : nodes.ofSlot(command.command().slot());
    } catch (JedisAccessControlException e) {
      command.fail(refused(command, e));
    } catch (JedisException e) {
      command.retryLater(e, true);
    }
    return null;
  }

  private void refresh() {
    try {
      nodes.refresh();
      subscriptions.placeAgain();
    } catch (JedisException e) {
      // Reported by the next attempt, which needs the topology too.
      return;
    }
  }

  private void pause(int attempt, List<PendingCommand> open) {
    int longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempt, 6));
    try {
      Thread.sleep(ThreadLocalRandom.current().nextInt(1, longest + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      for (PendingCommand command : open) {
        command.fail(
            new CorralException(
                "Interrupted while retrying " + command.command() + " on " + description, e));
      }
    }
  }

  private void giveUp(PendingCommand command) {
    RuntimeException last = command.lastFailure();
    command.fail(
        new RedisUnavailableException(
            description
                + " did not serve "
                + command.command()
                + " within "
                + retryTimeout.toMillis()
                + " ms: "
                + (last == null ? "no attempt ended" : last.getMessage() + causeOf(last)),
            last));
  }

  private RedisUnavailableException refused(PendingCommand command, JedisException e) {
    return new RedisUnavailableException(
        description + " refused " + command.command() + ": " + e.getMessage(), e);
  }

  private static String causeOf(Throwable e) {
    Throwable cause = e.getCause();
    return cause == null ? "" : " (" + cause + ")";
  }

  /** The commands of one call to one server: sent together, then their replies read. */
  private final class Exchange {
    private final Node node;
    private final List<PendingCommand> commands;
    private @Nullable Connection connection;
    private boolean asksTime;
    private int sent;
    private long sentNanos;
    private int usualTimeout = -1;

    Exchange(Node node, List<PendingCommand> commands) {
      this.node = node;
      this.commands = commands;
    }

    void send() {
      try {
        connection = node.acquire();
      } catch (JedisAccessControlException e) {
        commands.forEach(command -> command.fail(refused(command, e)));
        return;
      } catch (JedisConnectionException e) {
        commands.forEach(command -> command.retryLater(e, true));
        return;
      } catch (JedisException e) {
        commands.forEach(
            command ->
                command.fail(
                    new RedisUnavailableException(
                        "No connection to "
                            + node.address()
                            + " for "
                            + command.command()
                            + ": "
                            + e.getMessage()
                            + causeOf(e),
                        e)));
        return;
      }
      try {
        asksTime = node.clock().isStale();
        sentNanos = System.nanoTime();
        if (asksTime) {
          connection.sendCommand(Protocol.Command.TIME);
        }
        for (PendingCommand command : commands) {
          sent++;
          if (command.isAsking()) {
            connection.sendCommand(Protocol.Command.ASKING);
          }
          connection.sendCommand(command.toArguments());
          sendWait(connection, command.command().replication());
        }
      } catch (JedisException e) {
        broken(0, e);
      }
    }

    private void sendWait(Connection open, Command.@Nullable Replication wanted) {
      if (wanted != null) {
        int millis = (int) Math.min(Integer.MAX_VALUE / 2, wanted.timeout().toMillis());
        if (usualTimeout < 0) {
          usualTimeout = open.getSoTimeout();
        }
        open.setSoTimeout(usualTimeout == 0 ? 0 : usualTimeout + millis);
        open.sendCommand(
            Protocol.Command.WAIT,
            Integer.toString(wanted.replicas()),
            // WAIT 0 0 would wait for ever.
            Integer.toString(Math.max(1, millis)));
      }
    }

    void receive() {
      Connection open = connection;
      if (open == null) {
        return;
      }
      int next = 0;
      try {
        if (asksTime) {
          sampleTime(open);
        }
        for (; next < sent; next++) {
          PendingCommand command = commands.get(next);
          if (command.isAsking()) {
            readOne(open);
          }
          Object answer = readOne(open);
          if (command.command().replication() == null) {
            command.take(answer, node);
          } else {
            Object replicas = readOne(open);
            command.take(answer, node);
            command.takeReplicas(replicas, node);
          }
        }
      } catch (JedisException e) {
        broken(next, e);
      } finally {
        release();
      }
    }

    private void sampleTime(Connection open) {
      if (readOne(open) instanceof List<?> time && time.size() == 2) {
        long received = System.nanoTime();
        node.clock()
            .sample(sentNanos, received, number(time.get(0)) * 1_000_000 + number(time.get(1)));
      }
    }

    private static long number(@Nullable Object text) {
      return Long.parseLong(new String((byte[]) text, StandardCharsets.US_ASCII));
    }

    private static @Nullable Object readOne(Connection open) {
      try {
        return open.getOne();
      } catch (JedisConnectionException e) {
        throw e;
      } catch (JedisDataException e) {
        return e;
      }
    }

    /**
     * Commands from {@code first} on have no reply; those up to {@code sent} may have had an
     * effect.
     */
    private void broken(int first, JedisException e) {
      for (int i = first; i < commands.size(); i++) {
        PendingCommand command = commands.get(i);
        if (i >= sent || command.command().isRepeatable()) {
          command.retryLater(e, true);
        } else {
          command.fail(
              new ReplyLostException(
                  "The reply of "
                      + node.address()
                      + " to "
                      + command.command()
                      + " was lost: "
                      + e.getMessage()
                      + causeOf(e),
                  e));
        }
      }
      Connection open = connection;
      if (open != null) {
        open.setBroken();
      }
      release();
    }

    private void release() {
      Connection open = connection;
      connection = null;
      if (open != null) {
        if (usualTimeout >= 0 && !open.isBroken()) {
          open.setSoTimeout(usualTimeout);
        }
        giveBack(open);
      }
    }

    /**
     * A connection that was reset can't even be closed properly; the outcome stands all the same.
     */
    private void giveBack(Connection open) {
      try {
        open.close();
      } catch (JedisException e) {
        log.debug("A connection to {} was not closed properly", node.address(), e);
      }
    }
  }
}
