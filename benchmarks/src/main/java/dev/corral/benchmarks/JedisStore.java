package dev.corral.benchmarks;

import dev.corral.testkit.RedisServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;

/** Plain commands of Jedis over a pool of 64 connections, on byte arrays. */
final class JedisStore implements Store {
  private static final int POOL = 64;

  private final RedisClient client;

  JedisStore(RedisServer redis) {
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(POOL);
    pool.setMaxIdle(POOL);
    pool.setTestWhileIdle(false);
    client = RedisClient.builder().hostAndPort(redis.host(), redis.port()).poolConfig(pool).build();
  }

  private static byte[] name(String key) {
    return ("jedis:" + key).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Object get(String key) {
    return Objects.requireNonNull(client.get(name(key)), "A value was lost");
  }

  @Override
  public void put(String key, Object value) {
    client.set(name(key), (byte[]) value);
  }

  @Override
  public int getAll(Set<String> keys) {
    List<byte[]> values = client.mget(keys.stream().map(JedisStore::name).toArray(byte[][]::new));
    return (int) values.stream().filter(Objects::nonNull).count();
  }

  @Override
  public void putAll(Map<String, Object> values) {
    List<byte[]> arguments = new ArrayList<>(values.size() * 2);
    values.forEach(
        (key, value) -> {
          arguments.add(name(key));
          arguments.add((byte[]) value);
        });
    client.mset(arguments.toArray(byte[][]::new));
  }

  @Override
  public long iterate() {
    throw new UnsupportedOperationException("Plain commands have no iterator");
  }

  @Override
  public void clear() {
    client.flushDB();
  }

  @Override
  public void close() {
    client.close();
  }
}
