package dev.corral.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network between a client and one Redis server that fails as told.
 *
 * <p>It understands the protocol, both versions: a fault hits exactly the command that was meant,
 * also within a pipeline. A TLS connection passes unread, so that only the faults that need no
 * commands apply to it. The links of replicas that run through the proxy of a cluster node are
 * exempt from all faults but {@link #refuse}, and are not counted.
 *
 * <p>All methods may be called at any time from any thread and take effect at once. Commands of one
 * connection stay in order; connections do not wait for each other.
 */
public final class FaultyProxy implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(FaultyProxy.class);
  private static final int REBIND_ATTEMPTS = 100;

  private final InetSocketAddress target;
  private final int port;
  private final Set<ProxyConnection> connections = ConcurrentHashMap.newKeySet();
  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private final AtomicLong commandsSeen = new AtomicLong();
  private final AtomicLong faultsInjected = new AtomicLong();
  private final MessageFaults messageFaults = new MessageFaults();
  private volatile Duration delayToServer = Duration.ZERO;
  private volatile Duration delayToClient = Duration.ZERO;
  private volatile boolean swallowing;
  private volatile @Nullable List<String> record;
  private @Nullable ServerSocket listener;
  private @Nullable Thread acceptor;
  private boolean closed;

  private record Rule(Predicate<List<byte[]>> which, Fault fault, AtomicInteger left) {

    boolean claims(List<byte[]> command) {
      return left.get() > 0 && which.test(command) && left.getAndDecrement() > 0;
    }
  }

  private FaultyProxy(InetSocketAddress target, ServerSocket listener) {
    this.target = target;
    this.port = listener.getLocalPort();
    listen(listener);
  }

  /** Opens a proxy in front of a server, without any fault. The server need not run yet. */
  public static FaultyProxy to(String host, int port) {
    return new FaultyProxy(new InetSocketAddress(host, port), Listeners.open(FaultyProxy::bind));
  }

  private static ServerSocket bind(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(Listeners.loopback(), port), 256);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private synchronized void listen(ServerSocket opened) {
    listener = opened;
    acceptor = Threads.daemon("proxy-accept", () -> accept(opened));
  }

  private void accept(ServerSocket opened) {
    while (!opened.isClosed()) {
      try {
        Socket client = opened.accept();
        ProxyConnection connection = new ProxyConnection(this, client);
        connections.add(connection);
        if (opened.isClosed()) {
          connection.cut();
        } else {
          connection.start(target);
        }
      } catch (IOException e) {
        log.debug("The proxy on port {} stopped to accept: {}", port, e.toString());
      }
    }
  }

  /** The port for clients, on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** The URI of the server with this proxy's host and port instead. */
  public URI uri(URI original) {
    String userInfo = original.getRawUserInfo() == null ? "" : original.getRawUserInfo() + "@";
    String path = original.getRawPath() == null ? "" : original.getRawPath();
    String query = original.getRawQuery() == null ? "" : "?" + original.getRawQuery();
    return URI.create(
        original.getScheme() + "://" + userInfo + RedisAccess.HOST + ":" + port + path + query);
  }

  /** Resets all connections of clients now. New ones are welcome. */
  public void cutAll() {
    connections.stream().filter(c -> !c.isReplica()).forEach(ProxyConnection::cut);
  }

  /**
   * Resets now the connections whose subscription the server has acknowledged; the others stay, and
   * new ones are welcome.
   */
  public void cutSubscribers() {
    connections.stream().filter(ProxyConnection::hasSubscribed).forEach(ProxyConnection::cut);
  }

  /**
   * Whether new connections are refused, as if nothing listened here; open ones stay.
   *
   * @throws IllegalStateException if the proxy was closed
   */
  public synchronized void refuse(boolean refuse) {
    if (closed) {
      throw new IllegalStateException("The proxy was closed");
    }
    if (refuse) {
      stopListening();
    } else if (listener == null) {
      listen(reopen());
    }
  }

  private ServerSocket reopen() {
    for (int attempt = 1; ; attempt++) {
      try {
        return bind(port);
      } catch (IOException e) {
        if (attempt == REBIND_ATTEMPTS) {
          throw new UncheckedIOException("Port " + port + " cannot be bound again", e);
        }
        Await.pause(20);
      }
    }
  }

  private synchronized void stopListening() {
    if (listener != null) {
      try {
        listener.close();
      } catch (IOException e) {
        log.debug("Closing the listener failed", e);
      }
      listener = null;
    }
    // A thread inside accept() keeps the port open for a moment after the close.
    if (acceptor != null) {
      Threads.join(acceptor);
      acceptor = null;
    }
  }

  /** Holds back what flows from now on, in both directions. */
  public void delay(Duration each) {
    delay(each, each);
  }

  /** Holds back what flows from now on, by at least that long per burst; zero for no delay. */
  public void delay(Duration toServer, Duration toClient) {
    delayToServer = toServer;
    delayToClient = toClient;
  }

  /** Whether replies are thrown away while requests still pass, on all connections. */
  public void swallowReplies(boolean swallow) {
    swallowing = swallow;
  }

  /**
   * Loses each published message, from now on, with this probability; acknowledgements of
   * subscriptions, pongs and other replies always pass.
   *
   * @param fraction from 0 for none to 1 for all
   * @throws IllegalArgumentException if it is something else
   */
  public void loseMessages(double fraction) {
    messageFaults.lose(fraction, new Random());
  }

  /**
   * Like {@link #loseMessages(double)}: the same seed loses the same ones of a sequence of
   * messages, which all connections of this proxy share.
   */
  public void loseMessages(double fraction, long seed) {
    messageFaults.lose(fraction, new Random(seed));
  }

  /**
   * Lets each published message arrive that much later from now on, however many there are. Replies
   * on the same connection stay in order with the messages: a pong is as late as the message before
   * it. Once the delay is ended, the messages under way still arrive when they are due.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public void delayMessages(Duration each) {
    messageFaults.delay(each);
  }

  /**
   * Does this to each of the next commands that match.
   *
   * @param which sees a whole command, name first, and must be safe for concurrent use
   * @param times how many commands are hit before the rule is spent; the first rule that matches
   *     wins
   */
  public void onCommand(Predicate<List<byte[]>> which, Fault fault, int times) {
    rules.add(new Rule(which, fault, new AtomicInteger(times)));
  }

  /**
   * Like {@link #onCommand(Predicate, Fault, int)}, for the next command of that name, in any case.
   */
  public void onCommand(String name, Fault fault) {
    onCommand(command -> name.equalsIgnoreCase(nameOf(command)), fault, 1);
  }

  /**
   * Ends all faults: no rules, no delays, nothing refused, swallowed or lost. A silenced connection
   * stays so.
   */
  public void heal() {
    rules.clear();
    delay(Duration.ZERO);
    swallowReplies(false);
    messageFaults.heal();
    refuse(false);
  }

  /** How many commands arrived since the proxy was opened, those that were cut off included. */
  public long commandsSeen() {
    return commandsSeen.get();
  }

  /** How many commands met a fault set by {@code onCommand}. */
  public long faultsInjected() {
    return faultsInjected.get();
  }

  /** How many messages were lost by {@code loseMessages}. */
  public long messagesLost() {
    return messageFaults.lost();
  }

  /** How many connections are open whose subscription the server has acknowledged. */
  public int subscribers() {
    return (int) connections.stream().filter(ProxyConnection::hasSubscribed).count();
  }

  /** How many connections of clients are open. */
  public int connections() {
    return (int) connections.stream().filter(c -> !c.isReplica()).count();
  }

  /**
   * Records from now on, forgetting an earlier record.
   *
   * @return a live list of command names in upper case, in the order of arrival
   */
  public List<String> recordCommands() {
    List<String> fresh = new CopyOnWriteArrayList<>();
    record = fresh;
    return fresh;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    stopListening();
    connections.forEach(ProxyConnection::cut);
    Ports.giveBack(port);
  }

  static String nameOf(List<byte[]> command) {
    return new String(command.get(0), ISO_8859_1).toUpperCase(Locale.ROOT);
  }

  /** Counts and records a command, and says which fault it meets. */
  @Nullable Fault judge(List<byte[]> command) {
    commandsSeen.incrementAndGet();
    List<String> recorded = record;
    if (recorded != null) {
      recorded.add(nameOf(command));
    }
    for (Rule rule : rules) {
      if (rule.claims(command)) {
        faultsInjected.incrementAndGet();
        return rule.fault();
      }
    }
    return null;
  }

  MessageFaults messageFaults() {
    return messageFaults;
  }

  Duration delayToServer() {
    return delayToServer;
  }

  Duration delayToClient() {
    return delayToClient;
  }

  boolean isSwallowing() {
    return swallowing;
  }

  void ended(ProxyConnection connection) {
    connections.remove(connection);
  }
}
