package dev.corral.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefaultUriTest {

  private static final Map<String, String> NOTHING = Map.of();

  private static URI find(
      ClassLoader loader, Map<String, String> properties, Map<String, String> environment) {
    return DefaultUri.find(loader, properties::get, environment::get);
  }

  @Test
  void places_areAskedInOrder(@TempDir Path folder) throws IOException {
    Map<String, String> properties = Map.of("dev.corral.uri", "redis://property");
    Map<String, String> environment = Map.of("CORRAL_URI", " redis://variable ");
    Files.writeString(folder.resolve("corral.conf"), "corral {}");
    try (URLClassLoader withFile = new URLClassLoader(new URL[] {folder.toUri().toURL()}, null);
        URLClassLoader empty = new URLClassLoader(new URL[0], null)) {
      assertThat(find(withFile, properties, environment)).hasToString("redis://property");
      assertThat(find(withFile, NOTHING, environment)).hasToString("redis://variable");
      assertThat(find(withFile, NOTHING, NOTHING)).hasToString("classpath:corral.conf");
      assertThat(find(empty, Map.of("dev.corral.uri", " "), Map.of("CORRAL_URI", "")))
          .hasToString("redis://localhost:6379");
    }
  }

  @Test
  void embedded_needsNoSlash() {
    assertThat(find(getClass().getClassLoader(), Map.of("dev.corral.uri", "embedded:"), NOTHING))
        .hasToString("embedded:/");
  }

  @Test
  void place_isNamed_whenWhatItHasIsNoUri() {
    ClassLoader loader = getClass().getClassLoader();

    assertThatThrownBy(() -> find(loader, NOTHING, Map.of("CORRAL_URI", "redis://u:hunter2@a b")))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("environment variable CORRAL_URI")
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> find(loader, Map.of("dev.corral.uri", "a b"), NOTHING))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("system property dev.corral.uri");
  }
}
