package dev.corral.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;
import redis.clients.jedis.util.JedisClusterCRC16;

@WithRedis
class KeyspaceTest {
  private static final EntryKey KEY = StoreFixture.key("42");

  static Stream<String> names() {
    return Stream.of(
        "books",
        "",
        "b{o}oks",
        "{",
        "}",
        "{}",
        "a*b?c[d]e",
        "books#1",
        "50%",
        "%23",
        "$x^y\\z",
        "Bücher 書籍 📚",
        "with space\nand line",
        "}d",
        "books}r");
  }

  private static String text(byte[] name) {
    return new String(name, UTF_8);
  }

  @ParameterizedTest
  @MethodSource("names")
  void keysOfAShard_shareASlot_andSoDoTheCachesOwn(String name) {
    Keyspace keyspace = new Keyspace("corral:", name, 16);
    Set<Integer> slots = new HashSet<>();
    for (int shard = 0; shard < 16; shard++) {
      int slot = keyspace.slot(shard);
      assertThat(JedisClusterCRC16.getSlot(keyspace.metadata(shard))).isEqualTo(slot);
      assertThat(JedisClusterCRC16.getSlot(keyspace.record(shard, KEY))).isEqualTo(slot);
      assertThat(JedisClusterCRC16.getSlot(keyspace.lease(shard, KEY))).isEqualTo(slot);
      slots.add(slot);
    }
    assertThat(slots).as("the cache spreads").hasSizeGreaterThan(8);
    for (byte[] own : List.of(keyspace.descriptor(), keyspace.sweepMark(), keyspace.sweepTurn())) {
      assertThat(JedisClusterCRC16.getSlot(own)).isEqualTo(keyspace.baseSlot());
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void recordsName_givesItsShardAndKeyBack(String name) {
    Keyspace keyspace = new Keyspace("corral:", name, 300);
    for (String text : List.of("1", "", "}r", "#3}r", "*", "é\n")) {
      EntryKey key = StoreFixture.key(text);
      int shard = keyspace.shardOf(key);
      byte[] record = keyspace.record(shard, key);
      assertThat(keyspace.shardOfRecord(record)).isEqualTo(shard);
      assertThat(keyspace.textOf(record)).isEqualTo(key.text());
      assertThat(keyspace.shardOfRecord(keyspace.lease(shard, key))).isEqualTo(-1);
    }
    assertThat(keyspace.shardOfRecord(keyspace.metadata(7))).isEqualTo(-1);
    assertThat(keyspace.shardOfRecord(keyspace.descriptor())).isEqualTo(-1);
    assertThat(keyspace.shardOfRecord(new byte[0])).isEqualTo(-1);
  }

  @Test
  void namesThatAreNotOurs_haveNoShard() {
    Keyspace keyspace = new Keyspace("corral:", "books", 4);
    for (String other :
        List.of(
            "corral:{books#4}rs:a",
            "corral:{books#00}rs:a",
            "corral:{books#}rs:a",
            "corral:{books#1rs:a",
            "corral:{books#99999999999}rs:a",
            "corral:{books2#1}rs:a",
            "corral:{books#1}",
            "corral:{books#-1}rs:a",
            "other:{books#1}rs:a")) {
      assertThat(keyspace.shardOfRecord(other.getBytes(UTF_8))).as(other).isEqualTo(-1);
      assertThat(keyspace.textOf(other.getBytes(UTF_8))).as(other).isNull();
    }
  }

  @Test
  void layout_isAsDocumented() {
    Keyspace keyspace = new Keyspace("corral:", "books", 20);
    assertThat(text(keyspace.metadata(17))).isEqualTo("corral:{books#17}m");
    assertThat(text(keyspace.record(17, KEY))).isEqualTo("corral:{books#17}rs:42");
    assertThat(text(keyspace.lease(17, KEY))).isEqualTo("corral:{books#17}ls:42");
    assertThat(text(keyspace.descriptor())).isEqualTo("corral:{books}d");
    assertThat(text(new Keyspace("p{", "a#{*", 1).descriptor())).isEqualTo("p%7b{a%23%7b%2a}d");
  }

  @Test
  void differentCaches_haveDifferentNames() {
    Set<String> all = new HashSet<>();
    List<String> names = names().toList();
    for (String name : names) {
      Keyspace keyspace = new Keyspace("corral:", name, 2);
      assertThat(all.add(text(keyspace.descriptor()))).as(name).isTrue();
      assertThat(all.add(text(keyspace.metadata(0)))).as(name).isTrue();
      assertThat(all.add(text(keyspace.metadata(1)))).as(name).isTrue();
    }
  }

  @Test
  void everyShard_isUsed() {
    Keyspace keyspace = new Keyspace("corral:", "books", 16);
    int[] count = new int[16];
    for (int i = 0; i < 1_600; i++) {
      count[keyspace.shardOf(StoreFixture.key("k" + i))]++;
    }
    assertThat(IntStream.of(count).boxed()).allMatch(n -> n > 50 && n < 200);
  }

  @Test
  void shardOfAKey_isItsTextsCrc32cModuloTheirNumber() {
    Keyspace keyspace = new Keyspace("corral:", "books", 16);
    for (int i = 0; i < 100; i++) {
      assertThat(keyspace.shardOf(StoreFixture.key("k" + i))).isEqualTo(crc32c("s:k" + i) & 15);
    }
  }

  private static int crc32c(String text) {
    int crc = -1;
    for (byte b : text.getBytes(UTF_8)) {
      crc ^= b & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc >>> 1) ^ ((crc & 1) == 0 ? 0 : 0x82F63B78);
      }
    }
    return ~crc;
  }

  @Test
  void pattern_findsTheRecordsOfItsCacheOnly(RedisServer server) {
    server.flushAll();
    try (Jedis redis = new Jedis(server.host(), server.port())) {
      List<Keyspace> caches = new ArrayList<>();
      for (String name : names().toList()) {
        Keyspace keyspace = new Keyspace("corral:", name, 4);
        caches.add(keyspace);
        for (int i = 0; i < 10; i++) {
          EntryKey key = StoreFixture.key(name + i);
          redis.set(keyspace.record(keyspace.shardOf(key), key), key.text());
        }
      }
      for (Keyspace keyspace : caches) {
        ScanResult<byte[]> found =
            redis.scan(
                new byte[] {'0'}, new ScanParams().match(keyspace.recordPattern()).count(10_000));
        assertThat(found.getResult()).hasSize(10);
        for (byte[] record : found.getResult()) {
          assertThat(keyspace.textOf(record)).isEqualTo(redis.get(record));
        }
      }
    }
  }
}
