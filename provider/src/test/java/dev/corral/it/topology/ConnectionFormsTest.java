package dev.corral.it.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.corral.CorralCache;
import dev.corral.CorralException;
import dev.corral.it.faults.TestNode;
import dev.corral.testkit.RedisCluster;
import dev.corral.testkit.RedisDeployment;
import dev.corral.testkit.RedisSentinels;
import dev.corral.testkit.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every form of URI leads to a cache that works, and what cannot work is told clearly. */
class ConnectionFormsTest {
  private static final String SECRET = "p@ss/w:rd 1";

  private static RedisServer standalone() {
    return (RedisServer) RedisDeployment.STANDALONE.shared();
  }

  private static RedisServer tls() {
    return (RedisServer) RedisDeployment.TLS.shared();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static URI with(URI uri, String query) {
    return URI.create(uri + "?" + query);
  }

  private static void mustWork(URI uri, String... options) {
    try (TestNode node = TestNode.at(uri, options)) {
      CorralCache<String, String> cache = node.cache("forms-" + UUID.randomUUID());
      cache.put("k", "v");
      assertThat(cache.get("k")).isEqualTo("v");
      assertThat(cache.remove("k")).isTrue();
    }
  }

  @Test
  void redisUri_connects_asDefaultUserWithPassword() {
    try (RedisServer server = RedisServer.builder().password(SECRET).build()) {
      mustWork(server.uri());
      mustWork(URI.create("redis://127.0.0.1:" + server.port()), "password=" + SECRET);
    }
  }

  @Test
  void redisUri_connects_asAclUserThatMayTouchNothingButThePrefix() {
    try (RedisServer server =
        RedisServer.builder()
            .aclUser(
                "shop",
                SECRET,
                "~shop:*",
                "resetchannels",
                "&shop:*",
                "+@all",
                "-@admin",
                "-@dangerous")
            .build()) {
      mustWork(with(server.uriOf("shop"), "prefix=shop:"));
    }
  }

  @Test
  void redisUri_usesTheDatabaseOfItsPath() {
    RedisServer server = standalone();
    String name = "db-" + UUID.randomUUID();
    try (TestNode zero = TestNode.at(server.uri());
        TestNode three = TestNode.at(URI.create(server.uri() + "/3"))) {
      CorralCache<String, String> inZero = zero.cache(name);
      CorralCache<String, String> inThree = three.cache(name);
      inThree.put("k", "three");
      assertThat(inZero.get("k")).isNull();
      assertThat(inThree.get("k")).isEqualTo("three");
      assertThat(server.commandText("INFO", "keyspace")).contains("db3:keys=");
    }
  }

  @Test
  void redisUri_keepsPrefixesApart() {
    String name = "prefix-" + UUID.randomUUID();
    try (TestNode one = TestNode.at(with(standalone().uri(), "prefix=one:"));
        TestNode two = TestNode.at(standalone().uri(), "prefix=two:")) {
      CorralCache<String, String> first = one.cache(name);
      CorralCache<String, String> second = two.cache(name);
      first.put("k", "one");
      assertThat(second.get("k")).isNull();
      assertThat(standalone().commandText("KEYS", "one:{" + name + "#*}r*")).endsWith("k");
    }
  }

  @Test
  void redissUri_connects_withTrustStore() {
    RedisServer server = tls();
    mustWork(
        with(
            server.uri(),
            "trust-store="
                + encoded(server.trustStore().toString())
                + "&trust-store-password="
                + encoded(server.trustStorePassword())));
  }

  @Test
  void redisUri_connectsByTls_whenOptionSaysSo() {
    RedisServer server = tls();
    mustWork(
        URI.create("redis://localhost:" + server.port()),
        "tls=true",
        "trust-store=" + server.trustStore(),
        "trust-store-password=" + server.trustStorePassword());
  }

  @Test
  void redissUri_isRefused_whenServerIsNotTrusted() {
    RedisServer server = tls();
    Throwable failure =
        catchThrowable(() -> mustWork(server.uri(), "retry-timeout=200ms", "connect-timeout=2s"));
    assertThat(failure)
        .isInstanceOf(CorralException.class)
        .hasMessageContaining("127.0.0.1:" + server.port());
    assertThat(TestNode.messages(failure)).containsIgnoringCase("certif");
  }

  @Test
  void redissUri_isRefused_whenTrustStorePasswordIsWrong() {
    RedisServer server = tls();
    Throwable failure =
        catchThrowable(
            () ->
                mustWork(
                    server.uri(),
                    "trust-store=" + server.trustStore(),
                    "trust-store-password=wrong-one"));
    assertThat(failure)
        .isInstanceOf(CorralException.class)
        .hasMessageContaining(server.trustStore().toString())
        .hasMessageContaining("password");
    assertThat(TestNode.messages(failure)).doesNotContain("wrong-one");
  }

  @Test
  void redissUri_isRefused_whenCertificateIsForAnotherHost() {
    RedisServer server = tls();
    URI otherName = URI.create("rediss://127.0.0.2:" + server.port());
    String[] trust = {
      "trust-store=" + server.trustStore(),
      "trust-store-password=" + server.trustStorePassword(),
      "retry-timeout=200ms",
      "verify-hostname=true"
    };
    try (HostAlias alias = HostAlias.of("127.0.0.2", server.port())) {
      URI uri = URI.create("rediss://127.0.0.2:" + alias.port());
      assertThat(otherName.getHost()).isEqualTo(uri.getHost());
      Throwable failure = catchThrowable(() -> mustWork(uri, trust));
      assertThat(failure)
          .isInstanceOf(CorralException.class)
          .hasMessageContaining("127.0.0.2:" + alias.port());
      assertThat(TestNode.messages(failure)).contains("127.0.0.2").contains("subject alternative");
      trust[3] = "verify-hostname=false";
      mustWork(uri, trust);
    }
  }

  @Test
  void plainUri_isToldClearly_whenServerSpeaksTls() {
    RedisServer server = tls();
    assertThatThrownBy(
            () ->
                mustWork(
                    URI.create("redis://127.0.0.1:" + server.port()),
                    "retry-timeout=200ms",
                    "read-timeout=500ms"))
        .isInstanceOf(CorralException.class)
        .hasMessageContaining("127.0.0.1:" + server.port());
  }

  @Test
  void sentinelUri_connectsToThePrimary() {
    RedisSentinels sentinels = (RedisSentinels) RedisDeployment.SENTINEL.shared();
    mustWork(sentinels.uri());
    assertThatThrownBy(
            () ->
                mustWork(
                    URI.create(sentinels.uri().toString().replace("/mymaster", "/nomaster")),
                    "retry-timeout=200ms"))
        .isInstanceOf(CorralException.class)
        .hasMessageContaining("nomaster");
  }

  @Test
  void clusterUri_connectsThroughAnyNode() {
    RedisCluster cluster = (RedisCluster) RedisDeployment.CLUSTER.shared();
    mustWork(cluster.uri());
    RedisServer replica = cluster.nodes().get(5);
    mustWork(URI.create("redis-cluster://127.0.0.1:" + replica.port()));
  }

  @Test
  void embeddedUri_startsItsOwnRedis() {
    mustWork(URI.create("embedded:/"));
  }

  @Test
  void file_configuresConnectionAndCachesByName(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("corral.conf");
    Files.writeString(
        file,
        """
        corral {
          uri = "%s"
          connection { prefix = "filed:", client-name = from-file }
          cache-patterns = [ { match = "short-*", lifetime = 40ms } ]
          caches { views { key-type = java.lang.String, value-type = java.lang.Long, shards = 3 } }
        }
        """
            .formatted(standalone().uri()));
    try (TestNode node = TestNode.at(file.toUri())) {
      CorralCache<String, String> brief =
          node.cache("short-" + UUID.randomUUID().toString().substring(0, 8));
      CorralCache<String, String> lasting = node.cache("lasting");
      brief.put("k", "v");
      lasting.put("k", "v");
      org.awaitility.Awaitility.await().until(() -> brief.get("k") == null);
      assertThat(lasting.get("k")).isEqualTo("v");
      Cache<String, Long> views = node.manager().getCache("views", String.class, Long.class);
      views.put("page", 7L);
      assertThat(views.get("page")).isEqualTo(7L);
      assertThat(standalone().commandText("KEYS", "filed:{views#*}r*")).contains("page");
      assertThat(standalone().commandText("CLIENT", "LIST")).contains("name=from-file");
    }
  }

  @Test
  void serviceLoader_findsTheProvider_forBareConfigurations() {
    CachingProvider provider = Caching.getCachingProvider();
    CacheManager manager = provider.getCacheManager(standalone().uri(), null);
    try {
      Cache<String, String> cache =
          manager.createCache(
              "bare-" + UUID.randomUUID(),
              new MutableConfiguration<String, String>().setTypes(String.class, String.class));
      cache.put("k", "v");
      assertThat(cache.get("k")).isEqualTo("v");
    } finally {
      manager.close();
    }
  }
}
