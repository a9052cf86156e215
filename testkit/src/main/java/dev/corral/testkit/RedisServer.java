package dev.corral.testkit;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;

/**
 * One real {@code redis-server} process on a free port of the loopback interface, without
 * persistence, in a temporary folder of its own. It is stopped by {@link #close()}, and at the
 * latest when this JVM ends.
 *
 * <p>A server is ready when a builder or {@link #restart()} returns it: it has answered PING.
 * Methods may be called from any thread; those that change the process ({@code kill}, {@code
 * restart}, {@code close}) run one at a time.
 */
public final class RedisServer implements RedisDeploymentHandle {

  private final RedisLaunch launch;
  private final RedisAccess access;
  private final @Nullable TlsProxy tlsProxy;
  private volatile ManagedProcess process;
  private boolean closed;

  private RedisServer(
      RedisLaunch launch, RedisAccess access, @Nullable TlsProxy tlsProxy, ManagedProcess process) {
    this.launch = launch;
    this.access = access;
    this.tlsProxy = tlsProxy;
    this.process = process;
  }

  /** Starts a server with the defaults. */
  public static RedisServer start() {
    return builder().build();
  }

  /** Describes a server that differs from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** {@code redis://} or {@code rediss://}, with the password if there is one. */
  @Override
  public URI uri() {
    String password = access.password();
    return uri(password == null ? "" : ":" + encoded(password) + "@");
  }

  /**
   * The URI for a user declared with {@link Builder#aclUser}.
   *
   * @throws IllegalArgumentException if there is no such user
   */
  public URI uriOf(String user) {
    String password = access.users().get(user);
    if (password == null) {
      throw new IllegalArgumentException("No ACL user " + user + " was declared");
    }
    return uri(encoded(user) + ":" + encoded(password) + "@");
  }

