package dev.corral.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A shell at the other end of a pipe that kills what is left, and deletes its folder, when this JVM
 * is gone, however it ended; shutdown hooks do not run after a SIGKILL. Where there is no {@code
 * sh} it does nothing. Safe for concurrent use.
 */
final class Watchdog {

  private static final Logger log = LoggerFactory.getLogger(Watchdog.class);
  private static final Watchdog INSTANCE = new Watchdog();
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      pids=
      while read -r op pid; do
        case $op in
          +) pids="$pids $pid" ;;
          -) kept=
             for p in $pids; do [ "$p" = "$pid" ] || kept="$kept $p"; done
             pids=$kept ;;
        esac
      done
      [ -z "$pids" ] || kill -9 $pids
      rm -rf "$1"
      """;

  private @Nullable Writer orders;

  private Watchdog() {}

  static Watchdog instance() {
    return INSTANCE;
  }

  synchronized void watch(long pid) {
    if (orders == null) {
      orders = start();
    }
    tell("+", pid);
  }

  synchronized void forget(long pid) {
    tell("-", pid);
  }

  private void tell(String order, long pid) {
    if (orders == null) {
      return;
    }
    try {
      orders.write(order + " " + pid + "\n");
      orders.flush();
    } catch (IOException e) {
      log.debug("The watchdog is gone", e);
    }
  }

  private static Writer start() {
    try {
      Process shell =
          new ProcessBuilder("sh", "-c", SCRIPT, "corral-testkit", TempFolders.root().toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return shell.outputWriter(StandardCharsets.US_ASCII);
    } catch (IOException e) {
      log.debug("No watchdog: processes are left behind if this JVM is killed", e);
      return new java.io.OutputStreamWriter(
          OutputStream.nullOutputStream(), StandardCharsets.US_ASCII);
    }
  }
}
