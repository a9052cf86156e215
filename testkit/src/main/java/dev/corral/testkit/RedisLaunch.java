package dev.corral.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;

/**
 * Writes the configuration of one server, starts its process and waits until it answers. A port
 * that someone else took between the choice and the bind is replaced by another. Not safe for
 * concurrent use.
 */
final class RedisLaunch {

  /** A process that has answered, and how to reach it. */
  record Launched(ManagedProcess process, RedisAccess access) {}

  private static final int ATTEMPTS = 10;
  private static final int LOG_TAIL = 20;
  private static final Duration READY = Duration.ofSeconds(30);
  private static final int PROBE_MILLIS = 2_000;

  private final RedisBinary binary;
  private final boolean sentinel;
  private final Map<String, String> options;
  private final List<String> lines;
  private final Path folder = TempFolders.create("corral-redis");
  private @Nullable String password;
  private @Nullable TlsMaterial tls;
  private int port;

  RedisLaunch(
      RedisBinary binary, boolean sentinel, Map<String, String> options, List<String> lines) {
    this.binary = binary;
    this.sentinel = sentinel;
    this.options = new LinkedHashMap<>(options);
    this.lines = List.copyOf(lines);
  }

  RedisLaunch password(@Nullable String password) {
    this.password = password;
    return this;
  }

  RedisLaunch nativeTls(@Nullable TlsMaterial tls) {
    this.tls = tls;
    return this;
  }

  void option(String name, String value) {
    options.put(name, value);
  }

  /** Starts on a free port. */
  Launched launch(@Nullable String password, Map<String, String> users) {
    for (int attempt = 1; ; attempt++) {
      port = Ports.free();
      RedisAccess access = new RedisAccess(port, password, users, tls);
      try {
        return new Launched(start(access), access);
      } catch (PortTakenException e) {
        Ports.giveBack(port);
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** Starts on the port of before, patiently: it may take a moment to become free. */
  ManagedProcess relaunch(RedisAccess access) {
    RedisAccess inside = new RedisAccess(port, access.password(), access.users(), tls);
    for (int attempt = 1; ; attempt++) {
      try {
        return start(inside);
      } catch (PortTakenException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        Await.pause(200);
      }
    }
  }

  void release() {
    TempFolders.delete(folder);
    if (port != 0) {
      Ports.giveBack(port);
    }
  }

  private ManagedProcess start(RedisAccess access) {
    Path log = folder.resolve("redis.log");
    List<String> command =
        new ArrayList<>(List.of(binary.path().toString(), writeConfiguration().toString()));
    if (sentinel) {
      command.add("--sentinel");
    }
    ManagedProcess process =
        ManagedProcess.start(
            new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile()));
    try {
      Await.until(
          READY, () -> "Redis on port " + port + " answered", () -> isReady(process, access, log));
      return process;
    } catch (RuntimeException e) {
      process.kill();
      throw e;
    }
  }

  private boolean isReady(ManagedProcess process, RedisAccess access, Path log) {
    if (!process.isAlive()) {
      String tail = tail(log);
      if (tail.contains("Address already in use") || tail.contains("Failed listening on port")) {
        throw new PortTakenException("Port " + port + " is taken by another process");
      }
      throw new Await.GaveUpException(binary + " ended at once. The end of its log:\n" + tail);
    }
    try (Connection connection = access.connect(PROBE_MILLIS)) {
      if (!connection.ping()) {
        return false;
      }
      // Another server may have taken the port first: its PONG is not ours.
      String info = RedisAccess.text(RedisAccess.run(connection, "INFO", "server"));
      return String.valueOf(process.pid()).equals(RedisAccess.info(info).get("process_id"));
    }
  }

  private Path writeConfiguration() {
    Map<String, String> merged = new LinkedHashMap<>();
    merged.put("bind", RedisAccess.HOST);
    merged.put("protected-mode", "no");
    merged.put("dir", quoted(folder.toString()));
    if (!sentinel) {
      merged.put("save", "\"\"");
      merged.put("appendonly", "no");
    }
    if (tls == null) {
      merged.put("port", String.valueOf(port));
    } else {
      merged.put("port", "0");
      merged.put("tls-port", String.valueOf(port));
      merged.put("tls-cert-file", quoted(tls.certificatePem().toString()));
      merged.put("tls-key-file", quoted(tls.keyPem().toString()));
      merged.put("tls-ca-cert-file", quoted(tls.certificatePem().toString()));
      merged.put("tls-auth-clients", "no");
    }
    if (password != null) {
      merged.put("requirepass", quoted(password));
    }
    merged.putAll(options);
    List<String> text = new ArrayList<>();
    merged.forEach((name, value) -> text.add(name + " " + (value.isEmpty() ? "\"\"" : value)));
    text.addAll(lines);
    try {
      return Files.write(folder.resolve("redis.conf"), text);
    } catch (IOException e) {
      throw new UncheckedIOException("The configuration of Redis cannot be written", e);
    }
  }

  private static String tail(Path log) {
    try {
      List<String> all = Files.readAllLines(log);
      return String.join("\n", all.subList(Math.max(0, all.size() - LOG_TAIL), all.size()));
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }

  /** A value as one argument of {@code redis.conf}, whatever characters it has. */
  static String quoted(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static final class PortTakenException extends Await.GaveUpException {
    private static final long serialVersionUID = 1L;

    PortTakenException(String message) {
      super(message);
    }
  }
}
