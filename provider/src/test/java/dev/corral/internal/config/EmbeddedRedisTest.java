package dev.corral.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.cache.CacheException;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedRedisTest {

  @TempDir Path folder;

  /** A class loader that knows only a starter with this body of its method start. */
  private URLClassLoader loaderOf(String body) throws IOException {
    Path source = folder.resolve("EmbeddedUri.java");
    Files.writeString(
        source,
        "package dev.corral.testkit; public final class EmbeddedUri {"
            + " public static java.net.URI start() {"
            + body
            + "} }");
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", folder.toString(), source.toString());
    assertThat(result).isZero();
    return new URLClassLoader(new URL[] {folder.toUri().toURL()}, null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"embedded:", "embedded:/", "EMBEDDED:"})
  void server_isThatOfTheStarter(String uri) throws IOException {
    try (URLClassLoader loader =
        loaderOf("return java.net.URI.create(\"redis://127.0.0.1:12345?pool-size=2\");")) {
      RedisUri server = EmbeddedRedis.start(uri, List.of(loader));

      assertThat(server.address()).hasToString("redis://127.0.0.1:12345");
      assertThat(server.options().get(ConnectionOptions.POOL_SIZE)).isEqualTo(2);
    }
  }

  @Test
  void options_goBeforeThoseOfTheStarter() throws IOException {
    try (URLClassLoader loader =
        loaderOf("return java.net.URI.create(\"redis://127.0.0.1:12345?pool-size=2\");")) {
      OptionValues options =
          EmbeddedRedis.start("embedded:/?pool-size=3&prefix=x:", List.of(loader)).options();

      assertThat(options.get(ConnectionOptions.POOL_SIZE)).isEqualTo(3);
      assertThat(options.get(ConnectionOptions.PREFIX)).isEqualTo("x:");
    }
  }

  @Test
  void laterClassLoader_isAsked_whenFirstDoesNotKnowTheStarter() throws IOException {
    try (URLClassLoader empty = new URLClassLoader(new URL[0], null);
        URLClassLoader loader = loaderOf("return java.net.URI.create(\"redis://a\");")) {
      assertThat(EmbeddedRedis.start("embedded:", List.of(empty, loader)).address())
          .hasToString("redis://a:6379");
    }
  }

  @Test
  void artifactToAdd_isNamed_whenStarterIsMissing() throws IOException {
    try (URLClassLoader empty = new URLClassLoader(new URL[0], null)) {
      assertThatThrownBy(() -> EmbeddedRedis.start("embedded:", List.of(empty)))
          .isInstanceOf(CacheException.class)
          .hasMessageContaining("dev.corral:corral-testkit");
    }
  }

  @Test
  void failureOfTheStarter_isTheCause() throws IOException {
    try (URLClassLoader loader = loaderOf("throw new IllegalStateException(\"no binary\");")) {
      assertThatThrownBy(() -> EmbeddedRedis.start("embedded:", List.of(loader)))
          .isInstanceOf(CacheException.class)
          .hasMessageContaining("did not start")
          .hasRootCauseMessage("no binary");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"embedded:redis", "embedded://h", "embedded:/?nonsense=1"})
  void uri_isRefused_whenMalformed(String uri) {
    assertThatThrownBy(() -> EmbeddedRedis.start(uri, List.of()))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("The URI " + uri + " is refused");
  }
}