  private URI uri(String credentials) {
    String scheme = access.tls() == null ? "redis" : "rediss";
    return URI.create(scheme + "://" + credentials + host() + ":" + port());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** The address it listens on: {@code 127.0.0.1}. */
  public String host() {
    return RedisAccess.HOST;
  }

  /** The port for clients; it stays the same for the life of this object. */
  public int port() {
    return access.port();
  }

  /** The process id of the running or last running server process. */
  public long pid() {
    return process.pid();
  }

  /** Whether the process runs; a paused one does. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** The password of the default user, or null if it has none. */
  public @Nullable String password() {
    return access.password();
  }

  /**
   * A PKCS12 store with the certificate that a client must trust.
   *
   * @throws IllegalStateException if the server has no TLS
   */
  public Path trustStore() {
    return tls().trustStore();
  }

  /**
   * The password of {@link #trustStore()}.
   *
   * @throws IllegalStateException if the server has no TLS
   */
  public String trustStorePassword() {
    return tls().password();
  }

  private TlsMaterial tls() {
    TlsMaterial tls = access.tls();
    if (tls == null) {
      throw new IllegalStateException(
          "This server has no TLS: build it with RedisServer.builder().tls()");
    }
    return tls;
  }

  @Override
  public List<RedisServer> primaries() {
    return List.of(this);
  }

  /**
   * Runs one command on a connection of its own and returns the raw reply: {@code byte[]} for
   * strings of both kinds, {@code Long}, {@code List<Object>}, or null.
   *
   * @throws redis.clients.jedis.exceptions.JedisDataException if the reply is an error
   * @throws redis.clients.jedis.exceptions.JedisConnectionException if the server does not answer
   */
  public @Nullable Object command(String... args) {
    try (Connection connection = connect()) {
      return RedisAccess.run(connection, args);
    }
  }

  /** Like {@link #command}, for replies that are text or numbers; a null reply is an empty text. */
  public String commandText(String... args) {
    return RedisAccess.text(command(args));
  }

  /**
   * How often each command was called, from {@code INFO commandstats}: names in lower case,
   * sub-commands as the server reports them ({@code config|get} since 7.0).
   */
  public Map<String, Long> commandStats() {
    Map<String, Long> calls = new TreeMap<>();
    RedisAccess.info(commandText("INFO", "commandstats"))
        .forEach(
            (name, value) -> {
              String count = value.substring("calls=".length(), value.indexOf(','));
              calls.put(name.substring("cmdstat_".length()), Long.valueOf(count));
            });
    return calls;
  }

  /** Sets the counters of {@link #commandStats()} to zero. */
  public void resetCommandStats() {
    command("CONFIG", "RESETSTAT");
  }

  Connection connect() {
    return access.connect();
  }

  RedisAccess access() {
    return access;
  }

  /** Kills the process with SIGKILL; a server that is dead already stays so. */
  public synchronized void kill() {
    process.kill();
  }

  /**
   * Kills the process if it runs and starts it anew on the same port, empty; a cluster node keeps
   * its identity.
   *
   * @throws IllegalStateException if the server was closed or does not come up
   */
  public synchronized void restart() {
    if (closed) {
      throw new IllegalStateException("This Redis server was closed: it cannot be restarted");
    }
    process.kill();
    process = launch.relaunch(access);
  }

  /**
   * Adds or replaces an option for the next {@link #restart()}; the running process is unchanged.
   */
  synchronized void optionForRestart(String name, String value) {
    launch.option(name, value);
  }

  /** Stops the process with SIGSTOP: connections stay open, nothing is answered. */
  public void pause() {
    process.pause();
  }

  /** Lets a paused process run on. */
  public void resume() {
    process.resume();
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    process.kill();
    if (tlsProxy != null) {
      tlsProxy.close();
    }
    launch.release();
  }

  @Override
  public String toString() {
    return "Redis at " + host() + ":" + port();
  }

  /** Describes a server; not safe for use by several threads. */
  public static final class Builder {

    private final Map<String, String> options = new LinkedHashMap<>();
    private final List<String> aclLines = new ArrayList<>();
    private final Map<String, String> users = new LinkedHashMap<>();
    private @Nullable String password;
    private boolean tls;
    private boolean tlsByProxy;
    private boolean sentinel;
    private @Nullable RedisBinary binary;

    private Builder() {}

    /**
     * Sets an option of {@code redis.conf}.
     *
     * @param value as it stands in the file: several arguments are separated by spaces, one that
     *     has spaces is quoted
     */
    public Builder option(String name, String value) {
      options.put(name, value);
      return this;
    }

    /** Requires this password of the default user. */
    public Builder password(String password) {
      this.password = password;
      return this;
    }

    /**
     * Declares an ACL user.
     *
     * @param rules as for {@code ACL SETUSER}, for example {@code "~corral:*", "+@all"}
     */
    public Builder aclUser(String name, String password, String... rules) {
      users.put(name, password);
      aclLines.add(
          "user "
              + name
              + " on "
              + RedisLaunch.quoted(">" + password)
              + " "
              + String.join(" ", rules));
      return this;
    }

    /** Serves TLS only, with a self-signed certificate for 127.0.0.1 and localhost. */
    public Builder tls() {
      tls = true;
      return this;
    }

    /** Takes this executable instead of {@link RedisBinary#find()}. */
    public Builder binary(RedisBinary binary) {
      this.binary = binary;
      return this;
    }

    /** Terminates TLS in front of the server even if the binary could do it itself. */
    Builder tlsByProxy() {
      tlsByProxy = true;
      return tls();
    }

    /** Runs the executable as a Sentinel. */
    Builder sentinel() {
      sentinel = true;
      return this;
    }

    /**
     * Starts the server and waits until it answers.
     *
     * @throws IllegalStateException if it does not come up; the message has the end of its log
     */
    public RedisServer build() {
      RedisBinary chosen = binary == null ? RedisBinary.find() : binary;
      TlsMaterial material = tls ? TlsMaterial.shared() : null;
      boolean proxied = tls && (tlsByProxy || !chosen.supportsTls());
      RedisLaunch launch =
          new RedisLaunch(chosen, sentinel, options, aclLines)
              .password(password)
              .nativeTls(proxied ? null : material);
      try {
        RedisLaunch.Launched launched = launch.launch(password, users);
        if (!proxied || material == null) {
          return new RedisServer(launch, launched.access(), null, launched.process());
        }
        TlsProxy proxy = TlsProxy.to(RedisAccess.HOST, launched.access().port(), material);
        RedisAccess outside = new RedisAccess(proxy.port(), password, users, material);
        return new RedisServer(launch, outside, proxy, launched.process());
      } catch (RuntimeException e) {
        launch.release();
        throw e;
      }
    }
  }
}
