package dev.corral.internal.redis;

import dev.corral.CorralException;
import dev.corral.RedisUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Sends commands where they belong until each has its reply.
 *
 * <p>Thread-safe. Commands of one call travel in one write per server, all servers at once. Blocks
 * at most the acquire timeout for a connection, the read timeout for a reply, and the retry timeout
 * over all attempts of commands that had no effect; what a server sends elsewhere goes there also
 * after that.
 */
final class Router {
  private static final int FIRST_PAUSE_MILLIS = 5;
  private static final int LONGEST_PAUSE_MILLIS = 200;

  private final String description;
  private final Nodes nodes;
  private final Duration retryTimeout;
  private final Runnable onRefresh;

  /**
   * @param onRefresh told when the topology was looked at again
   */
  Router(String description, Nodes nodes, Duration retryTimeout, Runnable onRefresh) {
    this.description = description;
    this.nodes = nodes;
    this.retryTimeout = retryTimeout;
    this.onRefresh = onRefresh;
  }

  /** Sends and waits; each command has its reply then. */
  void exchange(List<PendingCommand> commands) {
    long deadline = System.nanoTime() + retryTimeout.toNanos();
    attempt(commands);
    if (commands.size() != 1 || commands.get(0).reply() == null) {
      settle(commands, deadline);
    }
  }

  /**
   * Sends without waiting, as far as that goes at once; the rest, and what has to be repeated, is
   * done by an executor for what waits.
   *
   * @param replies where the future completes if all have a reply at once, else on the other
   */
  CompletableFuture<List<PendingCommand>> start(
      List<PendingCommand> commands, Executor replies, Executor waiting) {
    long deadline = System.nanoTime() + retryTimeout.toNanos();
    CompletableFuture<List<PendingCommand>> settled = new CompletableFuture<>();
    AtomicInteger open = new AtomicInteger(1);
    Runnable atEnd =
        () -> {
          if (open.decrementAndGet() == 0) {
            boolean done = commands.stream().allMatch(command -> command.reply() != null);
            finish(commands, deadline, settled, done ? replies : waiting);
          }
        };
    try {
      if (nodes.isConnected()) {
        sendAtOnce(commands, open, atEnd);
      }
      atEnd.run();
    } catch (RuntimeException e) {
      settled.completeExceptionally(e);
    }
    return settled;
  }

  /** Sends what can be sent without waiting; counts what was sent. */
  private void sendAtOnce(List<PendingCommand> commands, AtomicInteger sent, Runnable atEnd) {
    for (Map.Entry<Node, List<PendingCommand>> group : byNode(commands).entrySet()) {
      Node node = group.getKey();
      Exchange exchange = Exchange.told(node, group.getValue(), atEnd);
      Lane lane = exchange.isLarge() ? null : node.sharedAtOnce(exchange.size());
      if (lane != null) {
        sent.incrementAndGet();
        lane.send(exchange);
      }
    }
  }

  private void finish(
      List<PendingCommand> commands,
      long deadline,
      CompletableFuture<List<PendingCommand>> settled,
      Executor executor) {
    try {
      executor.execute(
          () -> {
            try {
              attempt(commands.stream().filter(PendingCommand::isFresh).toList());
              settle(commands, deadline);
              settled.complete(commands);
            } catch (Throwable e) {
              settled.completeExceptionally(e);
            }
          });
    } catch (RuntimeException | Error e) {
      // Rejected, or there are no more threads. What follows must not run on this thread, which may
      // be reading replies.
      CompletableFuture.runAsync(() -> settled.completeExceptionally(e));
    }
  }

  /** Goes on until each has its reply. */
  private void settle(List<PendingCommand> commands, long deadline) {
    List<PendingCommand> open = commands;
    for (int attempt = 0; ; attempt++) {
      if (open.stream().anyMatch(PendingCommand::wantsRefresh)) {
        refresh();
      }
      open.stream().filter(PendingCommand::isToBeSplit).forEach(this::readKeyByKey);
      if (System.nanoTime() >= deadline) {
        open.stream()
            .filter(command -> command.reply() == null && !command.isShownTheWay())
            .forEach(this::giveUp);
      }
      open = open.stream().filter(command -> command.reply() == null).toList();
      if (open.isEmpty()) {
        return;
      }
      if (open.stream().anyMatch(PendingCommand::needsPause) && !pause(attempt, open)) {
        return;
      }
      attempt(open);
    }
  }

  private void readKeyByKey(PendingCommand command) {
    List<PendingCommand> reads =
        command.command().singleReads().stream()
            .map(read -> new PendingCommand(read, null))
            .toList();
    exchange(reads);
    command.takeParts(reads.stream().map(PendingCommand::replyOrThrow).toList());
  }

  private void attempt(List<PendingCommand> open) {
    if (open.size() == 1) {
      attempt(open.get(0), open);
      return;
    }
    List<Started> started = new ArrayList<>();
    try {
      Map<Node, List<PendingCommand>> groups = byNode(open);
      for (Map.Entry<Node, List<PendingCommand>> group : groups.entrySet()) {
        Started one = start(group.getKey(), group.getValue(), groups.size() == 1);
        if (one != null) {
          started.add(one);
        }
      }
    } finally {
      started.forEach(Started::await);
    }
  }

  private void attempt(PendingCommand only, List<PendingCommand> open) {
    Node node = nodeOf(only);
    Started started = node == null ? null : start(node, open, true);
    if (started != null) {
      started.await();
    }
  }

  /** An exchange that this thread has sent. */
  private record Started(Node node, Lane lane, boolean own, Exchange exchange) {
    void await() {
      try {
        lane.await(exchange);
      } finally {
        if (own) {
          node.giveBack(lane);
        } else {
          node.leave(exchange.size());
        }
      }
    }
  }

  private @Nullable Started start(Node node, List<PendingCommand> commands, boolean alone) {
    Exchange exchange = Exchange.awaited(node, commands, alone);
    try {
      boolean own = exchange.isLarge();
      Lane lane = own ? node.own() : node.shared(exchange.size());
      lane.send(exchange);
      return new Started(node, lane, own, exchange);
    } catch (JedisAccessControlException e) {
      commands.forEach(command -> command.fail(refused(command, e)));
    } catch (JedisConnectionException e) {
      commands.forEach(command -> command.retryLater(e, true));
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
                          + PendingCommand.causeOf(e),
                      e)));
    }
    return null;
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
      onRefresh.run();
    } catch (JedisException e) {
      // Reported by the next attempt, which needs the topology too.
      return;
    }
  }

  /** False if it was interrupted, and with it all that is open. */
  private boolean pause(int attempt, List<PendingCommand> open) {
    int longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempt, 6));
    try {
      Thread.sleep(ThreadLocalRandom.current().nextInt(1, longest + 1));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      for (PendingCommand command : open) {
        command.fail(
            new CorralException(
                "Interrupted while retrying " + command.command() + " on " + description, e));
      }
      return false;
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
                + (last == null
                    ? "no attempt ended"
                    : last.getMessage() + PendingCommand.causeOf(last)),
            last));
  }

  private RedisUnavailableException refused(PendingCommand command, JedisException e) {
    return new RedisUnavailableException(
        description + " refused " + command.command() + ": " + e.getMessage(), e);
  }
}
