package dev.corral.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.corral.micronaut.CorralSyncCache;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * That the metadata for native images names what exists. That nothing is missing from it, only a
 * native image can show.
 */
class NativeImageMetadataTest {
  private static final String FOLDER = "META-INF/native-image/dev.corral/";

  @TestFactory
  Stream<DynamicTest> everyClassInIt_hasTheMembersThatItNames() throws Exception {
    List<Config> entries = new ArrayList<>();
    for (String artifact : List.of("corral-jcache", "corral-micronaut")) {
      entries.addAll(
          read(artifact + "/reflect-config.json", "{ entries: %s }").getConfigList("entries"));
    }
    assertThat(entries).hasSizeGreaterThan(20);
    return entries.stream()
        .map(entry -> DynamicTest.dynamicTest(entry.getString("name"), () -> check(entry)));
  }

  private static void check(Config entry) throws ReflectiveOperationException {
    Class<?> type = type(entry.getString("name"));
    for (Config field : list(entry, "fields")) {
      assertThat(type.getDeclaredField(field.getString("name"))).isNotNull();
    }
    for (Config method : list(entry, "methods")) {
      Class<?>[] parameters =
          method.getStringList("parameterTypes").stream()
              .map(NativeImageMetadataTest::type)
              .toArray(Class<?>[]::new);
      String name = method.getString("name");
      assertThat(
              name.equals("<init>")
                  ? type.getDeclaredConstructor(parameters)
                  : type.getDeclaredMethod(name, parameters))
          .isNotNull();
    }
  }

  @Test
  void everyScript_isIncluded() throws Exception {
    List<String> patterns =
        read("corral-jcache/resource-config.json", "%s")
            .getConfigList("resources.includes")
            .stream()
            .map(include -> include.getString("pattern"))
            .toList();
    Path resources = Path.of("../provider/src/main/resources");
    try (Stream<Path> scripts = Files.list(resources.resolve("dev/corral/internal/store"))) {
      assertThat(scripts.map(script -> resources.relativize(script).toString()))
          .isNotEmpty()
          .allSatisfy(script -> assertThat(patterns).anyMatch(script::matches));
    }
  }

  private static List<? extends Config> list(Config entry, String name) {
    return entry.hasPath(name) ? entry.getConfigList(name) : List.of();
  }

  private static Class<?> type(String name) {
    return switch (name) {
      case "int" -> int.class;
      case "boolean" -> boolean.class;
      default -> {
        try {
          yield Class.forName(name, false, CorralSyncCache.class.getClassLoader());
        } catch (ClassNotFoundException e) {
          throw new AssertionError(e);
        }
      }
    };
  }

  private static Config read(String file, String form) throws IOException {
    try (InputStream in =
        CorralSyncCache.class.getClassLoader().getResourceAsStream(FOLDER + file)) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return ConfigFactory.parseString(form.formatted(text));
    }
  }
}
