package dev.corral.internal.redis;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One connection that many callers share: what they ask at the same time travels together.
 *
 * <p>No thread belongs to it on the synchronous path. A caller queues its exchange; whoever gets
 * the right to write writes all that is queued and flushes once. Whoever gets the right to read
 * reads replies in the order of the requests, until it has its own; the others are parked. Of a
 * caller that is alone, all is done by its own thread. For callers that can't read (no thread
 * waits, or a virtual one, whose interruption would close the socket) a {@link LaneReader} does.
 *
 * <p>Whoever lets go of a right looks after it whether something was left for the next, so that no
 * one is forgotten: what is queued while another writes is written by that one; what is written
 * while another reads is read by that one or by whom it calls.
 *
 * <p>Thread-safe. Only {@link #await} blocks, for about the read timeout in silence at most; then
 * the connection is broken for all that is under way on it. Once broken it stays so.
 */
final class Lane {
  /** A connection that was idle for longer is checked before something is sent on it. */
  private static final long TRUSTED_IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long PROMPT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /** Enough for commands to travel together; more would wait for each other. */
  private static final int PLENTY = 64;

  private static final int MOST_AT_ONCE = 256;
  private static final int MOST_FOR_OTHERS = 256;
  private static final int MOST_ROUNDS = 4;
  private static final int MOST_CANDIDATES = 32;
  private static final int LINGER_MILLIS = 20;
  private static final CommandArguments PING = new CommandArguments(Protocol.Command.PING);

  private final Node node;
  private final Wire wire;
  private final int timeoutMillis;
  private final LaneReader reader;
  private final Queue<Exchange> queued = new ConcurrentLinkedQueue<>();
  private final Queue<Sent> underWay = new ConcurrentLinkedQueue<>();
  private final ReentrantLock writing = new ReentrantLock();
  private final ReentrantLock reading = new ReentrantLock();
  private final AtomicInteger load = new AtomicInteger();
  private volatile long progressNanos = System.nanoTime();
  private volatile long busyNanos = System.nanoTime();
  private volatile boolean checking;
  private volatile @Nullable JedisException broken;

  /** What was written, and when. */
  private record Sent(Talk talk, long nanos) {}

  Lane(Node node, Wire wire, int timeoutMillis) {
    this.node = node;
    this.wire = wire;
    this.timeoutMillis = timeoutMillis;
    this.reader = new LaneReader(this, "corral-reader-" + node.address());
  }

  boolean isBroken() {
    return broken != null;
  }

  /** How many exchanges are queued or under way. */
  int load() {
    return load.get();
  }

  /** Whether it has something to answer and has been silent for a while. */
  boolean isSlow() {
    return load.get() > 0 && isSilentFor(SLOW_NANOS);
  }

  /** Whether one more would travel with others, and wait for few of them. */
  boolean isPrompt() {
    int others = load.get();
    return others == 0 || (others < PLENTY && !isSilentFor(PROMPT_NANOS));
  }

  private boolean isSilentFor(long nanos) {
    long now = System.nanoTime();
    return now - progressNanos > nanos && now - busyNanos > nanos;
  }

  /** Sends an exchange; what becomes of it is told by it. */
  void send(Exchange exchange) {
    if (load.get() == 0) {
      busyNanos = System.nanoTime();
    }
    load.incrementAndGet();
    queued.add(exchange);
    if (underWay.isEmpty() || !reading.isLocked()) {
      writeQueued();
    }
    if (!exchange.isCallable()) {
      callReader(exchange);
    }
  }

  /** Waits for an exchange that was sent here by this thread, and reads meanwhile for others. */
  void await(Exchange exchange) {
    boolean interrupted = false;
    while (!hasEnded(exchange)) {
      interrupted |= park(exchange);
    }
    callReader(null);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean hasEnded(Exchange exchange) {
    while (!exchange.hasEnded()) {
      if (!exchange.reads() || underWay.isEmpty() || !reading.tryLock()) {
        return false;
      }
      try {
        readUntil(exchange);
      } finally {
        reading.unlock();
      }
      writeQueued();
    }
    return true;
  }

  /** Until called or told; whether the thread was interrupted meanwhile. */
  private boolean park(Exchange exchange) {
    long patience = TimeUnit.MILLISECONDS.toNanos(2L * timeoutMillis + exchange.extraMillis());
    long begin = System.nanoTime();
    LockSupport.parkNanos(this, patience);
    boolean interrupted = Thread.interrupted();
    if (System.nanoTime() - begin >= patience && wire.isSilentFor(patience)) {
      // This process may have been paused: who reads gets a moment to see what came meanwhile.
      LockSupport.parkNanos(this, patience / 4);
    }
    if (!exchange.hasEnded()
        && System.nanoTime() - begin >= patience
        && wire.isSilentFor(patience)) {
      breakWith(new JedisConnectionException("No reply came, and no thread read any"));
      callReader(null);
    }
    return Thread.interrupted() || interrupted;
  }

  /** Breaks the connection for all that is under way. */
  void end(JedisException cause) {
    breakWith(cause);
    writeQueued();
    callReader(null);
    reader.end();
  }

  private void breakWith(JedisException cause) {
    if (broken == null) {
      broken = cause;
    }
    wire.cut();
  }

  /**
   * Writes what is queued, unless another thread does, which then sees to it. Leaves the rest to
   * who reads after a while, so that no one writes for others without end: the caller reads next,
   * or finds someone who does.
   */
  private void writeQueued() {
    for (int rounds = 0; !queued.isEmpty() && !checking; rounds++) {
      if ((rounds >= MOST_ROUNDS && !underWay.isEmpty()) || !writing.tryLock()) {
        return;
      }
      try {
        write();
      } finally {
        writing.unlock();
      }
    }
  }

  private void write() {
    JedisException cause = broken;
    if (cause != null) {
      refuseQueued(cause);
      return;
    }
    try {
      letOthersJoin();
      long now = System.nanoTime();
      if (underWay.isEmpty()) {
        if (now - progressNanos > TRUSTED_IDLE_NANOS) {
          checking = true;
          write(new Check(), now);
          wire.flush();
          return;
        }
        progressNanos = now;
      }
      if (node.clock().isStale()) {
        write(new TimeQuestion(node.clock(), now), now);
      }
      int written = 0;
      for (Exchange next = queued.poll(); next != null; next = queued.poll()) {
        write(next, now);
        if (++written == MOST_AT_ONCE) {
          break;
        }
      }
      wire.flush();
    } catch (JedisException e) {
      breakWith(e);
    } catch (RuntimeException | Error e) {
      // Half of a command may have been written; what follows would be taken for its rest.
      breakWith(new JedisConnectionException("A command could not be written", e));
    }
  }

  /**
   * Virtual threads that are about to ask come along. Platform threads would have to pay for it:
   * they would queue up behind all that the machine has to do.
   */
  private void letOthersJoin() {
    if (load.get() > 1 && VirtualThreads.isVirtual(Thread.currentThread())) {
      Thread.yield();
    }
  }

  /** It may be read before it is flushed, so it is under way before it is written. */
  private void write(Talk talk, long now) {
    underWay.add(new Sent(talk, now));
    talk.write(wire);
  }

  private void refuseQueued(JedisException cause) {
    for (Exchange next = queued.poll(); next != null; next = queued.poll()) {
      next.broken(cause);
      load.decrementAndGet();
      next.end();
    }
  }

  /** With the right to read: until an exchange has ended, and on while that costs no wait. */
  private void readUntil(Exchange exchange) {
    int others = 0;
    while (broken == null && !underWay.isEmpty()) {
      if (exchange.hasEnded() && (!wire.hasMore() || ++others > MOST_FOR_OTHERS)) {
        return;
      }
      readNext();
    }
    failIfBroken();
  }

  /**
   * Reads while there is something to read, unless another thread does; and a little longer, as
   * callers who do not read come one after the other.
   */
  void readAll() {
    while (!underWay.isEmpty() && reading.tryLock()) {
      try {
        boolean lingers = true;
        while (broken == null && lingers) {
          if (underWay.isEmpty()) {
            writeQueued();
            lingers = !underWay.isEmpty() || linger();
          } else {
            readNext();
          }
        }
        failIfBroken();
      } finally {
        reading.unlock();
      }
      writeQueued();
    }
  }

  private boolean linger() {
    try {
      return wire.receivesWithin(LINGER_MILLIS) || !underWay.isEmpty();
    } catch (JedisException e) {
      breakWith(e);
      return false;
    }
  }

  /** Whether replies are to be read. */
  boolean isAwaited() {
    return !underWay.isEmpty();
  }

  private void readNext() {
    Sent next = underWay.peek();
    if (next == null) {
      return;
    }
    try {
      if (!wire.hasMore()) {
        writeQueued();
      }
      wire.wait(patience(next));
      next.talk().read(wire);
    } catch (JedisException e) {
      breakWith(e);
      return;
    } catch (RuntimeException | Error e) {
      breakWith(new JedisConnectionException("A reply could not be read", e));
      return;
    }
    progressNanos = System.nanoTime();
    underWay.poll();
    endOf(next.talk());
  }

  /** What is left of the read timeout; some of it always, as this process may have been paused. */
  private int patience(Sent next) {
    int extra = next.talk().extraMillis();
    if (wire.hasMore()) {
      return timeoutMillis + extra;
    }
    long age = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - next.nanos());
    return (int) Math.max(timeoutMillis / 4 + 1, timeoutMillis - age) + extra;
  }

  private void endOf(Talk talk) {
    if (talk instanceof Exchange) {
      load.decrementAndGet();
    }
    talk.end();
  }

  /** With the right to read. No one writes meanwhile, so that it is clear what was written. */
  private void failIfBroken() {
    JedisException cause = broken;
    if (cause == null) {
      return;
    }
    writing.lock();
    try {
      for (Sent next = underWay.poll(); next != null; next = underWay.poll()) {
        next.talk().broken(cause);
        endOf(next.talk());
      }
      checking = false;
    } finally {
      writing.unlock();
    }
    writeQueued();
  }

  /**
   * Finds a reader if none reads and something is under way.
   *
   * @param own what the calling thread will read by itself
   */
  private void callReader(@Nullable Exchange own) {
    if (underWay.isEmpty() || reading.isLocked()) {
      return;
    }
    boolean needed = own == null || !own.reads();
    int seen = 0;
    for (Sent sent : underWay) {
      if (sent.talk().callReader()) {
        return;
      }
      needed |= sent.talk() instanceof Exchange && sent.talk() != own;
      if (++seen == MOST_CANDIDATES) {
        break;
      }
    }
    if (needed) {
      reader.call();
    }
  }

  /** Asks whether the connection lives before something is sent on it. */
  private final class Check implements Talk {
    @Override
    public void write(Wire to) {
      to.write(PING);
    }

    @Override
    public void read(Wire from) {
      from.read();
    }

    @Override
    public void broken(JedisException cause) {}

    @Override
    public void end() {
      checking = false;
      writeQueued();
    }
  }
}
