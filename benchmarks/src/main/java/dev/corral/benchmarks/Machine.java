package dev.corral.benchmarks;

import dev.corral.testkit.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Where a measurement was made. */
final class Machine {
  private static final Path CPUS = Path.of("/proc/cpuinfo");

  private Machine() {}

  /** One line: processors, system, JDK, Redis, date. */
  static String describe(RedisServer redis) {
    return "%d x %s, %s %s; JDK %s; Redis %s on the same machine; %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            processor(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.version(),
            versionOf(redis),
            LocalDate.now(ZoneOffset.UTC));
  }

  private static String versionOf(RedisServer redis) {
    return redis
        .commandText("INFO", "server")
        .lines()
        .filter(line -> line.startsWith("redis_version:"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("of unknown version");
  }

  private static String processor() {
    try {
      return Files.readAllLines(CPUS).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("processor");
    } catch (IOException e) {
      return "processor";
    }
  }
}
