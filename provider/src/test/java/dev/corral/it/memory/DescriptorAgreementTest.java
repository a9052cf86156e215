package dev.corral.it.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.CorralConfiguration;
import dev.corral.CorralException;
import dev.corral.it.atomic.OpenCaches;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.time.Duration;
import javax.cache.Cache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes must agree on what a cache is. */
@WithRedis
class DescriptorAgreementTest {
  private RedisServer redis;
  private OpenCaches one;
  private OpenCaches two;

  @BeforeEach
  void open(RedisServer server) {
    redis = server;
    redis.flushAll();
    one = OpenCaches.at(redis.uri());
    two = OpenCaches.at(redis.uri());
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
  }

  private static CorralConfiguration<String, String> configured(int shards, String codec) {
    return CorralConfiguration.builder(String.class, String.class)
        .shards(shards)
        .codec(codec)
        .sweepInterval(Duration.ZERO)
        .build();
  }

  private String descriptor() {
    return redis.commandText("GET", "corral:{agreed}d");
  }

  @Test
  void anotherNumberOfShards_isRefused_andSaidWhereAndHow() {
    one.open("agreed", configured(4, "kryo")).put("a", "1");
    assertThatThrownBy(() -> two.open("agreed", configured(8, "kryo")))
        .isInstanceOf(CorralException.class)
        .hasMessageContainingAll("agreed", "shards = 4", "shards = 8", "destroy");
    assertThat(two.manager().getCacheNames()).isEmpty();
    assertThat(two.open("agreed", configured(4, "kryo")).get("a")).isEqualTo("1");
  }

  @Test
  void anotherCodec_isRefused_andSaidWhereAndHow() {
    one.open("agreed", configured(4, "kryo"));
    assertThatThrownBy(() -> two.open("agreed", configured(4, "java")))
        .isInstanceOf(CorralException.class)
        .hasMessageContainingAll("agreed", "codec = kryo", "codec = java");
  }

  @Test
  void foreignDescriptor_isSaidToBeSo() {
    redis.command("SET", "corral:{agreed}d", "of another application");
    assertThatThrownBy(() -> one.open("agreed", configured(4, "kryo")))
        .isInstanceOf(CorralException.class)
        .hasMessageContainingAll("agreed", "prefix");
    redis.command("DEL", "corral:{agreed}d");
    redis.command("LPUSH", "corral:{agreed}d", "a list");
    assertThatThrownBy(() -> one.open("agreed", configured(4, "kryo")))
        .isInstanceOf(CorralException.class)
        .hasMessageContaining("WRONGTYPE");
  }

  @Test
  void closedAndOpenedAgain_isTheSameCache() {
    Cache<String, String> cache = one.open("agreed", configured(4, "kryo"));
    cache.put("a", "1");
    String before = descriptor();
    cache.close();
    assertThat(one.open("agreed", configured(4, "kryo")).get("a")).isEqualTo("1");
    assertThat(descriptor()).isEqualTo(before);
  }

  @Test
  void destroyedAndCreatedAnew_hasANewId_otherPropertiesAndNoEntries() {
    one.open("agreed", configured(4, "kryo")).put("a", "1");
    String before = descriptor();
    one.manager().destroyCache("agreed");
    assertThat(descriptor()).isEmpty();
    Cache<String, String> anew = two.open("agreed", configured(4, "kryo"));
    assertThat(descriptor()).isNotEmpty().isNotEqualTo(before);
    assertThat(anew.containsKey("a")).isFalse();
    assertThat(anew.iterator().hasNext()).isFalse();
    two.manager().destroyCache("agreed");
    Cache<String, String> larger = one.open("agreed", configured(32, "java"));
    assertThat(larger.iterator().hasNext()).isFalse();
    larger.put("a", "2");
    assertThat(larger.get("a")).isEqualTo("2");
  }
}
