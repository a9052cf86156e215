package dev.corral.tck;

import dev.corral.testkit.RedisCluster;
import dev.corral.testkit.RedisDeploymentHandle;
import dev.corral.testkit.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.runner.Description;
import org.junit.runner.Result;
import org.junit.runner.notification.RunListener;

/**
 * Starts the Redis of one run of the TCK before its first test and makes it Corral's default; after
 * the last test, writes down what the test reports do not say. Surefire creates it by its name.
 */
public final class TckRun extends RunListener {

  /** The types of the TCK's own keys and values, and Spring's stand-in for a cached null. */
  private static final String CONFIGURATION =
      """
      corral {
        uri = "%s"
        defaults {
          allow = ["domain.*", "org.springframework.cache.support.NullValue"]
          %s
        }
      }
      """;

  private final String deployment = System.getProperty("tck.deployment", "");
  private final Path folder = Path.of(System.getProperty("tck.reports"), deployment);
  private final ExcludedTests excluded = new ExcludedTests();
  private @Nullable RedisDeploymentHandle redis;

  @Override
  public void testRunStarted(Description description) throws IOException {
    RedisDeploymentHandle started = start();
    redis = started;
    System.setProperty("dev.corral.uri", configurationFor(started.uri()).toString());
    Logger.getLogger("").addHandler(excluded);
  }

  @Override
  public void testRunFinished(Result result) throws IOException {
    try (RedisDeploymentHandle running = redis) {
      if (running != null) {
        new RunFacts(
                versionOf(running.primaries().get(0)),
                System.getProperty("java.version"),
                result.getRunCount(),
                excluded.names())
            .write(folder);
      }
    }
  }

  private RedisDeploymentHandle start() {
    return switch (deployment) {
      case "standalone", "near", "embedded" -> RedisServer.start();
      case "cluster" -> RedisCluster.start();
      default ->
          throw new IllegalArgumentException(
              "tck.deployment is '" + deployment + "'; use standalone, near, embedded or cluster");
    };
  }

  private URI configurationFor(URI server) throws IOException {
    Files.createDirectories(folder);
    return Files.writeString(folder.resolve("corral.conf"), CONFIGURATION.formatted(server, near()))
        .toUri();
  }

  /** The same server, with a near cache for every cache whose expiry policy allows it. */
  private String near() {
    return deployment.equals("near") ? "near-max-entries = 1000" : "";
  }

  private static String versionOf(RedisServer server) {
    String field = "redis_version:";
    return server
        .commandText("INFO", "server")
        .lines()
        .filter(line -> line.startsWith(field))
        .map(line -> line.substring(field.length()))
        .findFirst()
        .orElse("of unknown version");
  }
}
