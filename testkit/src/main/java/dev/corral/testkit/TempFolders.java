package dev.corral.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Temporary folders, readable by their owner only, gone at the latest when the JVM ends. */
final class TempFolders {

  private static final Logger log = LoggerFactory.getLogger(TempFolders.class);
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  static {
    Exit.hook(() -> OPEN.forEach(TempFolders::delete));
  }

  private TempFolders() {}

  static Path create(String prefix) {
    try {
      Path folder = Files.createTempDirectory(prefix + "-");
      OPEN.add(folder);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("No temporary folder can be made", e);
    }
  }

  static void delete(Path folder) {
    OPEN.remove(folder);
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
