package dev.corral.quickstart;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A JVM that runs an {@link IncidentNode}. For one thread. */
final class IncidentJvm implements AutoCloseable {
  private final Process process;
  private final Writer commands;
  private final BufferedReader answers;

  /** Starts it; {@link #answer} tells when it is ready. */
  IncidentJvm(URI redis, String database) {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-classpath",
            System.getProperty("java.class.path"),
            IncidentNode.class.getName(),
            database);
    builder.environment().put("SHOP_REDIS", redis.toString());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("A JVM could not be started", e);
    }
    commands = process.outputWriter(StandardCharsets.US_ASCII);
    answers = process.inputReader(StandardCharsets.US_ASCII);
  }

  void send(String command) {
    try {
      commands.write(command + "\n");
      commands.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("A JVM is gone", e);
    }
  }

  /** The answer to the oldest command that has none; the first is to no command. */
  String answer() {
    try {
      String line = answers.readLine();
      if (line == null) {
        throw new IllegalStateException("A JVM is gone; what it printed says why");
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException("A JVM is gone", e);
    }
  }

  @Override
  public void close() {
    try {
      commands.close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
