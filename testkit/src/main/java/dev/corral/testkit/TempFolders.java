package dev.corral.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Temporary folders, all within one of this JVM, readable by their owner only. They are gone at the
 * latest when the JVM ends; the {@link Watchdog} deletes them if it was killed.
 */
final class TempFolders {

  private static final Logger log = LoggerFactory.getLogger(TempFolders.class);
  private static final Path ROOT = createRoot();

  static {
    Exit.hook(() -> delete(ROOT));
  }

  private TempFolders() {}

  private static Path createRoot() {
    try {
      return Files.createTempDirectory("corral-testkit-");
    } catch (IOException e) {
      throw new UncheckedIOException("No temporary folder can be made", e);
    }
  }

  /** The folder that has all the others. */
  static Path root() {
    return ROOT;
  }

  static Path create(String prefix) {
    try {
      return Files.createTempDirectory(ROOT, prefix + "-");
    } catch (IOException e) {
      throw new UncheckedIOException("No temporary folder can be made", e);
    }
  }

  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(folder)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      log.warn("The temporary folder {} could not be deleted: {}", folder, e.toString());
    }
  }
}
