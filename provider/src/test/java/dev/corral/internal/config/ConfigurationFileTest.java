package dev.corral.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.CorralConfiguration;
import dev.corral.LifetimeFrom;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.AccessedExpiryPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationFileTest {

  private final ClassLoader loader = getClass().getClassLoader();

  @TempDir Path folder;

  private ManagerSettings load(String hocon) {
    return load(hocon, new Properties(), Map.of());
  }

  private ManagerSettings load(
      String hocon, Properties properties, Map<String, String> environment) {
    return ManagerSettings.resolve(
        write("corral.conf", hocon).toUri(), loader, properties, environment::get);
  }

  private Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void connection_isReadFromUriAndConnectionBlock() {
    ConnectionSettings connection =
        load("""
            corral {
              uri = "redis-cluster://[::1]:7000,[::1]:7001?pool-size=5"
              connection { user = app, password = "p w", read-timeout = 3 s, pool-size = 4, tls = true }
            }
            """)
            .connection();

    assertThat(connection.topology()).isEqualTo(Topology.CLUSTER);
    assertThat(connection.nodes()).hasSize(2);
    assertThat(connection.user()).isEqualTo("app");
    assertThat(connection.password()).isEqualTo("p w");
    assertThat(connection.readTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(connection.tls()).isPresent();
    assertThat(connection.poolSize()).as("the URI goes first").isEqualTo(5);
  }

  @Test
  void localServer_isMeant_whenFileNamesNone() {
    assertThat(load("corral {}").connection())
        .isEqualTo(
            ManagerSettings.resolve(DefaultUri.LOCAL, loader, new Properties()).connection());
  }

  @Test
  void variables_areSubstituted() {
    String file =
        "corral { uri = \"redis://a\", uri = ${?REDIS}, connection.password = ${?SECRET} }";

    ConnectionSettings unset = load(file).connection();
    ConnectionSettings set =
        load(file, new Properties(), Map.of("REDIS", "redis://b", "SECRET", "s")).connection();

    assertThat(unset.nodes().get(0).getHost()).isEqualTo("a");
    assertThat(unset.password()).isNull();
    assertThat(set.nodes().get(0).getHost()).isEqualTo("b");
    assertThat(set.password()).isEqualTo("s");
  }

  @Test
  void properties_goBeforeUriAndFile() {
    Properties properties = new Properties();
    properties.setProperty("corral.read-timeout", "7s");
    properties.put("corral.pool-size", 3);
    properties.setProperty("corral.defaults.shards", "2");
    properties.setProperty("dummy.com", "goofy");

    ManagerSettings settings =
        load(
            """
            corral {
              uri = "redis://a?read-timeout=1s"
              connection.pool-size = 4
              defaults { shards = 9, codec = java }
            }
            """,
            properties,
            Map.of());

    assertThat(settings.connection().readTimeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(settings.connection().poolSize()).isEqualTo(3);
    CacheSettings cache = settings.settingsFor("x", new MutableConfiguration<>()).settings();
    assertThat(cache.shards()).isEqualTo(2);
    assertThat(cache.codec()).isEqualTo("java");
  }

  @Test
  void eachOption_comesFromTheMostSpecificPlace() {
    ManagerSettings settings =
        load(
            """
            corral {
              defaults { shards = 1, codec = java, lock-wait = 1s, allow = [ "a.*" ] }
              cache-patterns = [
                { match = "product-*", shards = 2, lock-wait = 2s, allow = "b.*,c.*" }
                { match = [ "x", "*" ], shards = 3, lifetime = 10m, lifetime-from = accessed }
              ]
              caches {
                "product-1" { shards = 4, allow = [ "d.*", "a.*" ] }
              }
            }
            """);

    CorralConfiguration<Object, Object> one =
        settings.settingsFor("product-1", new MutableConfiguration<>()).configuration();
    assertThat(one.shards()).contains(4);
    assertThat(one.lockWait()).contains(Duration.ofSeconds(2));
    assertThat(one.codec()).contains("java");
    assertThat(one.lifetimeFrom()).contains(LifetimeFrom.ACCESSED);
    assertThat(one.allow().orElseThrow()).containsExactly("d.*", "a.*", "b.*", "c.*");
    assertThat(one.getExpiryPolicyFactory())
        .isEqualTo(
            AccessedExpiryPolicy.factoryOf(new javax.cache.expiry.Duration(TimeUnit.MINUTES, 10)));

    assertThat(shards(settings, "product-2")).isEqualTo(2);
    assertThat(shards(settings, "other")).isEqualTo(3);
  }

  private static int shards(ManagerSettings settings, String name) {
    return settings.settingsFor(name, new MutableConfiguration<>()).settings().shards();
  }

  @Test
  void namesWithSpecialCharacters_areTakenAsTheyAre() {
    ManagerSettings settings =
        load(
            """
            corral.caches {
              "com.example.Book$Page#chapters" { shards = 5 }
              "{a}*?[b] c" { shards = 6 }
            }
            """);

    assertThat(shards(settings, "com.example.Book$Page#chapters")).isEqualTo(5);
    assertThat(shards(settings, "{a}*?[b] c")).isEqualTo(6);
    assertThat(shards(settings, "{a}xyz[b] c")).isEqualTo(16);
  }

  @Test
  void declaredCaches_areThoseWithTypes() {
    ManagerSettings settings =
        load(
            """
            corral.caches {
              books { key-type = java.lang.String, value-type = java.lang.Integer, shards = 2 }
              pages { shards = 3 }
              lost { key-type = com.example.Nowhere, value-type = java.lang.Integer }
            }
            """);

    assertThat(settings.declaredCaches()).containsExactly("books", "lost");
    CorralConfiguration<?, ?> books = settings.declared("books").configuration();
    assertThat(books.getKeyType()).isEqualTo(String.class);
    assertThat(books.getValueType()).isEqualTo(Integer.class);
    assertThat(books.shards()).contains(2);
    assertThatThrownBy(() -> settings.declared("lost"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("'lost'", "key-type", "com.example.Nowhere");
    assertThatThrownBy(() -> settings.declared("pages"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pages");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          corral { conection {} }                          | unknown key 'conection', did you mean 'connection'?
          corral.connection.pool-sise = 3                  | unknown option 'pool-sise', did you mean 'pool-size'? known are database
          corral.connection.pool-size = many               | pool-size = many: must be a whole number from 1 to 10000
          corral.connection.pool-size = [1]                | pool-size must be a whole number
          corral.connection = 5                            | must be an object
          corral.defaults.shards = 0                       | corral.defaults (
          corral.defaults.key-type = java.lang.String      | unknown option 'key-type'
          corral.defaults.codec = krio                     | codec = krio: must be kryo, java or the full name of a class
          corral.defaults.allow = [ "a b" ]                | allow = a b: must be com.shop.Order (a class)
          corral.defaults.allow = [ 1 ]                    | must be text
          corral.defaults.lifetime = 0                     | lifetime = 0: must be a duration with its unit
          corral.defaults.lifetime = 60                    | lifetime = 60: must be a duration with its unit
          corral.defaults.lifetime-from = birth            | must be one of created, modified, accessed, touched
          corral.defaults.statistics-enabled = yes         | statistics-enabled = yes: must be true or false
          corral.caches.books.shard = 3                    | corral.caches."books" (
          corral.caches.com.example.Book.shards = 3        | a name of a cache that has dots needs quotes
          corral.caches.books.key-type = java.lang.String  | key-type and value-type are given together
          corral.cache-patterns { a { shards = 1 } }       | must be a list
          corral.cache-patterns = [ { shards = 1 } ]       | corral.cache-patterns[0]
          corral.cache-patterns = [ { match = 3 } ]        | must be text
          corral.cache-patterns = [ { match = [] } ]       | has no match
          corral.uri = 5                                   | must be text
          """)
  void file_isRefused_withPlaceAndReason(String hocon, String reason) {
    assertThatThrownBy(() -> load("\n\n" + hocon))
        .isInstanceOf(CacheException.class)
        .hasMessageContainingAll("corral.conf", ": 3", reason);
  }

  @Test
  void allProblems_areInOneMessage() {
    assertThatThrownBy(
            () ->
                load(
                    """
                    corral {
                      connection.pool-size = 0
                      defaults.shards = 5000
                      caches.a.nonsense = 1
                    }
                    """))
        .hasMessageContainingAll(
            "corral.conf: 2", "pool-size = 0", "corral.conf: 3", "shards = 5000", "'nonsense'");
  }

  @Test
  void passwords_areNotShown_whenFileIsRefused() {
    assertThatThrownBy(() -> load("corral { connection { password = [ hunter2 ] } }"))
        .isInstanceOf(CacheException.class)
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> load("corral { uri = \"redis://u:hunter2@h/x\" }"))
        .isInstanceOf(CacheException.class)
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void foreignFiles_areRefused() {
    URI xml = write("ehcache.xml", "<config xmlns='http://www.ehcache.org/v3'/>\n").toUri();
    URI other = write("other.conf", "akka { loglevel = DEBUG }").toUri();
    URI missing = folder.resolve("missing.conf").toUri();

    assertRefused(xml, "cannot be read as HOCON");
    assertRefused(other, "no object 'corral { ... }'");
    assertRefused(missing, "missing.conf");
    assertRefused(URI.create("classpath:missing.conf"), "not on the class path");
    assertRefused(URI.create("file:/x/corral.conf?prefix=x"), "takes no options");
    assertRefused(URI.create("file:corral.conf?password=hunter2"), "password=***");
    assertRefused(URI.create("jar:nonsense"), "names no file");
  }

  @ParameterizedTest
  @CsvSource({
    "http://example.com/corral.conf",
    "https://u:hunter2@example.com",
    "memcached://localhost",
    "corral.conf",
    "/etc/corral.conf",
    "org.example.Provider"
  })
  void otherUris_areRefused_withThoseThatAreUnderstood(URI uri) {
    assertThatThrownBy(() -> ManagerSettings.resolve(uri, loader, new Properties()))
        .isInstanceOf(CacheException.class)
        .hasMessageContainingAll("is not understood", "redis://", "embedded:", "classpath:")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void malformedServerUri_isRefused_withItsFile() {
    assertThatThrownBy(() -> load("corral.uri = \"redis://h/x\""))
        .isInstanceOf(CacheException.class)
        .hasMessageContainingAll(
            "corral.uri of file:", "corral.conf", "redis://h/x", "database = x");
  }

  @Test
  void file_mayNotPointToAnotherFile() {
    assertThatThrownBy(() -> load("corral.uri = \"classpath:other.conf\""))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("classpath:other.conf is not understood");
  }

  private void assertRefused(URI uri, String reason) {
    assertThatThrownBy(() -> ManagerSettings.resolve(uri, loader, new Properties()))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void file_isFoundOnClassPathAndInJar() throws IOException {
    Path jar = folder.resolve("app.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("conf/corral.conf"));
      zip.write("corral.uri = \"redis://from-jar\"".getBytes(StandardCharsets.UTF_8));
    }

    URI inJar = URI.create("jar:" + jar.toUri() + "!/conf/corral.conf");
    try (URLClassLoader jarLoader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      for (URI uri : new URI[] {inJar, URI.create("classpath:conf/corral.conf")}) {
        assertThat(ManagerSettings.resolve(uri, jarLoader, new Properties()).connection().nodes())
            .singleElement()
            .hasToString("from-jar:6379");
      }
    }
  }
}
