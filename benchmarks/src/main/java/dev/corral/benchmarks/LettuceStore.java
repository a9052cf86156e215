package dev.corral.benchmarks;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Plain commands of Lettuce over its one connection, on texts and byte arrays. */
final class LettuceStore implements Store {
  private final RedisClient client;
  private final StatefulRedisConnection<String, byte[]> connection;
  private final RedisCommands<String, byte[]> commands;

  LettuceStore(URI redis) {
    client = RedisClient.create(redis.toString());
    connection = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
    commands = connection.sync();
  }

  private static String name(String key) {
    return "lettuce:" + key;
  }

  @Override
  public Object get(String key) {
    return Objects.requireNonNull(commands.get(name(key)), "A value was lost");
  }

  @Override
  public void put(String key, Object value) {
    commands.set(name(key), (byte[]) value);
  }

  @Override
  public int getAll(Set<String> keys) {
    String[] names = keys.stream().map(LettuceStore::name).toArray(String[]::new);
    return (int) commands.mget(names).stream().filter(value -> value.hasValue()).count();
  }

  @Override
  public void putAll(Map<String, Object> values) {
    Map<String, byte[]> named = new HashMap<>();
    values.forEach((key, value) -> named.put(name(key), (byte[]) value));
    commands.mset(named);
  }

  @Override
  public long iterate() {
    throw new UnsupportedOperationException("Plain commands have no iterator");
  }

  @Override
  public void clear() {
    commands.flushdb();
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown();
  }
}
