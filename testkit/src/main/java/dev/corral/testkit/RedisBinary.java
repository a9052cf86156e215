package dev.corral.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/**
 * A {@code redis-server} executable, and how it is found.
 *
 * <p>The system property {@value #PROPERTY} chooses: {@code auto} (the default) takes the one on
 * the PATH if there is one, else the embedded one; {@code path} and {@code embedded} insist;
 * anything else is the absolute path of an executable.
 *
 * <p>Immutable. A choice is resolved, and the embedded binary extracted, once per JVM.
 */
public final class RedisBinary {

  /** The system property that chooses the executable. */
  public static final String PROPERTY = "corral.testkit.redis";

  private static final String NAME = "redis-server";
  private static final Pattern VERSION = Pattern.compile("v=(\\S+)");
  private static final ConcurrentMap<String, RedisBinary> FOUND = new ConcurrentHashMap<>();

  private final Path path;
  private final String version;
  private final boolean tls;

  private RedisBinary(Path path) {
    this.path = path;
    this.version = askVersion(path);
    this.tls = askTls(path);
  }

  /**
   * The executable that {@value #PROPERTY} chooses.
   *
   * @throws IllegalStateException if there is none, or it does not run
   */
  public static RedisBinary find() {
    return find(System.getProperty(PROPERTY, "auto"));
  }

  static RedisBinary find(String choice) {
    return FOUND.computeIfAbsent(choice, c -> new RedisBinary(locate(c)));
  }

  private static Path locate(String choice) {
    return switch (choice) {
      case "auto" -> onPath().orElseGet(RedisBinary::extractEmbedded);
      case "path" ->
          onPath()
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          PROPERTY
                              + "=path, but no redis-server is on the PATH. Install Redis, or set"
                              + " the property to auto or embedded."));
      case "embedded" -> extractEmbedded();
      default -> explicit(choice);
    };
  }

  private static Path explicit(String choice) {
    Path file = Path.of(choice);
    if (!file.isAbsolute() || !Files.isExecutable(file)) {
      throw new IllegalStateException(
          PROPERTY
              + "="
              + choice
              + " is neither auto, path, embedded, nor the absolute path of an executable"
              + " redis-server.");
    }
    return file;
  }

  private static Optional<Path> onPath() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(java.io.File.pathSeparator))
        .filter(folder -> !folder.isBlank())
        .map(folder -> Path.of(folder, NAME))
        .filter(Files::isExecutable)
        .map(Path::toAbsolutePath)
        .findFirst();
  }

  private static Path extractEmbedded() {
    try {
      Path folder = TempFolders.create("corral-redis-binary");
      return ExecutableProvider.newJarResourceProvider(folder.toFile()).get().toPath();
    } catch (IOException | RuntimeException e) {
      throw new IllegalStateException(
          "The embedded Redis cannot be extracted for this system. Install redis-server on the"
              + " PATH, or set "
              + PROPERTY
              + " to the absolute path of one.",
          e);
    }
  }

  private static String askVersion(Path path) {
    String output = run(path, List.of("--version"));
    Matcher matcher = VERSION.matcher(output);
    if (!matcher.find()) {
      throw new IllegalStateException(path + " does not run as a redis-server. It said: " + output);
    }
    return matcher.group(1);
  }

  // A server that knows the first option stumbles over the second, which is impossible; either way
  // it ends at once.
  private static boolean askTls(Path path) {
    return run(path, List.of("--tls-port", "0", "--port", "-1")).contains("'port ");
  }

  private static String run(Path path, List<String> arguments) {
    try {
      Process process =
          new ProcessBuilder(Stream.concat(Stream.of(path.toString()), arguments.stream()).toList())
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(path + " does not run", e);
    }
  }

  /** Where the executable is. */
  public Path path() {
    return path;
  }

  /** The version it reports, for example {@code 7.0.15}. */
  public String version() {
    return version;
  }

  /** Whether it was built with TLS. */
  public boolean supportsTls() {
    return tls;
  }

  @Override
  public String toString() {
    return path + " (" + version + ")";
  }
}
