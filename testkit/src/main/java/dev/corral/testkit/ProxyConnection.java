package dev.corral.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection through a {@link FaultyProxy}: a thread that passes commands on and one that
 * passes replies back. They share a queue with one mark for each command under way, in order, which
 * says what becomes of its reply; so a fault meets the reply of its own command whatever else is in
 * the pipeline.
 *
 * <p>After a command whose replies cannot be counted (subscriptions, MONITOR, replication) replies
 * pass as they come, and a fault on a later command meets what comes next. From a subscription on,
 * what comes is told apart into messages and replies, see {@link SubscribedFlow}.
 */
final class ProxyConnection {

  private static final Logger log = LoggerFactory.getLogger(ProxyConnection.class);
  private static final Duration DRAIN = Duration.ofSeconds(5);
  private static final Set<String> SUBSCRIPTION = Set.of("SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE");
  private static final Set<String> REPLICATION = Set.of("REPLCONF", "PSYNC", "SYNC");

  private enum Mark {
    PASS,
    STREAM,
    MESSAGES,
    CUT,
    SWALLOW;

    static Mark of(@Nullable Fault fault, String command) {
      if (fault == Fault.CUT_AFTER) {
        return CUT;
      }
      if (fault == Fault.SWALLOW_REPLY) {
        return SWALLOW;
      }
      if (SUBSCRIPTION.contains(command)) {
        return MESSAGES;
      }
      return REPLICATION.contains(command) || command.equals("MONITOR") ? STREAM : PASS;
    }

    boolean isEndless() {
      return this == STREAM || this == MESSAGES;
    }
  }

  private final FaultyProxy proxy;
  private final Socket client;
  private final Socket server = new Socket();
  private final Deque<Mark> underWay = new ArrayDeque<>();
  private int undelivered;
  private boolean streaming;
  private boolean cutAtNextBytes;
  private volatile boolean subscribed;
  private volatile boolean replica;
  private volatile boolean silent;

  ProxyConnection(FaultyProxy proxy, Socket client) {
    this.proxy = proxy;
    this.client = client;
  }

  void start(InetSocketAddress target) {
    Threads.daemon("proxy-commands", () -> run(() -> passCommands(target)));
  }

  boolean isReplica() {
    return replica;
  }

  /** Whether the server has acknowledged a subscription, be it ended since. */
  boolean hasSubscribed() {
    return subscribed;
  }

  private interface Passing {
    void run() throws IOException;
  }

  private void run(Passing passing) {
    try {
      passing.run();
    } catch (IOException e) {
      log.debug("A connection through the proxy ended: {}", e.toString());
      cut();
    }
  }

  private void passCommands(InetSocketAddress target) throws IOException {
    server.connect(target);
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    BufferedInputStream in = new BufferedInputStream(client.getInputStream());
    in.mark(1);
    boolean opaque = Resp.isTls(in.read());
    in.reset();
    if (opaque) {
      synchronized (this) {
        streaming = true;
      }
    }
    Threads.daemon("proxy-replies", () -> run(this::passReplies));
    if (opaque) {
      copy(in);
    } else if (!passUntilFault(in)) {
      return;
    }
    server.shutdownOutput();
  }

