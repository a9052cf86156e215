package dev.corral.architecture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.CorralCachingProvider;
import dev.corral.testkit.EmbeddedUri;
import dev.corral.testkit.RedisServer;
import java.io.File;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The provider as a module, used by an application that is one too, in a JVM of its own. */
class ModulePathTest {

  /** One class of each artifact that comes with the provider. */
  private static final List<String> RUNTIME =
      List.of(
          "javax.cache.Cache",
          "redis.clients.jedis.Connection",
          "org.apache.commons.pool2.ObjectPool",
          "org.json.JSONObject",
          "com.google.gson.Gson",
          "redis.clients.authentication.core.Token",
          "com.esotericsoftware.kryo.Kryo",
          "com.esotericsoftware.reflectasm.ConstructorAccess",
          "com.esotericsoftware.minlog.Log",
          "org.objenesis.Objenesis",
          "com.github.benmanes.caffeine.cache.Caffeine",
          "com.typesafe.config.Config",
          "org.slf4j.Logger");

  private static final String PRODUCT = "Product[name=apple, price=0.50]";

  @TempDir private static Path application;

  @BeforeAll
  static void compileApplication() throws Exception {
    Path sources = Files.createDirectory(application.resolve("sources"));
    Path module = Files.createFile(sources.resolve("module-info.java"));
    Path main = Files.createFile(sources.resolve("Main.java"));
    for (Path source : List.of(module, main)) {
      try (InputStream in =
          ModulePathTest.class.getResourceAsStream("app/" + source.getFileName())) {
        Files.write(source, in.readAllBytes());
      }
    }
    StringWriter messages = new StringWriter();
    PrintWriter out = new PrintWriter(messages);
    int code =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                out,
                out,
                "-p",
                join(runtime()),
                "-d",
                classes().toString(),
                module.toString(),
                main.toString());
    assertThat(code).as(messages.toString()).isZero();
  }

  @Test
  void provider_isFoundAndWorks_whenTheApplicationNamesNothingButTheStandard() throws Exception {
    try (RedisServer redis = RedisServer.start()) {
      assertThat(run(runtime(), redis.uri().toString()))
          .contains(
              "provider: module dev.corral.jcache",
              "value: " + PRODUCT,
              "invoked: apple",
              "hits: 2",
              "type: example.shop.Main$Basket");
    }
  }

  @Test
  void embeddedUri_findsTheTestkit_fromTheModulePath() throws Exception {
    List<Path> path =
        Stream.concat(
                runtime().stream(),
                Stream.of(EmbeddedUri.class.getName(), "redis.embedded.RedisServer")
                    .map(ModulePathTest::locationOf))
            .toList();
    assertThat(run(path, "embedded:/")).contains("value: " + PRODUCT);
  }

  @Test
  void descriptor_exportsThePublicPackagesOnly_andOpensNone() throws Exception {
    ModuleDescriptor descriptor =
        ModuleFinder.of(locationOf(CorralCachingProvider.class.getName()))
            .find("dev.corral.jcache")
            .orElseThrow()
            .descriptor();
    assertThat(descriptor.exports())
        .allMatch(exports -> !exports.isQualified())
        .extracting(ModuleDescriptor.Exports::source)
        .noneMatch(name -> name.startsWith("dev.corral.internal"))
        .contains("dev.corral", "dev.corral.codec");
    assertThat(descriptor.opens()).isEmpty();
    assertThat(descriptor.isOpen()).isFalse();
  }

  private static List<String> run(List<Path> libraries, String uri) throws Exception {
    Map<Boolean, List<Path>> path =
        Stream.concat(libraries.stream(), Stream.of(classes()))
            .collect(Collectors.partitioningBy(ModulePathTest::isModule));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-p",
                join(path.get(true)),
                "-cp",
                join(path.get(false)),
                "-m",
                "example.shop/example.shop.Main",
                uri)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }

  private static List<Path> runtime() {
    return Stream.concat(Stream.of(CorralCachingProvider.class.getName()), RUNTIME.stream())
        .map(ModulePathTest::locationOf)
        .toList();
  }

  /** The testkit is none before it is packaged; then the class path has it. */
  private static boolean isModule(Path path) {
    return !ModuleFinder.of(path).findAll().isEmpty();
  }

  private static Path locationOf(String className) {
    try {
      return Path.of(
          Class.forName(className).getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (Exception e) {
      throw new IllegalStateException("Not on the class path: " + className, e);
    }
  }

  private static Path classes() {
    return application.resolve("classes");
  }

  private static String join(List<Path> path) {
    return path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }
}
