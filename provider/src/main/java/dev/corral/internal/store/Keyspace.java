package dev.corral.internal.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * The names of a cache's keys in Redis ({@code docs/layout.md}).
 *
 * <p>All keys of a shard carry the same hash tag and so live on the same server.
 */
final class Keyspace {
  private static final String ESCAPED = "{}*?[]$#%\\^";

  /** An empty hash tag would be none, and the cache's own keys would not share a slot. */
  private static final String EMPTY_NAME = "%";

  private final String base;
  private final byte[][] heads;
  private final int[] slots;

  /**
   * Creates the names of a cache.
   *
   * @param prefix goes before every key
   * @param cacheName any text
   * @param shards into how many parts the cache is divided
   */
  Keyspace(String prefix, String cacheName, int shards) {
    String name = cacheName.isEmpty() ? EMPTY_NAME : escape(cacheName);
    this.base = escape(prefix) + "{" + name;
    this.heads = new byte[shards][];
    this.slots = new int[shards];
    for (int shard = 0; shard < shards; shard++) {
      heads[shard] = utf8(base + "#" + shard + "}");
      slots[shard] = JedisClusterCRC16.getSlot(name + "#" + shard);
    }
  }

  int shards() {
    return heads.length;
  }

  int slot(int shard) {
    return slots[shard];
  }

  int shardOf(EntryKey key) {
    CRC32C crc = new CRC32C();
    crc.update(key.text());
    return (int) (crc.getValue() % heads.length);
  }

  byte[] metadata(int shard) {
    return name(shard, 'm', new byte[0]);
  }

  byte[] record(int shard, EntryKey key) {
    return name(shard, 'r', key.text());
  }

  byte[] lease(int shard, EntryKey key) {
    return name(shard, 'l', key.text());
  }

  /** What a tag's records in a shard are checked against. */
  byte[] tag(int shard, byte[] name) {
    return name(shard, 't', name);
  }

  /** The descriptor of the cache, the same for every number of shards. */
  byte[] descriptor() {
    return utf8(base + "}d");
  }

  /** Says that some records may be dead, and who sweeps them. */
  byte[] sweepMark() {
    return utf8(base + "}s");
  }

  /** The channel on which the changes of a shard are told. */
  byte[] shardChannel(int shard) {
    return name(shard, 'i', new byte[0]);
  }

  /** The channel on which who waits for a lease in a shard is woken. */
  byte[] wakeChannel(int shard) {
    return name(shard, 'k', new byte[0]);
  }

  /** The key's text within a lease's name, or null if the name is not one of ours. */
  byte @Nullable [] textOfLease(byte[] redisKey) {
    for (byte[] head : heads) {
      if (redisKey.length > head.length
          && redisKey[head.length] == 'l'
          && Arrays.equals(head, 0, head.length, redisKey, 0, head.length)) {
        return Arrays.copyOfRange(redisKey, head.length + 1, redisKey.length);
      }
    }
    return null;
  }

  /** Held by the node that sweeps. */
  byte[] sweepTurn() {
    return utf8(base + "}w");
  }

  int baseSlot() {
    return JedisClusterCRC16.getSlot(descriptor());
  }

  /** The SCAN pattern of all records. */
  byte[] recordPattern() {
    return utf8(base + "#*}r*");
  }

  /** What all keys of the shards begin with, and no others. */
  String shardPrefix() {
    return base + "#";
  }

  /** The shard of a record found by {@link #recordPattern()}, or -1 if it is not one of ours. */
  int shardOfRecord(byte[] redisKey) {
    int start = utf8(base).length;
    int at = start;
    if (redisKey.length <= at || redisKey[at++] != '#') {
      return -1;
    }
    int shard = 0;
    while (at < redisKey.length && redisKey[at] >= '0' && redisKey[at] <= '9' && at < start + 6) {
      shard = shard * 10 + redisKey[at++] - '0';
    }
    return shard < heads.length
            && redisKey.length > heads[shard].length
            && Arrays.equals(heads[shard], Arrays.copyOf(redisKey, heads[shard].length))
            && redisKey[heads[shard].length] == 'r'
        ? shard
        : -1;
  }

  /** The key's text within a record's name, or null if the name is not one of ours. */
  byte @Nullable [] textOf(byte[] redisKey) {
    int shard = shardOfRecord(redisKey);
    return shard < 0 ? null : textOf(shard, redisKey);
  }

  /** The key's text within the name of a record of that shard. */
  byte[] textOf(int shard, byte[] redisKey) {
    return Arrays.copyOfRange(redisKey, heads[shard].length + 1, redisKey.length);
  }

  private byte[] name(int shard, char kind, byte[] text) {
    byte[] head = heads[shard];
    byte[] name = Arrays.copyOf(head, head.length + 1 + text.length);
    name[head.length] = (byte) kind;
    System.arraycopy(text, 0, name, head.length + 1, text.length);
    return name;
  }

  /** Escapes what hash tags and SCAN patterns give a meaning to. */
  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (ESCAPED.indexOf(c) >= 0) {
        escaped.append('%').append(Integer.toHexString(0x100 | c).substring(1));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