  private void copy(InputStream in) throws IOException {
    byte[] buffer = new byte[16_384];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      hold(proxy.delayToServer());
      server.getOutputStream().write(buffer, 0, n);
    }
  }

  /** False if a fault ended the flow of commands, true if the client did. */
  private boolean passUntilFault(InputStream in) throws IOException {
    ByteArrayOutputStream burst = new ByteArrayOutputStream();
    while (true) {
      List<byte[]> command = Resp.readCommand(in);
      if (command == null) {
        send(burst);
        return true;
      }
      String name = FaultyProxy.nameOf(command);
      replica |= REPLICATION.contains(name);
      Fault fault = replica ? null : proxy.judge(command);
      if (fault == Fault.CUT_BEFORE) {
        send(burst);
        awaitDelivery();
        cut();
        return false;
      }
      expect(fault, name);
      burst.writeBytes(Resp.encode(command));
      if (fault != null || in.available() == 0) {
        send(burst);
      }
      if (fault == Fault.CUT_AFTER) {
        return false;
      }
    }
  }

  private void send(ByteArrayOutputStream burst) throws IOException {
    if (burst.size() > 0) {
      hold(replica ? Duration.ZERO : proxy.delayToServer());
      burst.writeTo(server.getOutputStream());
      burst.reset();
    }
  }

  private synchronized void expect(@Nullable Fault fault, String command) {
    if (streaming) {
      cutAtNextBytes |= fault == Fault.CUT_AFTER;
      silent |= fault == Fault.SWALLOW_REPLY;
      return;
    }
    undelivered++;
    underWay.add(Mark.of(fault, command));
  }

  private synchronized void awaitDelivery() {
    long deadline = System.nanoTime() + DRAIN.toNanos();
    try {
      while (undelivered > 0 && !streaming && !client.isClosed()) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return;
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void passReplies() throws IOException {
    BufferedInputStream in = new BufferedInputStream(server.getInputStream());
    ByteArrayOutputStream burst = new ByteArrayOutputStream();
    int answered = 0;
    boolean push = false;
    while (!isStreaming()) {
      byte[] reply = Resp.readReply(in);
      if (reply == null) {
        deliver(burst, answered);
        close();
        return;
      }
      push = Resp.isPush(reply);
      Mark mark = next(push);
      if (mark == Mark.CUT) {
        deliver(burst, answered);
        cut();
        return;
      }
      if (mark == Mark.SWALLOW) {
        deliver(burst, answered);
        answered = 0;
        silent = true;
      }
      answered += push ? 0 : 1;
      burst.writeBytes(reply);
      if (in.available() == 0 || isStreaming()) {
        deliver(burst, answered);
        answered = 0;
      }
    }
    if (!subscribed) {
      stream(in);
    } else if (new SubscribedFlow(proxy.messageFaults(), late -> deliver(late, 0), this::cut)
        .pass(in, push, this::isCutDue)) {
      close();
    } else {
      cut();
    }
  }

  private void stream(InputStream in) throws IOException {
    byte[] buffer = new byte[16_384];
    ByteArrayOutputStream burst = new ByteArrayOutputStream();
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      if (isCutDue()) {
        cut();
        return;
      }
      burst.write(buffer, 0, n);
      deliver(burst, 0);
    }
    close();
  }

  /** Takes the mark that the reply answers; a push answers only a subscription. */
  private synchronized Mark next(boolean push) {
    Mark first = underWay.peek();
    if (push && (first == null || !first.isEndless())) {
      return Mark.PASS;
    }
    Mark mark = underWay.isEmpty() ? Mark.STREAM : underWay.remove();
    streaming = mark.isEndless();
    subscribed = mark == Mark.MESSAGES;
    return mark;
  }

  private synchronized boolean isStreaming() {
    return streaming;
  }

  private synchronized boolean isCutDue() {
    return cutAtNextBytes;
  }

  private void deliver(ByteArrayOutputStream burst, int answered) throws IOException {
    if (burst.size() > 0) {
      hold(replica ? Duration.ZERO : proxy.delayToClient());
      if (replica || !(silent || proxy.isSwallowing())) {
        OutputStream out = client.getOutputStream();
        burst.writeTo(out);
      }
      burst.reset();
    }
    synchronized (this) {
      undelivered -= answered;
      notifyAll();
    }
  }

  private static void hold(Duration delay) {
    if (!delay.isZero()) {
      Await.pause(delay.toMillis());
    }
  }

  /** Ends both sides with a reset. */
  void cut() {
    reset(client);
    reset(server);
    ended();
  }

  private void close() {
    quietly(client);
    quietly(server);
    ended();
  }

  private void ended() {
    proxy.ended(this);
    synchronized (this) {
      notifyAll();
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      log.trace("Already closed", e);
    }
    quietly(socket);
  }

  private static void quietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      log.trace("Closing failed", e);
    }
  }
}
