package dev.corral.internal.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.commands.ProtocolCommand;

/**
 * One command to Redis, as data.
 *
 * <p>A <em>repeatable</em> command may be sent again when its reply was lost: it reads, or doing it
 * twice is the same as doing it once. Any other is sent at most once.
 */
public final class Command {
  /** From how many bytes on commands are large. */
  static final int LARGE = 32 * 1024;

  /** What an argument costs beside its bytes: it may be a key whose value is in the reply. */
  private static final int ARGUMENT = 128;

  private final ProtocolCommand name;
  private final @Nullable Script script;
  private final int keys;
  private final byte[][] arguments;
  private final int slot;
  private final boolean repeatable;
  private final @Nullable Replication replication;
  private final int size;

  /**
   * That a change is to be acknowledged by replicas.
   *
   * @param replicas how many, at least 1
   * @param timeout how long to wait for them
   */
  public record Replication(int replicas, Duration timeout) {}

  private Command(
      ProtocolCommand name,
      @Nullable Script script,
      int keys,
      byte[][] arguments,
      int slot,
      boolean repeatable,
      @Nullable Replication replication) {
    this.name = name;
    this.script = script;
    this.keys = keys;
    this.arguments = arguments;
    this.slot = slot;
    this.repeatable = repeatable;
    this.replication = replication;
    int bytes = 0;
    for (byte[] argument : arguments) {
      bytes += argument.length + ARGUMENT;
    }
    this.size = bytes;
  }

  /** A command that reads, or whose repetition does no harm. */
  public static Command repeatable(int slot, ProtocolCommand name, byte[]... arguments) {
    return new Command(name, null, 0, arguments, slot, true, null);
  }

  /** A command that is sent at most once. */
  public static Command once(int slot, ProtocolCommand name, byte[]... arguments) {
    return new Command(name, null, 0, arguments, slot, false, null);
  }

  /**
   * A script.
   *
   * @param slot the hash slot of its keys
   * @param script what to run
   * @param repeatable whether it may be sent again when its reply was lost
   * @param keys how many of the arguments, from the first, are keys
   * @param arguments keys, then the rest
   */
  public static Command script(
      int slot, Script script, boolean repeatable, int keys, byte[]... arguments) {
    return new Command(Protocol.Command.EVALSHA, script, keys, arguments, slot, repeatable, null);
  }

  /**
   * The reads that together tell what an MGET does, each of one key; empty for any other command.
   * While a slot migrates, its keys live on two servers, and neither answers for several of them.
   */
  List<Command> singleReads() {
    List<Command> reads = new ArrayList<>();
    if (name == Protocol.Command.MGET) {
      for (byte[] key : arguments) {
        reads.add(repeatable(slot, Protocol.Command.GET, key));
      }
    }
    return reads;
  }

  /** The same command, whose reply comes when that many replicas have its effect; null: at once. */
  public Command replicated(@Nullable Replication wanted) {
    return new Command(name, script, keys, arguments, slot, repeatable, wanted);
  }

  @Nullable Replication replication() {
    return replication;
  }

  int slot() {
    return slot;
  }

  /** An estimate of the bytes that it and its reply have, from its arguments alone. */
  int size() {
    return size;
  }

  /** Whether it would hold up others on the same connection. */
  boolean isLarge() {
    return replication != null || name == Protocol.Command.SCAN || size > LARGE;
  }

  boolean isRepeatable() {
    return repeatable;
  }

  /** The wire form; {@code inFull} sends a script's text in place of its digest. */
  CommandArguments toArguments(boolean inFull) {
    CommandArguments wire =
        new CommandArguments(script != null && inFull ? Protocol.Command.EVAL : name);
    if (script != null) {
      wire.add(inFull ? script.source() : script.digest());
      wire.add(Integer.toString(keys).getBytes(StandardCharsets.US_ASCII));
    }
    for (byte[] argument : arguments) {
      wire.add(argument);
    }
    return wire;
  }

  @Override
  public String toString() {
    return script == null ? name.toString() : "script " + script;
  }
}
