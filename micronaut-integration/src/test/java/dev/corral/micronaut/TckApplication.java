package dev.corral.micronaut;

import dev.corral.testkit.RedisServer;
import io.micronaut.context.ApplicationContext;
import java.util.Map;

/** The application that Micronaut's own tests of caches expect. */
final class TckApplication {
  private TckApplication() {}

  static ApplicationContext start(RedisServer redis) {
    redis.command("FLUSHALL");
    return ApplicationContext.run(
        Map.of(
            "corral.uri",
            redis.uri(),
            "corral.caches.test.statistics-enabled",
            true,
            "corral.caches.counter.lifetime",
            "1h",
            "corral.caches.counter2.lifetime",
            "1h"));
  }
}
