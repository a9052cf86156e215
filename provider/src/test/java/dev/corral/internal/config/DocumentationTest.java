package dev.corral.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference in {@code docs} says what the tables of options say. */
class DocumentationTest {

  private static final Path REFERENCE = Path.of("..", "docs", "configuration.md");

  static Stream<Option<?>> options() {
    return Stream.of(
            ConnectionOptions.TABLE,
            CacheOptions.TABLE,
            StandardOptions.TABLE,
            StandardOptions.TYPES)
        .flatMap(table -> table.options().stream());
  }

  @ParameterizedTest
  @MethodSource("options")
  void option_hasRowWithItsDefault(Option<?> option) throws IOException {
    assertThat(Files.readAllLines(REFERENCE))
        .anySatisfy(
            line -> assertThat(line).startsWith("| `" + option.name() + "` | " + shown(option)));
  }

  private static <T> String shown(Option<T> option) {
    T value = option.defaultValue();
    if (value == null) {
      return "unset |";
    }
    String text = option.type().format().apply(value);
    return text.isEmpty() ? "none |" : "`" + text + "` |";
  }

  @Test
  void exampleFile_isAccepted(@TempDir Path folder) throws IOException {
    Matcher example =
        Pattern.compile("```hocon\n(corral \\{.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(REFERENCE));
    assertThat(example.find()).isTrue();
    Path file = Files.writeString(folder.resolve("corral.conf"), example.group(1));

    ManagerSettings settings =
        ManagerSettings.resolve(
            file.toUri(), getClass().getClassLoader(), new Properties(), name -> null);

    assertThat(settings.declaredCaches()).containsExactly("page-views");
    assertThat(
            settings
                .settingsFor("com.shop.Product", new MutableConfiguration<>())
                .configuration()
                .lifetime())
        .isPresent();
  }
}
