package dev.corral.shop;

import dev.corral.testkit.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** What is left of the lifetimes of entries, as the server says. */
final class Lifetimes {
  private Lifetimes() {}

  static List<Duration> ofEntries(RedisServer redis) {
    List<?> keys =
        (List<?>) Objects.requireNonNull(redis.command("KEYS", "corral:{books#[0-9]*}r*"));
    return keys.stream()
        .map(key -> redis.commandText("PTTL", new String((byte[]) key, StandardCharsets.UTF_8)))
        .map(millis -> Duration.ofMillis(Long.parseLong(millis)))
        .toList();
  }
}
