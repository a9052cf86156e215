package dev.corral.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.HostAndPort;

class ConnectionSettingsTest {

  private static ConnectionSettings settings(String uri) {
    RedisUri parsed = RedisUri.parse(uri);
    return new ConnectionSettings(parsed.address(), parsed.options());
  }

  @Test
  void defaults_holdForWhatIsNotGiven() {
    ConnectionSettings settings = settings("redis://h");

    assertThat(settings.topology()).isEqualTo(Topology.STANDALONE);
    assertThat(settings.nodes()).containsExactly(new HostAndPort("h", 6379));
    assertThat(settings.sentinelMaster()).isNull();
    assertThat(settings.database()).isZero();
    assertThat(settings.user()).isNull();
    assertThat(settings.password()).isNull();
    assertThat(settings.tls()).isEmpty();
    assertThat(settings.prefix()).isEqualTo("corral:");
    assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.readTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.acquireTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.retryTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.poolSize()).isEqualTo(16);
    assertThat(settings.clientName()).isEqualTo("corral");
  }

  @Test
  void allOptions_areTakenFromUri() {
    ConnectionSettings settings =
        settings(
            "redis-sentinel://u:p@a,b/main/2?sentinel-user=su&sentinel-password=sp&tls=true"
                + "&trust-store=/t.p12&trust-store-password=tp&trust-store-type=JKS"
                + "&key-store=/k.p12&key-store-password=kp&verify-hostname=false&prefix=x:"
                + "&connect-timeout=1s&read-timeout=3s&acquire-timeout=4s&retry-timeout=0"
                + "&pool-size=5&client-name=shop");

    assertThat(settings.topology()).isEqualTo(Topology.SENTINEL);
    assertThat(settings.sentinelMaster()).isEqualTo("main");
    assertThat(settings.database()).isEqualTo(2);
    assertThat(settings.user()).isEqualTo("u");
    assertThat(settings.password()).isEqualTo("p");
    assertThat(settings.sentinelUser()).isEqualTo("su");
    assertThat(settings.sentinelPassword()).isEqualTo("sp");
    assertThat(settings.tls())
        .contains(
            new TlsSettings(
                new TlsSettings.Store("/t.p12", "tp", "JKS"),
                new TlsSettings.Store("/k.p12", "kp", "PKCS12"),
                false));
    assertThat(settings.prefix()).isEqualTo("x:");
    assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.readTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(settings.acquireTimeout()).isEqualTo(Duration.ofSeconds(4));
    assertThat(settings.retryTimeout()).isZero();
    assertThat(settings.poolSize()).isEqualTo(5);
    assertThat(settings.clientName()).isEqualTo("shop");
  }

  @Test
  void tls_isOnAndVerifying_forRediss() {
    assertThat(settings("rediss://h").tls()).contains(new TlsSettings(null, null, true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          redis://h?trust-store=/t              | trust-store is given, but needs tls = true
          redis://h?verify-hostname=false       | verify-hostname is given, but needs tls = true
          rediss://h?key-store-password=x       | key-store-password is given, but needs key-store
          redis://h?sentinel-password=x         | sentinel-password is given, but needs a redis-sentinel: URI
          redis://alice@h                       | user is given, but needs a password
          redis-cluster://h?database=1          | database = 1: Redis Cluster has database 0 only
          """)
  void options_areRefused_whenTheyDoNotGoTogether(String uri, String reason) {
    assertThatThrownBy(() -> settings(uri))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void allProblems_areInOneMessage() {
    assertThatThrownBy(() -> settings("redis-cluster://u@h?database=1&trust-store=/t"))
        .hasMessageContainingAll(
            "redis-cluster://h:6379", "user is", "database = 1", "trust-store");
  }

  @Test
  void passwords_areNotShown() {
    ConnectionSettings settings =
        settings(
            "redis-sentinel://u:hunter2@h/m?sentinel-password=hunter2&tls=true"
                + "&key-store=/k&key-store-password=hunter2");

    assertThat(settings.toString()).doesNotContain("hunter2").contains("password=***");
    assertThat(settings.tls().orElseThrow().toString()).doesNotContain("hunter2").contains("/k");
  }

  @Test
  void settings_areEqual_whenAllTheyHoldIs() {
    assertThat(settings("redis://h?pool-size=16"))
        .isEqualTo(settings("redis://h"))
        .hasSameHashCodeAs(settings("redis://h"))
        .isNotEqualTo(settings("redis://h/1"))
        .isNotEqualTo(settings("redis://h2"));
  }
}
