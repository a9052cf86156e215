package dev.corral.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUriTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          redis://localhost                        | redis://localhost:6379
          REDIS://localhost:7000                   | redis://localhost:7000
          redis://localhost/                       | redis://localhost:6379
          redis://10.0.0.1:1?pool-size=3           | redis://10.0.0.1:1
          redis://[::1]                            | redis://[::1]:6379
          redis://u:p@[fe80::1]:7001/3             | redis://[fe80::1]:7001
          redis://redis_1:6379                     | redis://redis_1:6379
          rediss://host                            | redis://host:6379
          redis-sentinel://a/main                  | redis-sentinel://a:26379/main
          redis-sentinel://a,b:1,[::1]/main        | redis-sentinel://a:26379,b:1,[::1]:26379/main
          redis-sentinel://u:p@a:1,b:2/my%20main/4 | redis-sentinel://a:1,b:2/my main
          redis-cluster://a:1,b,[::1]:2            | redis-cluster://a:1,b:6379,[::1]:2
          redis-cluster://u:p@a/?tls=true          | redis-cluster://a:6379
          """)
  void address_isRead_fromEachForm(String uri, String address) {
    assertThat(RedisUri.parse(uri).address()).hasToString(address);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          redis://alice:secret@h          | alice | secret
          redis://:secret@h               | -     | secret
          redis://alice@h                 | alice | -
          redis://h                       | -     | -
          redis://a%3Ab:p%40%2F%25+@h     | a:b   | p@/%+
          redis://alice:a@b@h             | alice | a@b
          redis://alice:a:b@h             | alice | a:b
          redis://h?user=bob&password=%20 | bob   | ' '
          """)
  void userAndPassword_areDecoded(String uri, String user, String password) {
    OptionValues options = RedisUri.parse(uri).options();

    assertThat(options.find(ConnectionOptions.USER).orElse(null)).isEqualTo(user);
    assertThat(options.find(ConnectionOptions.PASSWORD).map(Secret::text).orElse(null))
        .isEqualTo(password);
  }

  @Test
  void database_isReadFromPathOrOption() {
    assertThat(RedisUri.parse("redis://h/7").options().get(ConnectionOptions.DATABASE))
        .isEqualTo(7);
    assertThat(RedisUri.parse("redis://h?database=7").options().get(ConnectionOptions.DATABASE))
        .isEqualTo(7);
    assertThat(RedisUri.parse("redis-sentinel://h/m/7").options().get(ConnectionOptions.DATABASE))
        .isEqualTo(7);
  }

  @Test
  void query_givesOptionsOfConnectionAndCacheDefaults() {
    OptionValues options =
        RedisUri.parse("rediss://h?read-timeout=500ms&prefix=a%3A&defaults.shards=3").options();

    assertThat(options.asMap().keySet())
        .containsExactlyInAnyOrder("tls", "read-timeout", "prefix", "defaults.shards");
    assertThat(options.get(ConnectionOptions.PREFIX)).isEqualTo("a:");
    assertThat(ManagerOptions.cacheDefaults(options).asMap()).isEqualTo(Map.of("shards", 3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          redis:h                            | does not have one of the forms
          redis://                           | host 1 must be
          redis://:6379                      | host 1 must be
          redis://h:port                     | host 1 must be
          redis://h:0                        | port of h must be from 1 to 65535
          redis://h:65536                    | port of h must be from 1 to 65535
          redis://::1                        | host 1 must be
          redis://a,b                        | several hosts: use redis-sentinel:// or redis-cluster://
          redis://h/x                        | database = x: must be a whole number from 0 to 65535
          redis://h/1/2                      | too many parts
          redis://h#1                        | does not have one of the forms
          redis-sentinel://h                 | the name of the primary that the sentinels watch is missing
          redis-sentinel://a,,b/main         | host 2 must be
          redis-cluster://h/1                | too many parts
          redis://h?pool-size=0              | pool-size = 0: must be a whole number from 1 to 10000
          redis://h?pool-size=many           | pool-size = many: must be a whole number
          redis://h?read-timeout=2           | read-timeout = 2: must be a duration with its unit
          redis://h?read-timeout=0           | read-timeout = 0: must be a duration
          redis://h?read-timeout=-1s         | read-timeout = -1s: must be a duration
          redis://h?read-timeout=2s&read-timeout=3s | option 'read-timeout' is given twice
          redis://h/1?database=1             | option 'database' is given twice
          rediss://h?tls=false               | option 'tls' is given twice
          redis://h?read-timout=2s           | unknown option 'read-timout', did you mean 'read-timeout'?
          redis://h?readTimeout=2s           | known are database, user, password
          redis://h?tls                      | option 'tls' has no value
          redis://h?prefix=a%7Bb             | prefix = a{b: must be
          redis://h?defaults.shards=5000     | shards = 5000: must be a whole number from 1 to 4096
          redis://h?prefix=%zz               | % in it is not followed by two hex
          """)
  void uri_isRefused_withReason(String uri, String reason) {
    assertThatThrownBy(() -> RedisUri.parse(uri))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining(uri)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://alice:hunter2@h:0",
        "redis://alice:hun/hunter2@h",
        "redis://alice:hun?hunter2@h",
        "redis://alice:x#hunter2@h",
        "redis://:hunter2@h?unknown=1",
        "redis://hunter2@",
        "redis://:%hunter2@h",
        "redis://h?password=hunter2&x=1",
        "redis://h?trust-store-password=hunter2&x=1",
        "redis://h?password=hunter2&password=hunter2",
        "redis-cluster://u:hunter2@a,b/1",
        "http://u:hunter2@a"
      })
  void passwords_areNotShown_whenUriIsRefused(String uri) {
    assertThatThrownBy(() -> RedisUri.parse(uri))
        .isInstanceOf(CacheException.class)
        .hasMessageNotContaining("hunter2")
        .hasNoCause();
  }
}
