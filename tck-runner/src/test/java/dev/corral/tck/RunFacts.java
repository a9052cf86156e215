package dev.corral.tck;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;

/**
 * What a run of the TCK knows about itself, kept in a file next to its test reports.
 *
 * @param redisVersion the version of the servers that it ran on
 * @param javaVersion the version of the JVM that it ran in
 * @param testsRun how many tests the JVM finished
 * @param excluded the tests, as {@code class#method}, whose bodies the TCK left out
 */
record RunFacts(String redisVersion, String javaVersion, int testsRun, Set<String> excluded) {

  private static final String FILE = "run.properties";

  void write(Path folder) throws IOException {
    Properties facts = new Properties();
    facts.setProperty("redis.version", redisVersion);
    facts.setProperty("java.version", javaVersion);
    facts.setProperty("tests.run", Integer.toString(testsRun));
    facts.setProperty("excluded", String.join(" ", excluded));
    Files.createDirectories(folder);
    try (Writer writer = Files.newBufferedWriter(folder.resolve(FILE))) {
      facts.store(writer, null);
    }
  }

  static RunFacts read(Path folder) throws IOException {
    Properties facts = new Properties();
    try (Reader reader = Files.newBufferedReader(folder.resolve(FILE))) {
      facts.load(reader);
    }
    String excluded = facts.getProperty("excluded");
    return new RunFacts(
        facts.getProperty("redis.version"),
        facts.getProperty("java.version"),
        Integer.parseInt(facts.getProperty("tests.run")),
        excluded.isEmpty() ? Set.of() : Set.of(excluded.split(" ")));
  }
}
