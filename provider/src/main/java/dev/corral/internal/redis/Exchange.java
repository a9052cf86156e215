package dev.corral.internal.redis;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisException;

/** The commands of one call to one server: written together, then their replies read. */
final class Exchange implements Talk {
  private static final CommandArguments ASKING = new CommandArguments(Protocol.Command.ASKING);

  private final Node node;
  private final List<PendingCommand> commands;
  private final @Nullable Thread waiter;
  private final boolean reads;
  private final boolean callable;
  private final @Nullable Runnable atEnd;
  private final int size;
  private final boolean large;
  private final int extraMillis;
  private int sent;
  private int answered;
  private volatile boolean ended;

  private Exchange(
      Node node,
      List<PendingCommand> commands,
      @Nullable Thread waiter,
      boolean reads,
      boolean callable,
      @Nullable Runnable atEnd) {
    this.node = node;
    this.commands = commands;
    this.waiter = waiter;
    this.reads = reads;
    this.callable = callable;
    this.atEnd = atEnd;
    int bytes = 0;
    long extra = 0;
    boolean oneIsLarge = false;
    for (PendingCommand pending : commands) {
      Command command = pending.command();
      Command.Replication wanted = command.replication();
      bytes += command.size();
      oneIsLarge |= command.isLarge();
      extra += wanted == null ? 0 : millis(wanted);
    }
    this.size = bytes;
    this.large = oneIsLarge || bytes > Command.LARGE;
    this.extraMillis = (int) Math.min(Integer.MAX_VALUE / 4, extra);
  }

  /**
   * One that the calling thread will wait for.
   *
   * @param alone whether it will wait for nothing else before
   */
  static Exchange awaited(Node node, List<PendingCommand> commands, boolean alone) {
    Thread caller = Thread.currentThread();
    boolean reads = !VirtualThreads.isVirtual(caller);
    return new Exchange(node, commands, caller, reads, reads && alone, null);
  }

  /** One that no thread waits for; {@code atEnd} is called on the reading thread. */
  static Exchange told(Node node, List<PendingCommand> commands, Runnable atEnd) {
    return new Exchange(node, commands, null, false, false, atEnd);
  }

  /** An estimate of the bytes that go and come. */
  int size() {
    return size;
  }

  /** Whether it would hold up others on the same connection. */
  boolean isLarge() {
    return large;
  }

  /** Whether the thread that waits for it may read for all. */
  boolean reads() {
    return reads;
  }

  /** Whether that thread can be called to read at any time. */
  boolean isCallable() {
    return callable;
  }

  boolean hasEnded() {
    return ended;
  }

  @Override
  public void write(Wire wire) {
    if (large) {
      wire.watch();
    }
    for (PendingCommand command : commands) {
      sent++;
      if (command.isAsking()) {
        wire.write(ASKING);
      }
      wire.write(command.toArguments());
      Command.Replication wanted = command.command().replication();
      if (wanted != null) {
        wire.write(
            new CommandArguments(Protocol.Command.WAIT)
                .add(wanted.replicas())
                // WAIT 0 0 would wait for ever.
                .add(Math.max(1, millis(wanted))));
      }
    }
  }

  private static int millis(Command.Replication wanted) {
    return (int) Math.min(Integer.MAX_VALUE / 4, wanted.timeout().toMillis());
  }

  @Override
  public int extraMillis() {
    return extraMillis;
  }

  @Override
  public void read(Wire wire) {
    for (; answered < commands.size(); answered++) {
      PendingCommand command = commands.get(answered);
      if (command.isAsking()) {
        wire.read();
      }
      Object answer = wire.read();
      if (command.command().replication() == null) {
        command.take(answer, node);
      } else {
        Object replicas = wire.read();
        command.take(answer, node);
        command.takeReplicas(replicas, node);
      }
    }
  }

  /** Of the commands without a reply, those that were written may have had an effect. */
  @Override
  public void broken(JedisException cause) {
    for (int i = answered; i < commands.size(); i++) {
      PendingCommand command = commands.get(i);
      if (i < sent) {
        command.lost(cause, node);
      } else {
        command.notSent(cause);
      }
    }
  }

  @Override
  public void end() {
    ended = true;
    if (atEnd != null) {
      node.leave(size);
      atEnd.run();
    } else if (waiter != Thread.currentThread()) {
      LockSupport.unpark(waiter);
    }
  }

  @Override
  public boolean callReader() {
    if (callable) {
      LockSupport.unpark(waiter);
    }
    return callable;
  }
}
