package dev.corral.internal.redis;

import dev.corral.CorralException;
import dev.corral.NotReplicatedException;
import dev.corral.RedisFullException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * A command on its way: where it goes next, how, and what became of it. Used by one thread at a
 * time.
 */
final class PendingCommand {
  /** How often it is followed however late it is: a reshuffling cluster may send it about. */
  private static final int MOST_DETOURS = 8;

  /** How often it is followed at once: longer ways are circles, until servers agree again. */
  private static final int DETOURS_WITHOUT_PAUSE = 3;

  private final Command command;
  private final @Nullable HostAndPort pinned;
  private @Nullable HostAndPort redirect;
  private boolean asking;
  private boolean inFull;
  private boolean pause;
  private boolean refresh;
  private boolean split;
  private boolean notSent;
  private boolean shown;
  private int detours;
  private @Nullable RuntimeException lastFailure;
  private @Nullable Reply reply;

  PendingCommand(Command command, @Nullable HostAndPort pinned) {
    this.command = command;
    this.pinned = pinned;
  }

  /** For commands that go to the owners of their slots. */
  static List<PendingCommand> of(List<Command> commands) {
    List<PendingCommand> pending = new ArrayList<>(commands.size());
    for (Command command : commands) {
      pending.add(new PendingCommand(command, null));
    }
    return pending;
  }

  /** The replies of commands that all have one. */
  static List<Reply> replies(List<PendingCommand> commands) {
    List<Reply> replies = new ArrayList<>(commands.size());
    for (PendingCommand command : commands) {
      replies.add(command.replyOrThrow());
    }
    return replies;
  }

  Command command() {
    return command;
  }

  /** Where it goes next; null means to the owner of its slot. */
  @Nullable HostAndPort target() {
    return redirect != null ? redirect : pinned;
  }

  boolean isAsking() {
    return asking;
  }

  boolean needsPause() {
    return pause;
  }

  /** Whether it met a migrating slot and can be done key by key. */
  boolean isToBeSplit() {
    return split && reply == null;
  }

  /** Takes the replies of its single reads. */
  void takeParts(List<Reply> parts) {
    List<@Nullable Object> values = new ArrayList<>();
    for (Reply part : parts) {
      if (part.failure() != null) {
        fail(part.failure());
        return;
      }
      values.add(part.value());
    }
    reply = Reply.ofParts(values, parts.get(parts.size() - 1).serverMillis());
  }

  /**
   * Whether a server has just said where or how to ask instead. To do that is no further attempt,
   * so no deadline forbids it: a script that the server does not know, a slot that has moved.
   */
  boolean isShownTheWay() {
    return shown && reply == null && detours <= MOST_DETOURS;
  }

  /** Whether it was neither answered nor tried. */
  boolean isFresh() {
    return reply == null && lastFailure == null;
  }

  boolean wantsRefresh() {
    return refresh && reply == null;
  }

  @Nullable Reply reply() {
    return reply;
  }

  @Nullable RuntimeException lastFailure() {
    return lastFailure;
  }

  Reply replyOrThrow() {
    if (reply == null) {
      throw new IllegalStateException("No reply to " + command);
    }
    return reply;
  }

  CommandArguments toArguments() {
    return command.toArguments(inFull);
  }

  void fail(RuntimeException failure) {
    if (reply == null) {
      reply = Reply.failed(failure);
    }
  }

  /** The connection broke before it was written: it goes out again, at once the first time. */
  void notSent(JedisException cause) {
    if (notSent) {
      retryLater(cause, true);
    } else {
      notSent = true;
      lastFailure = cause;
      pause = false;
      refresh = false;
    }
  }

  /** The connection broke after it was written: what it did is unknown. */
  void lost(JedisException cause, Node node) {
    if (command.isRepeatable()) {
      retryLater(cause, true);
    } else {
      fail(
          new ReplyLostException(
              "The reply of "
                  + node.address()
                  + " to "
                  + command
                  + " was lost: "
                  + cause.getMessage()
                  + causeOf(cause),
              cause));
    }
  }

  static String causeOf(Throwable e) {
    Throwable cause = e.getCause();
    return cause == null ? "" : " (" + cause + ")";
  }

  /** It had no effect; it goes out again, after a pause. */
  void retryLater(JedisException cause, boolean elsewhere) {
    shown = false;
    lastFailure = cause;
    redirect = null;
    asking = false;
    pause = true;
    refresh = elsewhere;
  }

  private static boolean isTryAgain(JedisDataException error) {
    return String.valueOf(error.getMessage()).startsWith("TRYAGAIN");
  }

  /** Takes how many replicas have the effect of what was done. */
  void takeReplicas(@Nullable Object acknowledged, Node node) {
    Command.Replication wanted = command.replication();
    if (wanted == null || reply == null || reply.failure() != null) {
      return;
    }
    if (!(acknowledged instanceof Long replicas) || replicas < wanted.replicas()) {
      reply =
          Reply.failed(
              new NotReplicatedException(
                  node.address()
                      + " carried out "
                      + command
                      + ", but within "
                      + wanted.timeout().toMillis()
                      + " ms not "
                      + wanted.replicas()
                      + " replicas had it: "
                      + (acknowledged instanceof Exception e ? e.getMessage() : acknowledged)
                      + ". The change stands; check the replicas, or lower wait-replicas."));
    }
  }

  /** Takes what the server answered: a value, or an error reply. */
  void take(@Nullable Object answer, Node node) {
    if (!(answer instanceof JedisDataException error)) {
      reply = Reply.of(answer, node);
      return;
    }
    lastFailure = error;
    refresh = false;
    ReplyError meaning = ReplyError.of(error);
    shown =
        meaning == ReplyError.NO_SCRIPT || meaning == ReplyError.MOVED || meaning == ReplyError.ASK;
    detours += shown ? 1 : 0;
    pause = shown && detours > DETOURS_WITHOUT_PAUSE;
    if (meaning == ReplyError.NO_SCRIPT) {
      inFull = true;
      return;
    }
    redirect = null;
    asking = false;
    switch (meaning) {
      case MOVED, ASK -> {
        redirect = ((JedisRedirectionException) error).getTargetNode();
        asking = meaning == ReplyError.ASK;
        refresh = meaning == ReplyError.MOVED;
      }
      case TRY_AGAIN -> {
        split = isTryAgain(error) && !command.singleReads().isEmpty();
        pause = true;
        refresh = true;
      }
      case FULL ->
          fail(
              new RedisFullException(
                  node.address()
                      + " has no memory left for "
                      + command
                      + ", which had no effect: "
                      + error.getMessage()
                      + ". Raise maxmemory, choose an eviction policy such as allkeys-lru, or give"
                      + " entries a lifetime; removals and clear() still work.",
                  error));
      default ->
          fail(
              new CorralException(
                  node.address() + " refused " + command + ": " + error.getMessage(), error));
    }
  }
}
