package dev.corral.internal.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.corral.internal.config.ManagerSettings;
import dev.corral.testkit.RedisServer;
import java.net.URI;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;

/** Links for tests, and what belongs to them. */
final class Links {
  private static final String PUBLISH =
      "return redis.call(redis.REDIS_VERSION_NUM and 'SPUBLISH' or 'PUBLISH', KEYS[1], ARGV[1])";

  private Links() {}

  static BlockingLink to(URI uri) {
    ClassLoader loader = Objects.requireNonNull(Links.class.getClassLoader());
    return RedisConnector.connect(
        ManagerSettings.resolve(uri, loader, new Properties()).connection());
  }

  static HostAndPort addressOf(RedisServer server) {
    return new HostAndPort(server.host(), server.port());
  }

  /** Publishes as the product's scripts do; returns how many clients of that server got it. */
  static int publish(RedisServer server, String channel, String message) {
    return Integer.parseInt(server.commandText("EVAL", PUBLISH, "1", channel, message));
  }

  static boolean isSharded(RedisServer server) {
    return server.commandText("EVAL", "return redis.REDIS_VERSION_NUM and 1 or 0", "0").equals("1");
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** A command that meets the owner of a slot. */
  static void touch(BlockingLink link, int slot, String key) {
    Reply reply =
        link.send(Command.repeatable(slot, Protocol.Command.GET, bytes(key)))
            .toCompletableFuture()
            .join();
    reply.orThrow();
  }

  /** The threads of subscriptions in this JVM. */
  static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("corral-subscri"))
        .collect(Collectors.toSet());
  }
}
