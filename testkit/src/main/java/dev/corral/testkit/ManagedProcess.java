package dev.corral.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A child process that does not outlive this JVM: it is killed when the JVM ends, and by the {@link
 * Watchdog} when the JVM itself is killed. Safe for concurrent use; {@link #kill} waits for the
 * process to be gone.
 */
final class ManagedProcess {

  private static final Set<ManagedProcess> RUNNING = ConcurrentHashMap.newKeySet();
  private static final Duration REAP = Duration.ofSeconds(10);

  static {
    Exit.hook(() -> RUNNING.forEach(running -> running.process.destroyForcibly()));
  }

  private final Process process;

  private ManagedProcess(Process process) {
    this.process = process;
  }

  static ManagedProcess start(ProcessBuilder builder) {
    try {
      ManagedProcess managed = new ManagedProcess(builder.start());
      RUNNING.add(managed);
      Watchdog.instance().watch(managed.pid());
      managed.process.onExit().thenRun(managed::forget);
      return managed;
    } catch (IOException e) {
      throw new UncheckedIOException(builder.command().get(0) + " cannot be started", e);
    }
  }

  private void forget() {
    if (RUNNING.remove(this)) {
      Watchdog.instance().forget(pid());
    }
  }

  Process process() {
    return process;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL; returns when the process is gone. */
  void kill() {
    process.destroyForcibly();
    if (!awaitExit(REAP)) {
      throw new IllegalStateException("Process " + pid() + " did not die of SIGKILL");
    }
    forget();
  }

  boolean awaitExit(Duration timeout) {
    try {
      return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw Await.interrupted(e);
    }
  }

  /** SIGSTOP: the process keeps its connections and answers nothing. */
  void pause() {
    signal("STOP");
  }

  /** SIGCONT. */
  void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    if (!isAlive()) {
      throw new IllegalStateException("Process " + pid() + " is gone: it cannot get SIG" + name);
    }
    try {
      Process kill =
          new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid())
              .redirectErrorStream(true)
              .start();
      String output = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("SIG" + name + " to " + pid() + " failed: " + output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("SIG" + name + " cannot be sent", e);
    } catch (InterruptedException e) {
      throw Await.interrupted(e);
    }
  }
}
