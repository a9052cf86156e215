package dev.corral.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another JVM with this one's class path that runs a {@link NodeTask} and answers calls.
 *
 * <p>It starts with a heap of 256 MB and with this JVM's system properties whose names begin with
 * {@code corral.} or {@code dev.corral.}. What it prints goes to this JVM's log. It ends when it is
 * closed, and when this JVM ends or dies. Safe for concurrent use: calls run concurrently in the
 * child, and answers come in any order. A blocking call waits at most the timeout of the builder
 * (60 s if not set).
 */
public final class ChildJvm implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ChildJvm.class);
  private static final long START_ID = 0;
  private static final Duration CLOSE = Duration.ofSeconds(10);

  private final ManagedProcess process;
  private final Writer toChild;
  private final Duration timeout;
  private final AtomicLong ids = new AtomicLong(START_ID);
  private final Map<Long, CompletableFuture<String>> waiting = new ConcurrentHashMap<>();

  private ChildJvm(ManagedProcess process, Duration timeout) {
    this.process = process;
    this.timeout = timeout;
    this.toChild = process.process().outputWriter(UTF_8);
  }

  /**
   * Starts a child with the defaults and waits until its task has started.
   *
   * @throws ChildJvmException if the task does not start
   */
  public static ChildJvm start(Class<? extends NodeTask> task, String... args) {
    return builder(task).start(args);
  }

  /** Describes a child that differs from the defaults. */
  public static Builder builder(Class<? extends NodeTask> task) {
    return new Builder(task);
  }

  private void listen() {
    CompletableFuture<String> started = new CompletableFuture<>();
    waiting.put(START_ID, started);
    Threads.daemon("child-" + pid() + "-out", () -> read(process.process().getInputStream()));
    try {
      await("start", started);
    } catch (RuntimeException e) {
      process.kill();
      throw e;
    }
  }

  private void read(InputStream stream) {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int marker = line.indexOf(Frame.MARKER);
        String printed = marker < 0 ? line : line.substring(0, marker);
        if (!printed.isEmpty()) {
          log.info("[child {}] {}", pid(), printed);
        }
        if (marker >= 0) {
          settle(Frame.parse(line.substring(marker + Frame.MARKER.length())));
        }
      }
    } catch (IOException e) {
      log.debug("The output of child {} ended: {}", pid(), e.toString());
    }
    process.awaitExit(CLOSE);
    waiting.keySet().forEach(this::failGone);
  }

  private void settle(Frame frame) {
    CompletableFuture<String> call = waiting.remove(frame.id());
    if (call == null) {
      return;
    }
    String text = frame.texts().get(0);
    if (frame.kind() == Frame.Kind.ANSWER) {
      call.complete(text);
    } else {
      call.completeExceptionally(
          new ChildJvmException("The task failed in child JVM " + pid() + ":\n" + text));
    }
  }

  private void failGone(long id) {
    CompletableFuture<String> call = waiting.remove(id);
    if (call != null) {
      call.completeExceptionally(new ChildJvmException("Child JVM " + pid() + " is gone"));
    }
  }

  /**
   * Calls {@link NodeTask#handle} in the child and waits for the answer.
   *
   * @throws ChildJvmException if it threw there, the child is gone, or the timeout passed
   */
  public String call(String command, String... args) {
    return await(command, callAsync(command, args));
  }

  /** Like {@link #call} without waiting; the future fails with a {@link ChildJvmException}. */
  public CompletableFuture<String> callAsync(String command, String... args) {
    List<String> texts = new ArrayList<>(List.of(args));
    texts.add(0, command);
    return send(Frame.Kind.CALL, texts);
  }

  private CompletableFuture<String> send(Frame.Kind kind, List<String> texts) {
    long id = ids.incrementAndGet();
    CompletableFuture<String> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    try {
      synchronized (toChild) {
        toChild.write(new Frame(id, kind, texts).toLine() + "\n");
        toChild.flush();
      }
    } catch (IOException e) {
      failGone(id);
    }
    if (!process.isAlive()) {
      failGone(id);
    }
    return answer;
  }

  private String await(String command, CompletableFuture<String> answer) {
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new ChildJvmException("'" + command + "': " + cause.getMessage(), cause);
    } catch (TimeoutException e) {
      throw new ChildJvmException(
          "Child JVM " + pid() + " gave no answer to '" + command + "' within " + timeout, e);
    } catch (InterruptedException e) {
      throw Await.interrupted(e);
    }
  }

  /** The process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether the process runs; a paused one does. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Kills the process with SIGKILL: its task is not closed, calls under way fail. */
  public void kill() {
    process.kill();
  }

  /** Stops the process with SIGSTOP, as a very long garbage collection would. */
  public void pause() {
    process.pause();
  }

  /** Lets a paused process run on. */
  public void resume() {
    process.resume();
  }

  /**
   * Closes the task and ends the process, which is killed if that takes longer than 10 s.
   *
   * @throws ChildJvmException if closing the task failed
   */
  @Override
  public void close() {
    if (!process.isAlive()) {
      return;
    }
    CompletableFuture<String> closed = send(Frame.Kind.CLOSE, List.of());
    if (!process.awaitExit(CLOSE)) {
      log.warn("Child JVM {} did not end within {} and is killed", pid(), CLOSE);
      process.kill();
      return;
    }
    await("close", closed);
  }

  /** Describes a child; not safe for use by several threads. */
  public static final class Builder {

    private final Class<? extends NodeTask> task;
    private final List<String> jvmArgs = new ArrayList<>();
    private Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    private Duration timeout = Duration.ofSeconds(60);

    private Builder(Class<? extends NodeTask> task) {
      this.task = task;
    }

    /** Runs this java executable; the default is the one that runs this JVM. */
    public Builder java(Path java) {
      this.java = java;
      return this;
    }

    /** Adds arguments for the JVM, after the defaults, so that they win. */
    public Builder jvmArgs(String... args) {
      jvmArgs.addAll(List.of(args));
      return this;
    }

    /** How long a blocking call waits for its answer. */
    public Builder timeout(Duration timeout) {
      this.timeout = timeout;
      return this;
    }

    /**
     * Starts the child and waits until its task has started.
     *
     * @param args for {@link NodeTask#start}
     * @throws ChildJvmException if the task does not start
     */
    public ChildJvm start(String... args) {
      List<String> command = new ArrayList<>(List.of(java.toString(), "-Xmx256m"));
      System.getProperties().stringPropertyNames().stream()
          .filter(name -> name.startsWith("corral.") || name.startsWith("dev.corral."))
          .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
      command.addAll(jvmArgs);
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.addAll(List.of(ChildMain.class.getName(), task.getName()));
      command.addAll(List.of(args));
      ChildJvm child =
          new ChildJvm(
              ManagedProcess.start(new ProcessBuilder(command).redirectErrorStream(true)), timeout);
      child.listen();
      return child;
    }
  }
}
